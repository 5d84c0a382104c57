// A text with at most one star, as people write paths and file names that they mean to match.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace responsum::base {

// A path as written in a configuration:
//   "/favicon.ico"    that path and no other
//   "/docs/"          every path below, the folder itself included
//   "/assets/*.css"   begins and ends as written; `*` is any run of characters, slashes included, also none
//   "*.map"           ends as written
//   "*"               every path
// Shape: a span matches what begins with `begin` and ends with `end` without the two overlapping.
struct PathPattern {
  enum class Kind : std::uint8_t { exact, span };
  std::string text; // as written
  Kind kind = Kind::span;
  std::string begin;
  std::string end;

  bool matches(std::string_view path) const;
  // Does it match everything that `other` matches?
  bool covers(const PathPattern& other) const;
  // The part that a route takes away before it looks a path up in its folder: up to the last slash of `begin`.
  std::string_view mount() const&;
  std::string_view mount() && = delete;
};

// The error is a sentence.
std::expected<PathPattern, std::string> parse_path(std::string_view text);
// The same language without the rule that a path begins with a slash: "*.css", "LICENSE".
std::expected<PathPattern, std::string> parse_name(std::string_view text);

} // namespace responsum::base
