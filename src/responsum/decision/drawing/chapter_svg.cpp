// One chapter as SVG.
#include "responsum/base/text.hpp"
#include "responsum/decision/drawing.hpp"
#include "responsum/decision/drawing/lettering.hpp"
#include "responsum/decision/drawing/svg.hpp"

namespace responsum::decision {

namespace {

using drawing::Box;
using drawing::End;
using drawing::Entry;
using drawing::Layout;
using drawing::Line;
using drawing::Question;
namespace measure = drawing::measure;

std::string escaped(std::string_view text) { return base::escape_html(text); }

// The nodes from the chapter's head along the answers that keep to the road.
bool on_main_road(Node node, Chapter chapter) {
  Node at = drawing::first_of(chapter);
  while (at != node) {
    const Edge& next = edge(at, row(at).main_yes);
    if (!drawing::stays(next, chapter)) return false;
    at = next.node;
  }
  return true;
}

std::string target_attribute(const Edge& to) {
  if (to.ends) return " data-condition=\"" + std::string{id(to.condition)} + "\"";
  return " data-to=\"n-" + std::string{row(to.node).tag} + "\"";
}

void write_edge(std::string& out, const Line& line, Chapter chapter) {
  const bool main = line.answer == row(line.node).main_yes && on_main_road(line.node, chapter);
  out += "<g id=\"e-" + edge_tag(line.node, line.answer) + "\" class=\"edge" + (main ? " main" : "") + "\"" +
         target_attribute(edge(line.node, line.answer)) + ">";
  drawing::write_line(out, line.points, line.run == drawing::Run::branch);
  drawing::write_text(out, line.label, "", line.answer ? "yes" : "no");
  out += "</g>\n";
}

void write_question(std::string& out, const Question& question, Chapter chapter) {
  const Decision& d = row(question.node);
  const Box& b = question.box;
  out += "<g id=\"n-" + std::string{d.tag} + "\" class=\"question" + (on_main_road(d.node, chapter) ? " main" : "") +
         (d.needs == Lookup::none ? "" : " waits") + "\"><title>" + escaped(d.tag) + " " + escaped(d.question) +
         " (" + escaped(d.rule) + ")</title>";
  drawing::write_rectangle(out, b, 7);
  const int left = b.left() + measure::padding;
  const int right = b.right() - measure::padding;
  int y = b.top() + measure::padding + 9;
  drawing::write_text(out, {left, y}, "tag code", d.tag);
  const int rule_width = drawing::lettering::monospaced_width(d.rule, measure::rule_size);
  drawing::write_text(out, {right - rule_width, y}, "rule code", d.rule);
  y += 4;
  for (const std::string& text : question.lines)
    drawing::write_text(out, {left, y += measure::question_leading}, "text", text);
  if (d.needs != Lookup::none)
    drawing::write_text(out, {left, b.bottom() - 9}, "lookup", "first " + std::string{row(d.needs).words});
  out += "</g>\n";
}

void write_end(std::string& out, const End& end, const Layout& layout) {
  const Edge& to = edge(end.node, end.answer);
  const std::string from = " data-edge=\"e-" + edge_tag(end.node, end.answer) + "\"";
  if (!to.ends) {
    const Chapter chapter = row(to.node).chapter;
    int direction = 0;
    for (const Line& line : layout.lines)
      if (line.node == end.node && line.answer == end.answer && line.points.back().y == line.points.front().y)
        direction = line.points.back().x > line.points.front().x ? 1 : -1;
    out += "<g class=\"door\" data-chapter=\"" + std::string{name(chapter)} + "\"" + from + ">";
    drawing::write_door(out, end.box, chapter, direction);
  } else {
    const ConditionRow& r = row(to.condition);
    out += "<g class=\"end " + drawing::colour_class(r) + "\" data-condition=\"" + std::string{r.id} + "\"";
    if (r.ending != Ending::hang_up) out += " data-status=\"" + std::to_string(status::code(r.status)) + "\"";
    out += from + "><title>" + escaped(r.sentence) + " " + escaped(r.cure) + "</title>";
    const std::string text = drawing::end_text(to);
    drawing::write_pill(out, end.box, text, text.rfind(' '));
  }
  out += "</g>\n";
}

void write_entry(std::string& out, const Entry& entry, const Box& head) {
  out += "<g class=\"edge main\">";
  drawing::write_line(out, {{head.middle_x(), entry.box.bottom()}, {head.middle_x(), head.top()}});
  out += "</g>\n";
  if (entry.from) {
    out += "<g class=\"door\" data-chapter=\"" + std::string{name(*entry.from)} + "\">";
    drawing::write_door(out, entry.box, *entry.from, 0);
  } else {
    out += "<g class=\"end\">";
    drawing::write_pill(out, entry.box, "a client");
  }
  out += "</g>\n";
}

std::string description(const Layout& layout) {
  return std::to_string(layout.questions.size()) + " questions with " + std::to_string(layout.ends.size()) +
         " ways out. Each question has the section of the rule it comes from; each way out is a condition with its "
         "status, or the door to another chapter.";
}

} // namespace

std::string detail::draw_svg(Chapter chapter) {
  const Layout layout = drawing::lay_out(chapter);
  const ChapterRow& r = chapter_rows[static_cast<std::size_t>(chapter)];
  std::string out;
  drawing::open_svg(out, {r.name, r.name, r.caption, description(layout)}, layout.width, layout.height);
  write_entry(out, layout.entry, layout.questions.front().box);
  // Lines that join others lie undermost: what they cross passes over them.
  for (const bool joining : {true, false})
    for (const Line& line : layout.lines)
      if ((line.run == drawing::Run::join) == joining) write_edge(out, line, chapter);
  for (const Question& question : layout.questions) write_question(out, question, chapter);
  for (const End& end : layout.ends) write_end(out, end, layout);
  return out + "</svg>\n";
}

} // namespace responsum::decision
