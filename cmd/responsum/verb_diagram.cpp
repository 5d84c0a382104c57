// responsum diagram: the table of decisions as a picture or as data.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>

#include "responsum/decision/drawing.hpp"
#include "verbs.hpp"

namespace responsum::cmd {

namespace {

struct Wish {
  std::string chapter;
  std::string format = "text";
  std::string folder;
};

template <class Rows>
std::string names(const Rows& rows) {
  std::string all;
  for (const auto& r : rows) all.append(all.empty() ? "" : ", ").append(r.name);
  return all;
}

bool write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream out{path, std::ios::binary};
  out << text;
  out.close();
  if (!out) std::cerr << "responsum diagram: cannot write " << path.string() << '\n';
  return bool{out};
}

// The overview and every chapter, one file each.
int write_all(const std::filesystem::path& folder, decision::Format format) {
  const std::string extension = "." + std::string{name(format)};
  bool written = write_file(folder / ("overview" + extension), draw(format, std::nullopt));
  for (const decision::ChapterRow& r : decision::chapter_rows)
    written = write_file(folder / (std::string{r.name} + extension), draw(format, r.chapter)) && written;
  return written ? 0 : 1;
}

int answer(const Wish& wish) {
  const auto format = decision::format_named(wish.format);
  if (!format) return 1; // refused while parsing
  if (!wish.folder.empty()) return write_all(wish.folder, *format);
  std::cout << draw(*format, decision::chapter_named(wish.chapter));
  return 0;
}

std::string check_chapter(const std::string& text) {
  if (decision::chapter_named(text)) return {};
  return "there is no chapter \"" + text + "\"; there are " + names(decision::chapter_rows);
}

std::string check_format(const std::string& text) {
  if (decision::format_named(text)) return {};
  return "there is no format \"" + text + "\"; there are " + names(decision::format_rows);
}

} // namespace

void add_diagram(CLI::App& app, int& exit_code) {
  CLI::App* verb = app.add_subcommand("diagram", "Draw the questions from which every status follows");
  const auto wish = std::make_shared<Wish>(); // CLI11 copies the callback, and both must see one wish: shared
  auto* chapter = verb->add_option("--chapter", wish->chapter, names(decision::chapter_rows) + "; without it, all")
                      ->check(check_chapter);
  verb->add_option("--format", wish->format, names(decision::format_rows))
      ->capture_default_str()
      ->check(check_format);
  verb->add_option("--write", wish->folder, "Write the overview and every chapter into this folder, a file each")
      ->check(CLI::ExistingDirectory)
      ->excludes(chapter);
  verb->footer("Examples:\n"
               "  responsum diagram --chapter range\n"
               "  responsum diagram --chapter precondition --format svg > precondition.svg\n"
               "  responsum diagram --format json\n"
               "  responsum diagram --format svg --write docs/diagram");
  verb->callback([wish, &exit_code] { exit_code = answer(*wish); });
}

} // namespace responsum::cmd
