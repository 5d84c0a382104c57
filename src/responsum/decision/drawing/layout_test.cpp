#include "responsum/decision/drawing/layout.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "responsum/decision/drawing/lettering.hpp"

namespace responsum::decision::drawing {
namespace {

std::string words(Node node, bool answer) { return std::string{row(node).tag} + (answer ? " yes" : " no"); }

// Everything that has a place of its own.
std::vector<Box> boxes(const Layout& layout) {
  std::vector<Box> all{layout.entry.box};
  for (const Question& q : layout.questions) all.push_back(q.box);
  for (const End& e : layout.ends) all.push_back(e.box);
  return all;
}

Box stretch(Point a, Point b) {
  return {std::min(a.x, b.x), std::min(a.y, b.y), std::abs(a.x - b.x), std::abs(a.y - b.y)};
}

bool on_rim(const Box& b, Point p) {
  const bool in_x = p.x >= b.left() && p.x <= b.right();
  const bool in_y = p.y >= b.top() && p.y <= b.bottom();
  return in_x && in_y && (p.x == b.left() || p.x == b.right() || p.y == b.top() || p.y == b.bottom());
}

const Question& question(const Layout& layout, Node node) {
  return *std::find_if(layout.questions.begin(), layout.questions.end(),
                       [node](const Question& q) { return q.node == node; });
}

Box target(const Layout& layout, Chapter chapter, const Line& line) {
  const Edge& to = edge(line.node, line.answer);
  if (stays(to, chapter)) return question(layout, to.node).box;
  return std::find_if(layout.ends.begin(), layout.ends.end(),
                      [&](const End& e) { return e.node == line.node && e.answer == line.answer; })
      ->box;
}

class EveryChapter : public testing::TestWithParam<ChapterRow> {};

TEST_P(EveryChapter, HasEveryQuestionAndAnswer) {
  const Chapter chapter = GetParam().chapter;
  const Layout layout = lay_out(chapter);
  const auto wanted = static_cast<std::size_t>(
      std::count_if(diagram.begin(), diagram.end(), [chapter](const Decision& d) { return d.chapter == chapter; }));
  EXPECT_EQ(layout.questions.size(), wanted);
  EXPECT_EQ(layout.lines.size(), 2 * wanted);
}

TEST_P(EveryChapter, LaysNothingOverAnother) {
  const Layout layout = lay_out(GetParam().chapter);
  const std::vector<Box> all = boxes(layout);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_GE(all[i].left(), 0);
    EXPECT_GE(all[i].top(), 0);
    EXPECT_LE(all[i].right(), layout.width);
    EXPECT_LE(all[i].bottom(), layout.height);
    for (std::size_t j = i + 1; j < all.size(); ++j) EXPECT_FALSE(all[i].overlaps(all[j])) << i << " and " << j;
  }
}

TEST_P(EveryChapter, LeadsEachLineFromItsQuestionToItsTarget) {
  const Chapter chapter = GetParam().chapter;
  const Layout layout = lay_out(chapter);
  for (const Line& line : layout.lines) {
    EXPECT_TRUE(on_rim(question(layout, line.node).box, line.points.front())) << words(line.node, line.answer);
    EXPECT_TRUE(on_rim(target(layout, chapter, line), line.points.back())) << words(line.node, line.answer);
    for (std::size_t i = 1; i < line.points.size(); ++i)
      EXPECT_TRUE((line.points[i].x == line.points[i - 1].x) != (line.points[i].y == line.points[i - 1].y))
          << words(line.node, line.answer) << " is not upright at corner " << i;
  }
}

TEST_P(EveryChapter, LeadsNoLineThroughABox) {
  const Layout layout = lay_out(GetParam().chapter);
  for (const Line& line : layout.lines)
    for (std::size_t i = 1; i < line.points.size(); ++i) {
      const Box way = stretch(line.points[i - 1], line.points[i]);
      for (const Box& b : boxes(layout)) {
        const bool through_x = way.left() < b.right() && way.right() > b.left();
        const bool through_y = way.top() < b.bottom() && way.bottom() > b.top();
        EXPECT_FALSE(through_x && through_y) << words(line.node, line.answer);
      }
    }
}

TEST_P(EveryChapter, HasAStraightMainRoad) {
  const Chapter chapter = GetParam().chapter;
  const Layout layout = lay_out(chapter);
  const int x = question(layout, first_of(chapter)).box.middle_x();
  EXPECT_EQ(layout.entry.box.middle_x(), x);
  for (Node at = first_of(chapter);;) {
    const Edge& next = edge(at, row(at).main_yes);
    EXPECT_EQ(question(layout, at).box.middle_x(), x) << row(at).tag;
    if (!stays(next, chapter)) break;
    EXPECT_LT(question(layout, at).box.bottom(), question(layout, next.node).box.top());
    at = next.node;
  }
}

TEST_P(EveryChapter, HasRoomForItsWords) {
  for (const Question& q : lay_out(GetParam().chapter).questions) {
    EXPECT_LE(q.lines.size(), 4u) << row(q.node).question;
    for (const std::string& line : q.lines)
      EXPECT_LE(lettering::proportional_width(line, measure::question_size), q.box.width - 2 * measure::padding);
  }
}

INSTANTIATE_TEST_SUITE_P(Layout, EveryChapter, testing::ValuesIn(chapter_rows),
                         [](const auto& chapter) { return std::string{chapter.param.name}; });

TEST(Lettering, WrapsEvenly) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(lettering::wrap("one", 10, 13), Lines{"one"});
  EXPECT_EQ(lettering::wrap("", 100, 13), Lines{});
  const Lines lines = lettering::wrap("aaaa aaaa aaaa aaaa", 110, 13);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0], "aaaa aaaa");
  EXPECT_EQ(lines[1], "aaaa aaaa");
}

} // namespace
} // namespace responsum::decision::drawing
