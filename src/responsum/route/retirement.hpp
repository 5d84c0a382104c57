// The end of a name or a route, announced or come (RFC 8594).
#pragma once

#include <string>

#include "responsum/base/clock.hpp"
#include "responsum/base/origin.hpp"
#include "responsum/decision/retirement_facts.hpp"

namespace responsum::route {

struct Retirement {
  base::UnixSeconds at_s = 0; // 0: it has come, and nobody says when
  std::string successor{};    // a URI; empty: none
  std::string policy{};       // a URI with more of it; empty: none
  std::string words{};        // of the operator, for people; empty: none
  base::Origin origin{};

  bool past(base::UnixSeconds now_s) const { return at_s <= now_s; }
  // Views live as long as this.
  decision::RetirementFacts facts(base::UnixSeconds now_s, bool of_name) const& {
    return {.announced = true,
            .past = past(now_s),
            .of_name = of_name,
            .at_s = at_s,
            .successor = successor,
            .policy = policy,
            .words = words,
            .origin = origin};
  }
  decision::RetirementFacts facts(base::UnixSeconds, bool) && = delete;
};

} // namespace responsum::route
