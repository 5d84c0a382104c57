#include "responsum/base/pattern.hpp"

#include <algorithm>

namespace responsum::base {

namespace {

std::unexpected<std::string> wrong(std::string_view text, std::string_view what, std::string_view why) {
  return std::unexpected("\"" + std::string{text} + "\" is no " + std::string{what} + ": " + std::string{why});
}

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::expected<PathPattern, std::string> parse_pattern(std::string_view text, std::string_view what) {
  if (has_control_character(text)) return wrong(text, what, "it contains control characters");
  const std::size_t star = text.find('*');
  PathPattern pattern{std::string{text}, PathPattern::Kind::span, std::string{text.substr(0, star)}, {}};
  if (star != std::string_view::npos) {
    pattern.end = text.substr(star + 1);
    if (pattern.end.find('*') != std::string::npos) return wrong(text, what, "`*` may stand in it once");
  } else if (!text.ends_with('/')) {
    pattern.kind = PathPattern::Kind::exact;
  }
  return pattern;
}

} // namespace

bool PathPattern::matches(std::string_view path) const {
  if (kind == Kind::exact) return path == begin;
  return path.size() >= begin.size() + end.size() && path.starts_with(begin) && path.ends_with(end);
}

bool PathPattern::covers(const PathPattern& other) const {
  if (other.kind == Kind::exact) return matches(other.begin);
  return kind == Kind::span && other.begin.starts_with(begin) && other.end.ends_with(end);
}

std::string_view PathPattern::mount() const& {
  return std::string_view{begin}.substr(0, begin.rfind('/') == std::string::npos ? 0 : begin.rfind('/') + 1);
}

std::expected<PathPattern, std::string> parse_path(std::string_view text) {
  if (text.empty()) return wrong(text, "path", "it is empty");
  if (!text.starts_with('/') && !text.starts_with('*'))
    return wrong(text, "path", "it begins with neither `/` nor `*`");
  if (text.find_first_of("?#") != std::string_view::npos)
    return wrong(text, "path", "a path has no query and no fragment");
  return parse_pattern(text, "path");
}

std::expected<PathPattern, std::string> parse_name(std::string_view text) {
  if (text.empty()) return wrong(text, "pattern", "it is empty");
  return parse_pattern(text, "pattern");
}

} // namespace responsum::base
