// What a site and a route have to say of whom they let in, how much of it, and when.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "responsum/admit/budget.hpp"
#include "responsum/admit/limit.hpp"
#include "responsum/admit/maintenance.hpp"
#include "responsum/admit/orders.hpp"
#include "responsum/base/limit.hpp"

namespace responsum::admit {

// How many octets may be sent in each period.
struct Quota {
  base::Limit octets{"quota", 0};
  Period period = Period::month;
};

// What a route needs to know of a client, and gives it to know with.
struct Context {
  std::string cookie{};             // its name; empty: none is needed
  std::string value{};              // that it is set to
  std::vector<std::string> hints{}; // client hints that have to be sent (RFC 8942)
};

// What a request costs.
struct Meter {
  std::uint64_t price = 1;
  std::string field = "X-API-Key"; // whose value is the key of an account
  std::string pay_at{};            // URI; empty: nothing is said
};

struct SitePolicy {
  std::vector<Limit> limits; // in the order of evaluation
  std::vector<Maintenance> maintenance;
  std::vector<Order> orders;
  std::optional<Quota> quota;
  std::string scope;              // of its budget
  bool ms_dav = false;            // clients that know 449 are answered with it
  bool open_without_state = true; // requests are let through that cannot be counted
};

struct RoutePolicy {
  std::vector<Limit> limits; // after those of the site
  base::Limit max_concurrent{"max_concurrent", 0};
  base::Limit overload_target_ms{"overload_target_ms", 0};
  std::uint64_t max_rate = 0; // octets a second of one response; 0: no limit
  std::string scope;          // of its places
  std::optional<Context> context;
  std::optional<Meter> meter;
};

} // namespace responsum::admit
