// Is it paid for? Data without code; included by diagram.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::chapters {

inline constexpr auto meter = [] {
  using enum Node;
  constexpr auto chapter = Chapter::meter;
  return std::array{
      Decision{metered, "K2", chapter, "Has the route a price?", "RFC 9110 15.5.3", key_readable, conditional, false},
      Decision{key_readable, "K2a", chapter, "Is the key that pays for it well-formed, or was none sent?",
               "RFC 9110 15.5.1", key_known, Condition::meter_malformed},
      Decision{key_known, "K2b", chapter, "Is there an account for the key?", "RFC 9110 15.5.3", credits_left,
               Condition::meter_unpaid, true, Lookup::hold_credits},
      Decision{credits_left, "K2c", chapter, "Has the account as much left as it costs?", "RFC 9110 15.5.3",
               conditional, Condition::meter_exhausted},
  };
}();

} // namespace responsum::decision::chapters
