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
               protocol_spoken, Condition::method_unknown},
      Decision{protocol_spoken, "G0h", chapter,
               "Is no other protocol asked for by CONNECT, or does the route hand that on?", "RFC 9220 3",
               method_allowed, Condition::protocol_unknown},
      Decision{method_allowed, "G1", chapter, "Does the route allow the method?", "RFC 9110 15.5.6", asks_echo,
               Condition::method_not_allowed},
      Decision{asks_echo, "G1a", chapter, "Is it the request itself that is wanted back?", "RFC 9110 9.3.8",
               Condition::trace_echo, may_change, false},
      Decision{may_change, "G1b", chapter, "Is the method one that changes something?", "RFC 9110 9.2.1", puts_whole,
               declared_content_fits, false},
      Decision{puts_whole, "G2a", chapter, "Is it more than a part that is to be put?", "RFC 9110 14.5", length_known,
               Condition::put_partial},
      Decision{length_known, "G3a", chapter, "Is the length of the content known, if the route asks for it?",
               "RFC 9110 15.5.12", content_coding_taken, Condition::length_required},
      Decision{content_coding_taken, "G4", chapter, "Is the content coded in no way, or in one that is undone here?",
               "RFC 9110 8.4", content_type_taken, Condition::content_coding},
      Decision{content_type_taken, "G4a", chapter, "Is the content of a type that the route takes?",
               "RFC 9110 15.5.16", declared_content_fits, Condition::content_type},
      Decision{declared_content_fits, "G3", chapter, "Is the declared content within max_content_bytes?",
               "RFC 9110 15.5.14", answered_here, Condition::content_declared_too_large},
      Decision{answered_here, "G2", chapter, "Is it answered here, rather than by the next hop?", "RFC 9110 3.7",
               name_public, hops_left},
  };
}();

} // namespace responsum::decision::chapters
