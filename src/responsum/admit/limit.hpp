// A limit of a site or route on how many requests may come: what it counts by, and what it tells clients.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "responsum/admit/rate.hpp"
#include "responsum/base/limit.hpp"
#include "responsum/base/pattern.hpp"
#include "responsum/decision/facts.hpp"

namespace responsum::admit {

using decision::CountedBy;

struct Limit {
  std::string name; // as clients see it in RateLimit
  CountedBy by = CountedBy::address;
  Rate rate{};
  base::Limit requests{"requests", 0}; // how many, and where that is said
  base::PathPattern path{};            // of a limit of a site: what it is for
  std::string field{};                 // whose value is the key; CountedBy::key alone
  std::uint8_t v4_bits = 24;           // of a prefix
  std::uint8_t v6_bits = 64;
  bool tells = false;  // also answers that it lets pass say what is left
  std::string scope{}; // what tells its counts from those of all other limits, the same after a reload and elsewhere

  // Value of RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers): how many may come in how many seconds.
  std::string policy() const;
};

// Value of RateLimit: what is left of it, and in how many seconds there is more.
std::string rate_field(std::string_view name, const Share& share);

} // namespace responsum::admit
