#include "responsum/decision/drawing/roads.hpp"

#include <algorithm>
#include <array>

namespace responsum::decision::drawing {

namespace {

struct Road {
  std::vector<Node> nodes;
  bool ends_below = true; // its last main answer leads down out of the road
};

class Surveyor {
 public:
  Surveyor(Chapter chapter, int max_rows) : chapter_{chapter}, max_rows_{max_rows} {}

  std::vector<Placed> survey() {
    lay(trace(first_of(chapter_)), {0, 0}, +1, true);
    return std::move(placed_);
  }

 private:
  static std::size_t index(Node n) { return static_cast<std::size_t>(n); }
  static const Edge& main_edge(Node n) { return edge(n, row(n).main_yes); }
  static const Edge& other_edge(Node n) { return edge(n, !row(n).main_yes); }
  bool leads_on(const Edge& e) const { return stays(e, chapter_) && !on_road_[index(e.node)]; }

  Road trace(Node first) {
    Road road;
    for (Node at = first;; at = main_edge(at).node) {
      road.nodes.push_back(at);
      on_road_[index(at)] = true;
      if (!leads_on(main_edge(at))) break;
    }
    return road;
  }

  int rows_of(const Road& road, bool main) const {
    const int count = static_cast<int>(road.nodes.size());
    if (main || count <= max_rows_) return count;
    const int columns = (count + max_rows_ - 1) / max_rows_;
    return (count + columns - 1) / columns;
  }

  // The cells of a road that begins at `head` and wraps outwards; the last is that of the end below it, if any.
  std::vector<Cell> cells(const Road& road, Cell head, int outwards, int rows) const {
    std::vector<Cell> all;
    for (int i = 0; i < static_cast<int>(road.nodes.size()); ++i)
      all.push_back({head.column + outwards * (i / rows), head.row + i % rows});
    if (road.ends_below) all.push_back({all.back().column, all.back().row + 1});
    return all;
  }

  bool free(const std::vector<Cell>& wanted) const {
    return std::none_of(wanted.begin(), wanted.end(), [this](const Cell& cell) {
      return std::find(taken_.begin(), taken_.end(), cell) != taken_.end();
    });
  }

  void lay(const Road& road, Cell head, int outwards, bool main) {
    const int rows = rows_of(road, main);
    const std::vector<Cell> at = cells(road, head, outwards, rows);
    taken_.insert(taken_.end(), at.begin(), at.end());
    std::vector<std::size_t> mine;
    for (std::size_t i = 0; i < road.nodes.size(); ++i) {
      mine.push_back(placed_.size());
      placed_.push_back(describe(road, i, at[i], rows, outwards));
    }
    for (std::size_t i : mine) {
      Run& other = row(placed_[i].node).main_yes ? placed_[i].no : placed_[i].yes;
      if (other != Run::branch) continue;
      const Edge& off = other_edge(placed_[i].node);
      if (leads_on(off))
        lay_side_road(i, off.node); // moves what `other` refers to
      else
        other = Run::join; // another side road was there first
    }
  }

  Placed describe(const Road& road, std::size_t i, Cell cell, int rows, int outwards) const {
    const Node node = road.nodes[i];
    Placed placed{node, cell, outwards, false, Run::side, Run::side};
    Run& main = row(node).main_yes ? placed.yes : placed.no;
    Run& other = row(node).main_yes ? placed.no : placed.yes;
    if (i + 1 < road.nodes.size())
      main = (i + 1) % static_cast<std::size_t>(rows) == 0 ? Run::wrap : Run::down;
    else if (stays(main_edge(node), chapter_))
      main = Run::join;
    else
      main = road.ends_below ? Run::bottom : Run::side;
    if (stays(other_edge(node), chapter_)) other = leads_on(other_edge(node)) ? Run::branch : Run::join;
    return placed;
  }

  void lay_side_road(std::size_t parent, Node first) {
    Road road = trace(first);
    // A question that nothing follows has both its ends beside it; what ends by joining has nothing below.
    const bool alone = road.nodes.size() == 1 && !stays(other_edge(first), chapter_);
    road.ends_below = !alone && !stays(main_edge(road.nodes.back()), chapter_);
    const Cell from = placed_[parent].cell;
    const int outwards = placed_[parent].outwards;
    const int rows = rows_of(road, false);
    for (int row = from.row;; ++row) {
      for (int direction : {outwards, -outwards}) {
        if (direction != outwards && from.column != 0) continue;
        const Cell head{from.column + direction, row};
        if (!free(cells(road, head, direction, rows))) continue;
        placed_[parent].branches_opposite = direction != outwards;
        lay(road, head, direction, false);
        return;
      }
    }
  }

  Chapter chapter_;
  int max_rows_;
  std::array<bool, node_count> on_road_{};
  std::vector<Cell> taken_;
  std::vector<Placed> placed_;
};

} // namespace

std::vector<Placed> place(Chapter chapter, int max_rows) { return Surveyor{chapter, max_rows}.survey(); }

} // namespace responsum::decision::drawing
