#include "responsum/decision/drawing/layout.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

#include "responsum/decision/drawing/lettering.hpp"

namespace responsum::decision::drawing {

namespace {

std::string status_text(const ConditionRow& r) {
  return r.ending == Ending::hang_up ? "no answer" : std::to_string(status::code(r.status));
}

// The grid in pixels: where columns and rows begin.
class Draft {
 public:
  Draft(Chapter chapter, int max_rows) : chapter_{chapter}, placed_{place(chapter, max_rows)} {
    measure_columns();
    measure_rows();
    enter();
    for (const Placed& p : placed_) write_question(p);
    for (const Placed& p : placed_)
      for (bool answer : {true, false}) write_answer(p, answer);
    fit();
  }
  Layout result() { return std::move(out_); }

 private:
  struct Band {
    int y;
    int height;
  };

  const Placed& placed(Node node) const {
    return *std::find_if(placed_.begin(), placed_.end(), [node](const Placed& p) { return p.node == node; });
  }
  static std::vector<std::string> lines(Node node) {
    return lettering::wrap(row(node).question, measure::question_width - 2 * measure::padding,
                           measure::question_size);
  }
  static int height(Node node) {
    const int text = static_cast<int>(lines(node).size()) * measure::question_leading;
    const int lookup = row(node).needs == Lookup::none ? 0 : measure::lookup_leading;
    return 2 * measure::padding + measure::tag_size + 6 + text + lookup - 2;
  }

  void measure_columns() {
    std::map<int, int> beside; // how far the ends of a column reach out
    for (const Placed& p : placed_) {
      int& width = beside[p.cell.column];
      for (bool answer : {true, false})
        if (p.run(answer) == Run::side)
          width = std::max(width, measure::reach + end_width(edge(p.node, answer)));
        else if (p.run(answer) == Run::branch || p.run(answer) == Run::join)
          width = std::max(width, measure::gutter / 2);
    }
    const int last = beside.rbegin()->first;
    const int first = beside.begin()->first;
    left_of_[0] = 0;
    for (int c = 1; c <= last; ++c)
      left_of_[c] = left_of_[c - 1] + measure::question_width + beside[c - 1] + measure::gutter;
    if (first < 0) left_of_[-1] = -(measure::gutter + measure::gutter / 2 + measure::question_width);
    for (int c = -2; c >= first; --c)
      left_of_[c] = left_of_[c + 1] - beside[c + 1] - measure::gutter - measure::question_width;
  }

  void measure_rows() {
    std::map<int, int> heights;
    for (const Placed& p : placed_) {
      heights[p.cell.row] = std::max(heights[p.cell.row], height(p.node));
      for (bool answer : {true, false})
        if (p.run(answer) == Run::bottom)
          heights[p.cell.row + 1] = std::max(heights[p.cell.row + 1], measure::end_height);
    }
    int y = measure::heading + measure::end_height + measure::row_gap;
    for (const auto& [row, tall] : heights) {
      rows_[row] = {y, tall};
      y += tall + measure::row_gap;
    }
  }

  Box box(Cell cell) const {
    const Band& band = rows_.at(cell.row);
    return {left_of_.at(cell.column), band.y, measure::question_width, band.height};
  }
  static int outer(const Box& b, int direction) { return direction > 0 ? b.right() : b.left(); }

  void enter() {
    const Box head = box({0, 0});
    for (const Decision& d : diagram)
      for (const Edge* e : {&d.yes, &d.no})
        if (!e->ends && d.chapter != chapter_ && row(e->node).chapter == chapter_) out_.entry.from = d.chapter;
    const int width = out_.entry.from ? door_width(*out_.entry.from) : 84;
    out_.entry.box = {head.middle_x() - width / 2, measure::heading, width, measure::end_height};
  }

  void write_question(const Placed& p) { out_.questions.push_back({p.node, box(p.cell), lines(p.node)}); }

  void write_answer(const Placed& p, bool answer) {
    const Box from = box(p.cell);
    const Edge& to = edge(p.node, answer);
    Line line{p.node, answer, p.run(answer), {}, {}};
    switch (p.run(answer)) {
    case Run::down: line.points = {{from.middle_x(), from.bottom()}, {from.middle_x(), box(below(p)).top()}}; break;
    case Run::wrap: line.points = wrapped(from, box(placed(to.node).cell), p.outwards); break;
    case Run::branch: line.points = branched(from, box(placed(to.node).cell)); break;
    case Run::join: line.points = joined(p, answer, from, box(placed(to.node).cell)); break;
    case Run::side: line.points = beside(p, answer, from); break;
    case Run::bottom: line.points = beneath(p, answer, from); break;
    }
    line.label = label(line.points, p.run(answer));
    out_.lines.push_back(std::move(line));
  }

  static Cell below(const Placed& p) { return {p.cell.column, p.cell.row + 1}; }

  // Beside the beginning of the line: right of it where it leads down, above it where it leads aside.
  static Point label(const std::vector<Point>& points, Run run) {
    const Point a = points[0];
    const Point b = points[1];
    if (a.x == b.x) return {a.x + 16, a.y + (run == Run::wrap ? measure::bend - 4 : measure::bend + 1)};
    return {b.x > a.x ? a.x + 17 : a.x - 17, a.y - 6};
  }

  static std::vector<Point> wrapped(const Box& from, const Box& to, int direction) {
    const int inner = outer(to, -direction) - direction * measure::gutter / 2;
    const int turn = from.bottom() + measure::bend + 4; // the label stands above it
    const int over = to.top() - measure::bend;
    return {{from.middle_x(), from.bottom()},
            {from.middle_x(), turn},
            {inner, turn},
            {inner, over},
            {to.middle_x(), over},
            {to.middle_x(), to.top()}};
  }

  static std::vector<Point> branched(const Box& from, const Box& to) {
    const int direction = to.x > from.x ? 1 : -1;
    const Point start{outer(from, direction), from.middle_y()};
    const Point end{outer(to, -direction), to.middle_y()};
    if (start.y == end.y) return {start, end};
    const int bend = start.x + direction * measure::gutter / 2;
    return {start, {bend, start.y}, {bend, end.y}, end};
  }

  // Into the line that comes down to the question from above.
  static std::vector<Point> joined(const Placed& p, bool answer, const Box& from, const Box& to) {
    const int over = to.top() - measure::bend;
    if (answer != row(p.node).main_yes || from.x == to.x) {
      const int bend = outer(from, p.outwards) + p.outwards * (measure::gutter / 2 + 10);
      return {{outer(from, p.outwards), from.middle_y()},
              {bend, from.middle_y()},
              {bend, over},
              {to.middle_x(), over},
              {to.middle_x(), to.top()}};
    }
    const int turn = from.bottom() + measure::bend;
    if (std::abs(turn - over) <= measure::row_gap)
      return {{from.middle_x(), from.bottom()},
              {from.middle_x(), over},
              {to.middle_x(), over},
              {to.middle_x(), to.top()}};
    const int inner = outer(from, -p.outwards) - p.outwards * measure::gutter / 2;
    return {{from.middle_x(), from.bottom()},
            {from.middle_x(), turn},
            {inner, turn},
            {inner, over},
            {to.middle_x(), over},
            {to.middle_x(), to.top()}};
  }

  std::vector<Point> beside(const Placed& p, bool answer, const Box& from) {
    int y = from.middle_y();
    if (p.run(!answer) == Run::side) y += answer ? -(measure::end_height / 2 + 5) : measure::end_height / 2 + 5;
    const int width = end_width(edge(p.node, answer));
    const int start = outer(from, p.outwards);
    const int near = start + p.outwards * measure::reach;
    const int left = p.outwards > 0 ? near : near - width;
    out_.ends.push_back({p.node, answer, {left, y - measure::end_height / 2, width, measure::end_height}});
    return {{start, y}, {near, y}};
  }

  std::vector<Point> beneath(const Placed& p, bool answer, const Box& from) {
    const int width = end_width(edge(p.node, answer));
    const int top = rows_.at(p.cell.row + 1).y;
    out_.ends.push_back({p.node, answer, {from.middle_x() - width / 2, top, width, measure::end_height}});
    return {{from.middle_x(), from.bottom()}, {from.middle_x(), top}};
  }

  // Moves all to the right until nothing is left of the margin, and takes the size.
  void fit() {
    int left = out_.entry.box.left();
    int right = out_.entry.box.right();
    int bottom = 0;
    const auto cover = [&](const Box& b) {
      left = std::min(left, b.left());
      right = std::max(right, b.right());
      bottom = std::max(bottom, b.bottom());
    };
    for (const Question& q : out_.questions) cover(q.box);
    for (const End& e : out_.ends) cover(e.box);
    for (const Line& l : out_.lines)
      for (const Point& p : l.points) cover({p.x, p.y, 0, 0});
    const int shift = measure::margin - left;
    out_.entry.box.x += shift;
    for (Question& q : out_.questions) q.box.x += shift;
    for (End& e : out_.ends) e.box.x += shift;
    for (Line& l : out_.lines) {
      l.label.x += shift;
      for (Point& p : l.points) p.x += shift;
    }
    const ChapterRow& r = chapter_rows[static_cast<std::size_t>(chapter_)];
    const int heading = lettering::proportional_width(r.caption, measure::caption_size);
    out_.width = std::max(right - left, heading) + 2 * measure::margin;
    out_.height = bottom + measure::margin + 10; // the edition stands in the lowest line
  }

  Chapter chapter_;
  std::vector<Placed> placed_;
  std::map<int, int> left_of_; // by column
  std::map<int, Band> rows_;
  Layout out_;
};

// How far a drawing is from the shape of a screen, in thousandths.
int strangeness(const Layout& l) {
  const int ratio = l.width * 1000 / l.height;
  constexpr int screen = 1450;
  return ratio > screen ? ratio * 1000 / screen : screen * 1000 / ratio;
}

} // namespace

std::string end_text(const Edge& e) {
  if (!e.ends) return door_text(row(e.node).chapter);
  return status_text(row(e.condition)) + " " + std::string{id(e.condition)};
}

std::string door_text(Chapter chapter) { return std::string{name(chapter)}; }

int end_width(const Edge& e) {
  if (!e.ends) return door_width(row(e.node).chapter);
  return lettering::monospaced_width(end_text(e), measure::end_size) + 28;
}

// With room for the tip that shows the way.
int door_width(Chapter chapter) { return lettering::monospaced_width(name(chapter), measure::end_size) + 36; }

Layout lay_out(Chapter chapter) {
  Layout best = Draft{chapter, static_cast<int>(node_count)}.result();
  for (int max_rows = 16; max_rows >= 4; --max_rows) {
    Layout candidate = Draft{chapter, max_rows}.result();
    if (strangeness(candidate) < strangeness(best)) best = std::move(candidate);
  }
  return best;
}

} // namespace responsum::decision::drawing
