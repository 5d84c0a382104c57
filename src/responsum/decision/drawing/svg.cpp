#include "responsum/decision/drawing/svg.hpp"

#include <algorithm>
#include <cstdlib>

#include "responsum/base/text.hpp"
#include "responsum/decision/drawing.hpp"
#include "responsum/decision/drawing/style.hpp"

namespace responsum::decision::drawing {

namespace {

std::string attribute(std::string_view name, int value) {
  return " " + std::string{name} + "=\"" + std::to_string(value) + "\"";
}

std::string pair(Point p) { return std::to_string(p.x) + " " + std::to_string(p.y); }

int sign(int value) { return value > 0 ? 1 : value < 0 ? -1 : 0; }

constexpr int corner_radius = 8;

// The corner at `b`, rounded: a stretch to shortly before it and a curve to shortly after.
std::string corner(Point a, Point b, Point c) {
  const auto toward = [b](Point p) {
    const int x = p.x - b.x;
    const int y = p.y - b.y;
    const int reach = std::min(corner_radius, (std::abs(x) + std::abs(y)) / 2);
    return Point{b.x + sign(x) * reach, b.y + sign(y) * reach};
  };
  return "L" + pair(toward(a)) + "Q" + pair(b) + " " + pair(toward(c));
}

constexpr int tip_length = 8;

std::string way(const std::vector<Point>& points) {
  const Point last = points.back();
  const Point before = points[points.size() - 2];
  const Point end{last.x - sign(last.x - before.x) * (tip_length - 2),
                  last.y - sign(last.y - before.y) * (tip_length - 2)};
  std::string way = "M" + pair(points.front());
  for (std::size_t i = 1; i + 1 < points.size(); ++i) way += corner(points[i - 1], points[i], points[i + 1]);
  return way + "L" + pair(end);
}

std::string tip(const std::vector<Point>& points) {
  const Point at = points.back();
  const Point before = points[points.size() - 2];
  const int x = sign(at.x - before.x);
  const int y = sign(at.y - before.y);
  constexpr int half = 4;
  return "M" + pair(at) + "L" + pair({at.x - x * tip_length - y * half, at.y - y * tip_length - x * half}) + "L" +
         pair({at.x - x * tip_length + y * half, at.y - y * tip_length + x * half}) + "z";
}

} // namespace

void open_svg(std::string& out, const Heading& heading, int width, int height) {
  const std::string id{heading.id};
  out += R"(<svg xmlns="http://www.w3.org/2000/svg" class="diagram")" + attribute("width", width) +
         attribute("height", height) + " viewBox=\"0 0 " + pair({width, height}) +
         R"(" role="img" aria-labelledby=")" + id + "-title " + id + R"(-desc" data-edition=")" + edition_text() +
         "\">\n";
  out += "<title id=\"" + id + "-title\">" + base::escape_html(heading.name) + ": " +
         base::escape_html(heading.caption) + "</title>\n";
  out += "<desc id=\"" + id + "-desc\">" + base::escape_html(heading.description) + "</desc>\n";
  out += "<style>";
  out += style;
  out +=
      "</style>\n<rect class=\"paper\"" + attribute("width", width) + attribute("height", height) + " rx=\"12\"/>\n";
  write_text(out, {measure::margin, 30}, "name", heading.name);
  write_text(out, {measure::margin, 50}, "caption", heading.caption);
  write_text(out, {measure::margin, height - 12}, "small code", "edition " + edition_text());
}

void write_rectangle(std::string& out, const Box& box, int radius) {
  out += "<rect" + attribute("x", box.x) + attribute("y", box.y) + attribute("width", box.width) +
         attribute("height", box.height) + attribute("rx", radius) + "/>";
}

void write_text(std::string& out, Point at, std::string_view classes, std::string_view text) {
  out += "<text" + attribute("x", at.x) + attribute("y", at.y);
  if (!classes.empty()) out += " class=\"" + std::string{classes} + "\"";
  out += ">" + base::escape_html(text) + "</text>\n";
}

void write_line(std::string& out, const std::vector<Point>& points, bool over) {
  const std::string d = way(points);
  if (over) out += "<path class=\"under\" d=\"" + d + "\"/>";
  out += "<path d=\"" + d + "\"/><path class=\"tip\" d=\"" + tip(points) + "\"/>";
}

void write_pill(std::string& out, const Box& box, std::string_view text, std::size_t bold) {
  write_rectangle(out, box, measure::end_height / 2);
  out += "<text" + attribute("x", box.middle_x()) + attribute("y", box.middle_y() + 4) + " class=\"code\">";
  if (bold != 0) out += "<tspan class=\"strong\">" + base::escape_html(text.substr(0, bold)) + "</tspan>";
  out += base::escape_html(text.substr(bold)) + "</text>\n";
}

void write_door(std::string& out, const Box& b, Chapter chapter, int direction) {
  constexpr int point = 8;
  std::string d;
  if (direction == 0)
    d = "M" + pair({b.left(), b.top()}) + "H" + std::to_string(b.right()) + "V" + std::to_string(b.bottom() - 5) +
        "L" + pair({b.middle_x(), b.bottom() + 5}) + "L" + pair({b.left(), b.bottom() - 5}) + "z";
  else if (direction > 0)
    d = "M" + pair({b.left(), b.top()}) + "H" + std::to_string(b.right() - point) + "L" +
        pair({b.right(), b.middle_y()}) + "L" + pair({b.right() - point, b.bottom()}) + "H" +
        std::to_string(b.left()) + "z";
  else
    d = "M" + pair({b.right(), b.top()}) + "H" + std::to_string(b.left() + point) + "L" +
        pair({b.left(), b.middle_y()}) + "L" + pair({b.left() + point, b.bottom()}) + "H" +
        std::to_string(b.right()) + "z";
  out += "<path d=\"" + d + "\"/>";
  write_text(out, {b.middle_x() - direction * point / 2, b.middle_y() + 4}, "code", door_text(chapter));
}

std::string colour_class(const ConditionRow& r) {
  if (r.ending == Ending::hang_up) return "s0";
  return "s" + std::to_string(status::code(r.status) / 100);
}

} // namespace responsum::decision::drawing
