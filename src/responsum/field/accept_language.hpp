// Accept-Language (RFC 9110 12.5.4): basic filtering and lookup of RFC 4647 with weights.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/field/weight.hpp"

namespace responsum::field {

// language-range of RFC 4647 2.1: subtags of 1 to 8 letters (digits, too, after the first), or "*".
constexpr bool is_language_range(std::string_view text) {
  if (text == "*") return true;
  bool first = true;
  while (true) {
    const std::size_t end = text.find('-');
    const std::string_view subtag = text.substr(0, end);
    if (subtag.empty() || subtag.size() > 8) return false;
    for (char c : subtag)
      if (!base::is_alpha(c) && (first || !base::is_digit(c))) return false;
    if (end == std::string_view::npos) return true;
    text.remove_prefix(end + 1);
    first = false;
  }
}

// Basic filtering (RFC 4647 3.3.1): the range is the tag, or ends where one of the tag's subtags ends.
constexpr bool language_matches(std::string_view range, std::string_view tag) {
  if (range == "*") return true;
  if (range.size() > tag.size() || !base::equals_ignoring_case(range, tag.substr(0, range.size()))) return false;
  return range.size() == tag.size() || tag[range.size()] == '-';
}

// The weight of the longest range that matches `tag`. A field without a well-formed range accepts everything.
constexpr Quality language_quality(std::string_view value, std::string_view tag) {
  bool any = false;
  std::size_t best_length = 0;
  Quality best = 0;
  for_each_weighted(value, [&](const Weighted& member) {
    if (!is_language_range(member.value)) return;
    any = true;
    if (!language_matches(member.value, tag)) return;
    const std::size_t length = member.value == "*" ? 1 : member.value.size() + 1;
    if (length < best_length) return;
    best = length == best_length && best > member.quality ? best : member.quality;
    best_length = length;
  });
  return any ? best : full_quality;
}

namespace detail {

// RFC 4647 3.4: a range loses its last subtag, and with it a single letter or digit that would then stand last.
constexpr std::string_view shortened(std::string_view range) {
  std::size_t cut = range.rfind('-');
  if (cut == std::string_view::npos) return {};
  if (cut >= 2 && range[cut - 2] == '-') cut -= 2;
  return range.substr(0, cut);
}

} // namespace detail

// Lookup (RFC 4647 3.4): the index of the one tag that serves best, or none when only a default is left. "*" names no
// tag and is passed over. Ranges of equal weight go by their order.
constexpr std::optional<std::size_t> lookup_language(std::string_view value,
                                                     std::span<const std::string_view> available) {
  std::optional<std::size_t> best;
  Quality best_quality = 0;
  for_each_weighted(value, [&](const Weighted& member) {
    if (member.quality <= best_quality || member.value == "*" || !is_language_range(member.value)) return;
    for (std::string_view range = member.value; !range.empty(); range = detail::shortened(range))
      for (std::size_t i = 0; i < available.size(); ++i)
        if (base::equals_ignoring_case(available[i], range)) {
          best = i;
          best_quality = member.quality;
          return;
        }
  });
  return best;
}

} // namespace responsum::field
