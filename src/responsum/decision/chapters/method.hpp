// Can this be asked of the route? Data without code; included by diagram.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::chapters {

inline constexpr auto method = [] {
  using enum Node;
  constexpr auto chapter = Chapter::method;
  return std::array{
      Decision{method_allowed, "G1", chapter, "Does the route allow the method?", "RFC 9110 15.5.6", asks_echo,
               Condition::method_not_allowed},
      Decision{asks_echo, "G1a", chapter, "Is it the request itself that is wanted back?", "RFC 9110 9.3.8",
               Condition::trace_echo, declared_content_fits, false},
      Decision{declared_content_fits, "G3", chapter, "Is the declared content within max_content_bytes?",
               "RFC 9110 15.5.14", name_public, Condition::content_declared_too_large},
  };
}();

} // namespace responsum::decision::chapters
