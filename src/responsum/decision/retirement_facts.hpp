// What questions are asked about names whose end is announced, or has come (RFC 8594). Views live as long as the
// configuration.
#pragma once

#include <string_view>

#include "responsum/base/clock.hpp"
#include "responsum/base/origin.hpp"

namespace responsum::decision {

// Learned by the lookups find_redirect and find_route.
struct RetirementFacts {
  bool announced = false;       // then the rest says
  bool past = false;            // the end has come
  bool of_name = false;         // rather than of a whole route
  base::UnixSeconds at_s = 0;   // 0: it has come, and nobody says when
  std::string_view successor{}; // a URI; empty: none
  std::string_view policy{};    // a URI with more of it; empty: none
  std::string_view words{};     // of the operator
  base::Origin origin{};
};

} // namespace responsum::decision
