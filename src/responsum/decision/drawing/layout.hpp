// Where everything in the drawing of a chapter stands. Whole pixels, so that every compiler draws the same picture.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "responsum/decision/drawing/roads.hpp"

namespace responsum::decision::drawing {

struct Point {
  int x = 0;
  int y = 0;
};

struct Box {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;

  int left() const { return x; }
  int right() const { return x + width; }
  int top() const { return y; }
  int bottom() const { return y + height; }
  int middle_x() const { return x + width / 2; }
  int middle_y() const { return y + height / 2; }
  bool overlaps(const Box& other) const {
    return left() < other.right() && other.left() < right() && top() < other.bottom() && other.top() < bottom();
  }
};

struct Question {
  Node node;
  Box box;
  std::vector<std::string> lines;
};

// Where an answer leaves the chapter: a condition, or the door to another chapter.
struct End {
  Node node;
  bool answer;
  Box box;
};

struct Line {
  Node node;
  bool answer;
  Run run;
  std::vector<Point> points; // corners, from the question to where it leads; an arrow stands at the last
  Point label;               // baseline of yes or no
};

// The door of a chapter that leads here.
struct Entry {
  std::optional<Chapter> from; // nothing: from outside
  Box box;
};

struct Layout {
  int width = 0;
  int height = 0;
  std::vector<Question> questions;
  std::vector<End> ends;
  std::vector<Line> lines;
  Entry entry;
};

namespace measure {
inline constexpr int margin = 28;
inline constexpr int heading = 64; // chapter's name and caption
inline constexpr int caption_size = 14;
inline constexpr int question_width = 236;
inline constexpr int padding = 12;
inline constexpr int question_size = 13;
inline constexpr int question_leading = 17;
inline constexpr int tag_size = 12;
inline constexpr int rule_size = 10;
inline constexpr int lookup_leading = 15;
inline constexpr int end_height = 26;
inline constexpr int end_size = 11;
inline constexpr int row_gap = 32;
inline constexpr int reach = 46;  // from a question to the end beside it
inline constexpr int gutter = 40; // between a column and what stands inwards of it
inline constexpr int bend = 14;   // from a question to where a line above or below it turns
} // namespace measure

// What stands in an end, and how wide that makes it.
std::string end_text(const Edge& edge);
std::string door_text(Chapter chapter);
int end_width(const Edge& edge);
int door_width(Chapter chapter);

Layout lay_out(Chapter chapter);

} // namespace responsum::decision::drawing
