// responsum_pages write|check ROOT: writes the pages that follow from the tables below the top of the tree, or names
// those that are not what they should be; exit code 1 if there are any.

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <string>

#include "pages.hpp"

namespace {

namespace fs = std::filesystem;
using responsum::pages::Page;

constexpr std::string_view notes_begin = "<!-- notes -->\n";
constexpr std::string_view notes_end = "<!-- end of notes -->\n";

std::string read(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::string notes_in(const std::string& text) {
  const std::size_t begin = text.find(notes_begin);
  const std::size_t end = text.rfind(notes_end);
  if (begin == std::string::npos || end == std::string::npos || end < begin)
    return std::string{notes_begin}.append(notes_end);
  return text.substr(begin, end + notes_end.size() - begin);
}

std::vector<Page> all_pages(const fs::path& root) {
  std::vector<Page> pages = responsum::pages::tour();
  const responsum::pages::Notes notes_of = [&](const fs::path& page) { return notes_in(read(root / page)); };
  std::ranges::move(responsum::pages::reference(notes_of), std::back_inserter(pages));
  std::ranges::move(responsum::pages::chapters(notes_of), std::back_inserter(pages));
  const responsum::pages::Read read_page = [&](const fs::path& page) { return read(root / page); };
  std::ranges::move(responsum::pages::guide(root, read_page), std::back_inserter(pages));
  return pages;
}

// Pages of the folders that nothing makes any more.
std::set<fs::path> left_over(const fs::path& root, const std::vector<Page>& pages) {
  std::set<fs::path> found;
  for (const char* folder : {"docs/status", "docs/conditions", "examples/tour/public/status"}) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::directory_iterator{root / folder}) found.insert(folder / entry.path().filename());
  }
  for (const Page& p : pages) found.erase(p.path);
  return found;
}

int write(const fs::path& root) {
  const std::vector<Page> pages = all_pages(root);
  for (const Page& p : pages) {
    fs::create_directories((root / p.path).parent_path());
    if (read(root / p.path) == p.text) continue;
    std::ofstream out{root / p.path, std::ios::binary};
    out << p.text;
    if (!out.flush()) {
      std::cerr << "cannot write " << p.path.string() << '\n';
      return 1;
    }
    std::cout << "wrote " << p.path.string() << '\n';
  }
  for (const fs::path& file : left_over(root, pages)) std::cout << "left over: " << file.string() << '\n';
  return 0;
}

int check(const fs::path& root) {
  const std::vector<Page> pages = all_pages(root);
  int wrong = 0;
  for (const Page& p : pages) {
    if (fs::exists(root / p.path) && read(root / p.path) == p.text) continue;
    std::cerr << p.path.string() << (fs::exists(root / p.path) ? " is stale\n" : " is missing\n");
    ++wrong;
  }
  for (const fs::path& file : left_over(root, pages)) {
    std::cerr << file.string() << " is left over: no table has it\n";
    ++wrong;
  }
  if (wrong != 0)
    std::cerr << wrong << " of " << pages.size() << " pages; `responsum_pages write .` makes them anew\n";
  return wrong == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
  const std::string verb = argc == 3 ? argv[1] : "";
  if (verb == "write") return write(argv[2]);
  if (verb == "check") return check(argv[2]);
  std::cerr << "usage: responsum_pages write|check ROOT\n";
  return 2;
}
