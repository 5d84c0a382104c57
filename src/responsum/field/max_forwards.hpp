// Max-Forwards (RFC 9110 7.6.2): how many more hops TRACE and OPTIONS may make.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "responsum/field/decimal.hpp"

namespace responsum::field {

// None when it is no number: then it is as if it was not sent. Numbers that do not fit are the greatest one.
constexpr std::optional<std::uint64_t> parse_max_forwards(std::string_view value) { return parse_saturating(value); }

// What is sent on: one less, at most what this server supports. None: this hop is the last, it answers itself.
constexpr std::optional<std::uint64_t> next_max_forwards(std::uint64_t received,
                                                         std::uint64_t supported = INT64_MAX) {
  if (received == 0) return std::nullopt;
  return std::min(received - 1, supported);
}

} // namespace responsum::field
