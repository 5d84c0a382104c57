// What the drawings of a chapter and of all chapters have in common.
#pragma once

#include <string>
#include <string_view>

#include "responsum/decision/drawing/layout.hpp"

namespace responsum::decision::drawing {

struct Heading {
  std::string_view id; // of the drawing: what stands before the ids of its title and description
  std::string_view name;
  std::string_view caption;
  std::string description; // for people who do not see the picture
};

// The element's opening tag, its title and description, style, paper and heading.
void open_svg(std::string& out, const Heading& heading, int width, int height);

void write_rectangle(std::string& out, const Box& box, int radius);
// `classes` of the text; `text` is escaped.
void write_text(std::string& out, Point at, std::string_view classes, std::string_view text);
// With an arrow at its end. With `over` it passes over the lines that it crosses.
void write_line(std::string& out, const std::vector<Point>& points, bool over = false);
// A pill with what stands in it, the first `bold` octets in bold.
void write_pill(std::string& out, const Box& box, std::string_view text, std::size_t bold = 0);
// A sign that points where the door leads: down, or aside.
void write_door(std::string& out, const Box& box, Chapter chapter, int direction);

// "s4": the class that gives an end its colour.
std::string colour_class(const ConditionRow& r);

} // namespace responsum::decision::drawing
