// For Graphviz: the same table for those who want their own layout.
#include "responsum/base/text.hpp"
#include "responsum/decision/drawing.hpp"
#include "responsum/decision/drawing/layout.hpp"
#include "responsum/decision/drawing/lettering.hpp"
#include "responsum/decision/drawing/roads.hpp"

namespace responsum::decision {

namespace {

namespace measure = drawing::measure;

std::string wrapped(std::string_view text) {
  std::string out;
  for (const std::string& line : drawing::lettering::wrap(text, measure::question_width, measure::question_size))
    out += "\\n" + line;
  return out;
}

void write_question(std::string& out, const Decision& d) {
  out += "  " + base::quote(d.tag) + " [label=\"" + std::string{d.tag} + wrapped(d.question) +
         "\", tooltip=" + base::quote(d.rule) + "];\n";
}

// A condition has one shape for each edge that leads to it: lines that all run to one place hide each other.
void write_edge(std::string& out, const Decision& d, bool answer) {
  const Edge& to = edge(d.node, answer);
  const bool main = answer == d.main_yes;
  std::string target = base::quote(to.ends ? edge_tag(d.node, answer) : row(to.node).tag);
  if (to.ends) {
    out += "  " + target + " [label=" + base::quote(drawing::end_text(to)) + ", shape=box, style=rounded];\n";
  } else if (row(to.node).chapter != d.chapter) {
    target = base::quote("to " + std::string{name(row(to.node).chapter)});
    out += "  " + target + " [label=" + base::quote(name(row(to.node).chapter)) + ", shape=cds];\n";
  }
  out += "  " + base::quote(d.tag) + " -> " + target + " [label=" + (answer ? "yes" : "no") +
         (main ? ", weight=4" : "") + "];\n";
}

void open(std::string& out, std::string_view title) {
  out += "digraph " + base::quote(title) + " {\n  // edition " + edition_text() +
         "\n  node [shape=box, fontname=\"sans-serif\", fontsize=11];\n  edge [fontname=\"sans-serif\", "
         "fontsize=9];\n";
}

std::string overview() {
  std::string out;
  open(out, "responsum");
  for (const ChapterRow& r : chapter_rows)
    out += "  " + base::quote(r.name) + " [label=\"" + std::string{r.name} + wrapped(r.caption) + "\"];\n";
  std::array<std::array<bool, chapter_count>, chapter_count> drawn{};
  for (const Decision& d : diagram)
    for (const Edge* e : {&d.yes, &d.no}) {
      if (e->ends || row(e->node).chapter == d.chapter) continue;
      bool& once = drawn[static_cast<std::size_t>(d.chapter)][static_cast<std::size_t>(row(e->node).chapter)];
      if (once) continue;
      once = true;
      out += "  " + base::quote(name(d.chapter)) + " -> " + base::quote(name(row(e->node).chapter)) + ";\n";
    }
  return out + "}\n";
}

} // namespace

std::string detail::draw_dot(std::optional<Chapter> chapter) {
  if (!chapter) return overview();
  std::string out;
  open(out, name(*chapter));
  for (const Decision& d : diagram) {
    if (d.chapter != *chapter) continue;
    write_question(out, d);
    for (bool answer : {true, false}) write_edge(out, d, answer);
  }
  return out + "}\n";
}

} // namespace responsum::decision
