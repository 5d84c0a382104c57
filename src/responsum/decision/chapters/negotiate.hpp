// Which form of it does the client take? Data without code; included by diagram.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::chapters {

inline constexpr auto negotiate = [] {
  using enum Node;
  constexpr auto chapter = Chapter::negotiate;
  return std::array{
      Decision{type_acceptable, "J3", chapter, "Does Accept take the media type?", "RFC 9110 12.5.1",
               coding_acceptable, Condition::neg_type},
      Decision{coding_acceptable, "J3a", chapter, "Is it stored in a coding that Accept-Encoding takes?",
               "RFC 9110 12.5.3", metered, Condition::neg_coding},
  };
}();

} // namespace responsum::decision::chapters
