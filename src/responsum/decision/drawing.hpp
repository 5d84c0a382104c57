// The table as a drawing. Whatever is drawn is read out of the diagram: there is no second description of it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision {

// svg: one self-contained picture. dot: for Graphviz. json: all attributes. text: for a terminal.
enum class Format : std::uint8_t { svg, dot, json, text };

struct FormatRow {
  Format format;
  std::string_view name;
};
inline constexpr std::array format_rows{
    FormatRow{Format::svg, "svg"},
    FormatRow{Format::dot, "dot"},
    FormatRow{Format::json, "json"},
    FormatRow{Format::text, "text"},
};
constexpr std::string_view name(Format f) { return format_rows[static_cast<std::size_t>(f)].name; }

constexpr std::optional<Format> format_named(std::string_view text) {
  for (const FormatRow& r : format_rows)
    if (r.name == text) return r.format;
  return std::nullopt;
}
constexpr std::optional<Chapter> chapter_named(std::string_view text) {
  for (const ChapterRow& r : chapter_rows)
    if (r.name == text) return r.chapter;
  return std::nullopt;
}

// One chapter, or all of them: as an overview in svg and dot, in full in json and text. Ends in a line feed.
//
// In an SVG a decision is `#n-TAG`, its edges are `#e-TAG-y` and `#e-TAG-n`, and every end has `data-edge` and, if it
// is a condition, `data-condition` and `data-status`. In the overview a line from chapter to chapter has `data-from`
// and `data-to`, one to the statuses that leave a chapter `data-out-of`. A page that shows the drawing may style
// them.
std::string draw(Format format, std::optional<Chapter> chapter);

// "L3a-y": the edge's part of an id.
std::string edge_tag(Node node, bool answer);
// The edition as it is written down: eight hexadecimal digits.
std::string edition_text(std::uint32_t of = edition);

namespace detail {
std::string draw_svg(Chapter chapter);
std::string draw_svg_overview();
std::string draw_dot(std::optional<Chapter> chapter);
std::string draw_json(std::optional<Chapter> chapter);
std::string draw_text(std::optional<Chapter> chapter);
} // namespace detail

} // namespace responsum::decision
