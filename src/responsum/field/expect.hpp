// Expect (RFC 9110 10.1.1).
#pragma once

#include <cstdint>
#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/field/list.hpp"

namespace responsum::field {

enum class Expectation : std::uint8_t { none, continue_, unknown };

// The one expectation that is defined, compared without regard to case; any other member makes the whole unknown.
constexpr Expectation parse_expect(std::string_view value) {
  Expectation result = Expectation::none;
  ListCursor members{value};
  while (const auto member = members.next()) {
    if (!base::equals_ignoring_case(*member, "100-continue")) return Expectation::unknown;
    result = Expectation::continue_;
  }
  return result;
}

} // namespace responsum::field
