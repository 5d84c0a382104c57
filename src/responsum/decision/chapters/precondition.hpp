// Does the client's condition on its state hold? Data without code; included by diagram.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::chapters {

inline constexpr auto precondition = [] {
  using enum Node;
  constexpr auto chapter = Chapter::precondition;
  return std::array{
      Decision{conditional, "L0", chapter, "Does the request depend on the current state?", "RFC 9110 13.2.1",
               has_if_match, content_announced, false},
      Decision{has_if_match, "L1", chapter, "Was If-Match sent?", "RFC 9110 13.2.2", if_match_holds,
               has_if_unmodified_since, false},
      Decision{if_match_holds, "L1a", chapter, "Is the current tag among those in If-Match?", "RFC 9110 13.1.1",
               has_if_none_match, Condition::cond_if_match},
      Decision{has_if_unmodified_since, "L2", chapter, "Was If-Unmodified-Since sent, with a valid date?",
               "RFC 9110 13.2.2", unmodified_since, has_if_none_match, false},
      Decision{unmodified_since, "L2a", chapter, "Has the file been left alone since that date?", "RFC 9110 13.1.4",
               has_if_none_match, Condition::cond_if_unmodified_since},
      Decision{has_if_none_match, "L3", chapter, "Was If-None-Match sent?", "RFC 9110 13.2.2", no_tag_matches,
               has_if_modified_since, false},
      Decision{no_tag_matches, "L3a", chapter, "Is the current tag missing from If-None-Match?", "RFC 9110 13.1.2",
               content_announced, wants_what_it_holds},
      Decision{wants_what_it_holds, "L3b", chapter, "Is it what the client holds already that it wants: GET or HEAD?",
               "RFC 9110 13.1.2", Condition::cond_fresh, Condition::cond_if_none_match},
      Decision{has_if_modified_since, "L4", chapter, "Was If-Modified-Since sent, with a valid date?",
               "RFC 9110 13.2.2", modified_since, content_announced, false},
      Decision{modified_since, "L4a", chapter, "Was the file modified after that date?", "RFC 9110 13.1.3",
               content_announced, Condition::cond_not_modified},
  };
}();

} // namespace responsum::decision::chapters
