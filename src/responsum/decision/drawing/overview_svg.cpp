// All chapters as SVG: one card each, in their order, with the statuses that leave there.
#include <algorithm>
#include <map>

#include "responsum/decision/drawing.hpp"
#include "responsum/decision/drawing/lettering.hpp"
#include "responsum/decision/drawing/svg.hpp"

namespace responsum::decision {

namespace {

using drawing::Box;
namespace measure = drawing::measure;
using drawing::lettering::monospaced_width;

constexpr int card_width = 380;
constexpr int card_height = 62;
constexpr int card_gap = 34;
constexpr int chip_gap = 8;
constexpr int top = measure::heading + measure::end_height + card_gap - 4;

Box card(Chapter c) {
  const int y = top + static_cast<int>(c) * (card_height + card_gap);
  return {measure::margin, y, card_width, card_height};
}

// The conditions that a chapter ends in, by what is written on their chip; in the order of the numbers.
struct Chip {
  std::string classes;
  std::string ids;
  int conditions = 0;
};
std::map<std::string, Chip> chips(Chapter c) {
  std::map<std::string, Chip> found;
  std::array<bool, condition_count> counted{};
  for (const Decision& d : diagram)
    for (const Edge* e : {&d.yes, &d.no}) {
      if (d.chapter != c || !e->ends || counted[static_cast<std::size_t>(e->condition)]) continue;
      counted[static_cast<std::size_t>(e->condition)] = true;
      const ConditionRow& r = row(e->condition);
      Chip& chip = found[r.ending == Ending::hang_up ? "no answer" : std::to_string(status::code(r.status))];
      chip.classes = "end " + drawing::colour_class(r);
      chip.ids += (chip.ids.empty() ? "" : " ") + std::string{r.id};
      ++chip.conditions;
    }
  return found;
}

int questions(Chapter c) {
  int count = 0;
  for (const Decision& d : diagram) count += d.chapter == c ? 1 : 0;
  return count;
}

// Which chapters can be entered from one, itself excepted.
std::array<bool, chapter_count> doors(Chapter c) {
  std::array<bool, chapter_count> open{};
  for (const Decision& d : diagram)
    for (const Edge* e : {&d.yes, &d.no})
      if (d.chapter == c && !e->ends && row(e->node).chapter != c)
        open[static_cast<std::size_t>(row(e->node).chapter)] = true;
  return open;
}

// Returns how far right they reach.
int write_chips(std::string& out, Chapter c) {
  const Box from = card(c);
  int x = from.right() + measure::reach;
  const int y = from.middle_y() - measure::end_height / 2;
  const auto all = chips(c);
  if (all.empty()) return from.right();
  out += "<g class=\"edge\" data-out-of=\"" + std::string{name(c)} + "\">";
  drawing::write_line(out, {{from.right(), from.middle_y()}, {x, from.middle_y()}});
  out += "</g>\n";
  for (const auto& [label, chip] : all) {
    const std::string text = chip.conditions > 1 ? label + " \u00d7" + std::to_string(chip.conditions) : label;
    const int letters = static_cast<int>(text.size()) - (chip.conditions > 1 ? 1 : 0);
    const Box box{x, y, letters * 7 + 22, measure::end_height};
    out += "<g class=\"" + chip.classes + "\" data-conditions=\"" + chip.ids + "\"><title>" + chip.ids + "</title>";
    drawing::write_pill(out, box, text, label.size());
    out += "</g>\n";
    x += box.width + chip_gap;
  }
  return x - chip_gap;
}

void write_card(std::string& out, Chapter c) {
  const Box b = card(c);
  const ChapterRow& r = chapter_rows[static_cast<std::size_t>(c)];
  out += "<g id=\"c-" + std::string{r.name} + "\" class=\"card\" data-chapter=\"" + std::string{r.name} + "\">";
  drawing::write_rectangle(out, b, 8);
  drawing::write_text(out, {b.left() + 14, b.top() + 25}, "chapter", r.name);
  const std::string count = std::to_string(questions(c)) + " questions";
  drawing::write_text(out, {b.right() - 14 - monospaced_width(count, 10), b.top() + 24}, "small code", count);
  drawing::write_text(out, {b.left() + 14, b.top() + 46}, "caption", r.caption);
  out += "</g>\n";
}

// Straight to the next card; around the cards between for a chapter further on.
void write_doors(std::string& out, Chapter c) {
  const auto open = doors(c);
  for (std::size_t i = 0; i < chapter_count; ++i) {
    if (!open[i]) continue;
    const Box from = card(c);
    const Box to = card(static_cast<Chapter>(i));
    const bool next = i == static_cast<std::size_t>(c) + 1;
    out += std::string{"<g class=\"edge"} + (next ? " main" : "") + "\" data-from=\"" + std::string{name(c)} +
           "\" data-to=\"" + std::string{name(static_cast<Chapter>(i))} + "\">";
    if (next)
      drawing::write_line(out, {{from.middle_x(), from.bottom()}, {to.middle_x(), to.top()}});
    else
      drawing::write_line(
          out,
          {{from.left(), from.middle_y()}, {8, from.middle_y()}, {8, to.middle_y()}, {to.left(), to.middle_y()}});
    out += "</g>\n";
  }
}

} // namespace

std::string detail::draw_svg_overview() {
  std::string body;
  int right = card(Chapter{}).right();
  const Box entry{card(Chapter{}).middle_x() - 42, measure::heading, 84, measure::end_height};
  body += "<g class=\"edge main\" data-to=\"" + std::string{chapter_rows.front().name} + "\">";
  drawing::write_line(body, {{entry.middle_x(), entry.bottom()}, {entry.middle_x(), top}});
  body += "</g>\n<g class=\"end\">";
  drawing::write_pill(body, entry, "a client");
  body += "</g>\n";
  for (const ChapterRow& r : chapter_rows) write_doors(body, r.chapter);
  for (const ChapterRow& r : chapter_rows) {
    write_card(body, r.chapter);
    right = std::max(right, write_chips(body, r.chapter));
  }
  const Box last = card(chapter_rows.back().chapter);
  std::string out;
  const std::string counts = std::to_string(node_count) + " questions in " + std::to_string(chapter_count) +
                             " chapters lead to " + std::to_string(condition_count) + " conditions";
  drawing::open_svg(out,
                    {"overview", "The diagram", counts,
                     "The chapters in the order in which a request meets them, "
                     "each with the statuses of the conditions that it can end in."},
                    right + measure::margin, last.bottom() + measure::margin);
  return out + body + "</svg>\n";
}

} // namespace responsum::decision
