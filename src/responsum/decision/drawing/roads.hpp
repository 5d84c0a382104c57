// A chapter as roads on a grid. A road follows the answers that keep to it; where another answer leads to a question
// that stands on no road yet, a side road begins.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::drawing {

// Column 0 is the main road's; side roads stand right of it, or left where the right is taken.
struct Cell {
  int column = 0;
  int row = 0;
  friend constexpr bool operator==(const Cell&, const Cell&) = default;
};

// How the line of an answer runs.
enum class Run : std::uint8_t {
  down,   // to the next question of its road
  wrap,   // the same, at the head of the next column
  branch, // outwards to the head of a side road
  join,   // to a question that already stands on a road
  side,   // outwards to an end
  bottom, // down to an end
};

struct Placed {
  Node node;
  Cell cell;
  int outwards;           // +1: ends and side roads are right of it, -1: left
  bool branches_opposite; // its side road stands on the other side than its ends would
  Run yes;
  Run no;

  constexpr Run run(bool answer) const { return answer ? yes : no; }
};

// Every question of the chapter, road by road, the main road first. A column holds at most `max_rows` of a side road.
std::vector<Placed> place(Chapter chapter, int max_rows);

// The question by which a chapter is entered.
constexpr Node first_of(Chapter chapter) {
  for (const Decision& d : diagram)
    if (d.chapter == chapter) return d.node;
  return first_node;
}

constexpr bool stays(const Edge& e, Chapter chapter) { return !e.ends && row(e.node).chapter == chapter; }

// A drawing has one door in, above its main road. A chapter with several needs another kind of drawing.
consteval bool chapters_are_entered_at_their_head() {
  for (const Decision& d : diagram)
    for (const Edge* e : {&d.yes, &d.no})
      if (!e->ends && row(e->node).chapter != d.chapter && e->node != first_of(row(e->node).chapter)) return false;
  return true;
}
static_assert(chapters_are_entered_at_their_head());

} // namespace responsum::decision::drawing
