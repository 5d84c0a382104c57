// For a terminal: question by question, each with where its answers lead.
#include <algorithm>

#include "responsum/decision/drawing.hpp"
#include "responsum/decision/drawing/layout.hpp"

namespace responsum::decision {

namespace {

std::string padded(std::string_view text, std::size_t width) {
  std::string out{text};
  out.resize(std::max(width, text.size()), ' ');
  return out;
}

std::string where(const Edge& e, Chapter from) {
  if (e.ends) return drawing::end_text(e);
  const Decision& d = row(e.node);
  return std::string{d.tag} + (d.chapter == from ? "" : " in " + std::string{name(d.chapter)});
}

void write(std::string& out, const Decision& d) {
  constexpr std::size_t tag_width = 6;
  out += padded(d.tag, tag_width) + std::string{d.question} + "  [" + std::string{d.rule} + "]\n";
  if (d.needs != Lookup::none) out += padded("", tag_width) + "first " + std::string{row(d.needs).words} + "\n";
  for (bool answer : {d.main_yes, !d.main_yes})
    out += padded("", tag_width) + (answer ? "yes" : "no ") + (answer == d.main_yes ? " => " : " -> ") +
           where(edge(d.node, answer), d.chapter) + "\n";
}

} // namespace

std::string detail::draw_text(std::optional<Chapter> chapter) {
  std::string out;
  for (const ChapterRow& r : chapter_rows) {
    if (chapter && *chapter != r.chapter) continue;
    if (!out.empty()) out += "\n";
    out += std::string{r.name} + ": " + std::string{r.caption} + "\n\n";
    for (const Decision& d : diagram)
      if (d.chapter == r.chapter) write(out, d);
  }
  return out;
}

} // namespace responsum::decision
