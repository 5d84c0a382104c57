// Can this be asked of the route? Data without code; included by diagram.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::chapters {

inline constexpr auto method = [] {
  using enum Node;
  constexpr auto chapter = Chapter::method;
  return std::array{
      Decision{method_implemented, "G0e", chapter,
               "Is the method one that is implemented here, or does the route hand it on?", "RFC 9110 15.6.2",
               method_allowed, Condition::method_unknown},
      Decision{method_allowed, "G1", chapter, "Does the route allow the method?", "RFC 9110 15.5.6", asks_echo,
               Condition::method_not_allowed},
      Decision{asks_echo, "G1a", chapter, "Is it the request itself that is wanted back?", "RFC 9110 9.3.8",
               Condition::trace_echo, declared_content_fits, false},
      Decision{declared_content_fits, "G3", chapter, "Is the declared content within max_content_bytes?",
               "RFC 9110 15.5.14", answered_here, Condition::content_declared_too_large},
      Decision{answered_here, "G2", chapter, "Is it answered here, rather than by the next hop?", "RFC 9110 3.7",
               name_public, hops_left},
  };
}();

} // namespace responsum::decision::chapters
