// Is there room for it now, and does the law let it be answered? Data without code; included by diagram.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::chapters {

inline constexpr auto admit = [] {
  using enum Node;
  constexpr auto chapter = Chapter::admit;
  return std::array{
      Decision{keeps_up, "E1a", chapter, "Does the worker keep up, so that requests need not wait for it?",
               "RFC 9110 15.6.4", place_left, Condition::overload_shed, true, Lookup::take_place},
      Decision{place_left, "E1b", chapter, "Are fewer requests under way than the route takes at a time?",
               "RFC 9110 15.6.4", in_service, Condition::overload_full},
      Decision{in_service, "E2", chapter, "Is the site in service, or is the client's network let in all the same?",
               "RFC 9110 15.6.4", state_had, perhaps_let_in},
      Decision{perhaps_let_in, "E2a", chapter, "Are some users let in all the same, and does the request name one?",
               "RFC 9110 15.6.4", state_had, Condition::maintenance, false},
      Decision{state_had, "E3", chapter, "Could its share of the limits be counted, where there are any?",
               "RFC 6585 4", within_address, state_missed, true, Lookup::take_share},
      Decision{state_missed, "E3a", chapter, "Is a request let through that cannot be counted?", "RFC 6585 4",
               bandwidth_left, Condition::rate_state_lost, false},
      Decision{within_address, "E3b", chapter, "Does the client's address keep within its limits?", "RFC 6585 4",
               within_prefix, Condition::rate_address},
      Decision{within_prefix, "E3c", chapter, "Does the network around the client's address keep within its limits?",
               "RFC 6585 4", within_key, Condition::rate_prefix},
      Decision{within_key, "E3d", chapter, "Does the key in the request keep within its limits?", "RFC 6585 4",
               within_route, Condition::rate_key},
      Decision{within_route, "E3e", chapter, "Does the route keep within its limits?", "RFC 6585 4", bandwidth_left,
               Condition::rate_route},
      Decision{bandwidth_left, "E4", chapter,
               "Has the site bandwidth left in this period, or may the answer cost none?", "RFC 9110 15.6.4", lawful,
               Condition::bandwidth_spent},
      Decision{lawful, "E5", chapter, "Is there no legal order about this path for this client?", "RFC 7725 3",
               preflight, Condition::legal_order},
  };
}();

} // namespace responsum::decision::chapters
