// Cache-Control of requests and responses (RFC 9111 5.2; RFC 5861; RFC 8246).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/field/decimal.hpp"
#include "responsum/field/list.hpp"
#include "responsum/field/parameters.hpp"

namespace responsum::field {

using DeltaSeconds = std::uint32_t;

inline constexpr DeltaSeconds greatest_delta_seconds = 0x8000'0000; // RFC 9111 1.2.2: more than this is this

// Every directive that was sent; views are into the value that was parsed.
struct CacheControl {
  bool no_store = false;
  bool no_cache = false;
  bool no_transform = false;
  bool only_if_cached = false;
  bool must_revalidate = false;
  bool must_understand = false;
  bool proxy_revalidate = false;
  bool is_private = false;
  bool is_public = false;
  bool immutable = false;
  std::optional<DeltaSeconds> max_age;
  std::optional<DeltaSeconds> s_maxage;
  std::optional<DeltaSeconds> min_fresh;
  std::optional<DeltaSeconds> max_stale; // without an argument: the greatest
  std::optional<DeltaSeconds> stale_while_revalidate;
  std::optional<DeltaSeconds> stale_if_error;
  std::string_view no_cache_fields; // what no-cache= and private= name, with quotes if it had them; empty: everything
  std::string_view private_fields;
};

namespace detail {

struct CacheFlag {
  std::string_view name;
  bool CacheControl::* flag;
  std::string_view CacheControl::* argument = nullptr;
};
inline constexpr std::array cache_flags{
    CacheFlag{"no-store", &CacheControl::no_store},
    CacheFlag{"no-cache", &CacheControl::no_cache, &CacheControl::no_cache_fields},
    CacheFlag{"no-transform", &CacheControl::no_transform},
    CacheFlag{"only-if-cached", &CacheControl::only_if_cached},
    CacheFlag{"must-revalidate", &CacheControl::must_revalidate},
    CacheFlag{"must-understand", &CacheControl::must_understand},
    CacheFlag{"proxy-revalidate", &CacheControl::proxy_revalidate},
    CacheFlag{"private", &CacheControl::is_private, &CacheControl::private_fields},
    CacheFlag{"public", &CacheControl::is_public},
    CacheFlag{"immutable", &CacheControl::immutable},
};

// `invalid` is what an argument means that is no number: stale now, never fresh for longer (RFC 9111 4.2.1).
struct CacheSeconds {
  std::string_view name;
  std::optional<DeltaSeconds> CacheControl::* seconds;
  DeltaSeconds invalid = 0;
  DeltaSeconds missing = 0;
};
inline constexpr std::array cache_seconds{
    CacheSeconds{"max-age", &CacheControl::max_age},
    CacheSeconds{"s-maxage", &CacheControl::s_maxage},
    CacheSeconds{"min-fresh", &CacheControl::min_fresh, greatest_delta_seconds, greatest_delta_seconds},
    CacheSeconds{"max-stale", &CacheControl::max_stale, 0, greatest_delta_seconds},
    CacheSeconds{"stale-while-revalidate", &CacheControl::stale_while_revalidate},
    CacheSeconds{"stale-if-error", &CacheControl::stale_if_error},
};

constexpr bool readable(std::string_view raw) { return base::is_token(raw) || is_quoted_string(raw); }

// An argument may come as a token or quoted, whichever the directive's definition says (RFC 9111 5.2).
constexpr std::optional<DeltaSeconds> parse_delta_seconds(std::string_view raw) {
  if (is_quoted_string(raw)) raw = raw.substr(1, raw.size() - 2);
  const auto seconds = parse_saturating(raw, greatest_delta_seconds);
  if (!seconds) return std::nullopt;
  return static_cast<DeltaSeconds>(*seconds);
}

} // namespace detail

// Unknown directives and malformed members are passed over. Of a repeated directive with seconds the first counts.
constexpr CacheControl parse_cache_control(std::string_view value) {
  CacheControl result;
  ListCursor members{value};
  while (const auto member = members.next()) {
    const std::size_t equals = member->find('=');
    const std::string_view directive = member->substr(0, equals);
    const bool has_argument = equals != std::string_view::npos;
    const std::string_view argument = has_argument ? member->substr(equals + 1) : std::string_view{};
    if (!base::is_token(directive)) continue;
    for (const detail::CacheFlag& row : detail::cache_flags) {
      if (!base::equals_ignoring_case(row.name, directive)) continue;
      // Named twice, or with names that cannot be read, it holds for everything: the careful reading.
      if (row.argument != nullptr)
        result.*row.argument = result.*row.flag || !detail::readable(argument) ? std::string_view{} : argument;
      result.*row.flag = true;
    }
    for (const detail::CacheSeconds& row : detail::cache_seconds) {
      if (!base::equals_ignoring_case(row.name, directive) || (result.*row.seconds).has_value()) continue;
      result.*row.seconds = has_argument ? detail::parse_delta_seconds(argument).value_or(row.invalid) : row.missing;
    }
  }
  return result;
}

} // namespace responsum::field
