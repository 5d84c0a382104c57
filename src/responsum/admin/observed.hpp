// What the console looks at: the workers' recorders, and what the configuration calls things. Read-only.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/clock.hpp"
#include "responsum/observe/recorder.hpp"
#include "responsum/status/profile.hpp"

namespace responsum::admin {

struct RouteName {
  std::string name;
  std::string pattern;
  std::string origin; // "site.toml:12"
};

struct SiteName {
  std::string name;
  std::vector<RouteName> routes;
};

// Records hold places in a table; which table that was, their time says.
struct Names {
  base::UnixSeconds since_s = 0;
  std::vector<SiteName> sites;
};

struct Description {
  base::UnixSeconds started_s = 0;
  std::vector<std::string> listen; // "http://127.0.0.1:8080/"
  std::vector<std::string> files;  // of the configuration, the main one first; empty: none was read
  status::Profile profile = status::Profile::strict;
  std::vector<Names> names; // in the order of time; at least one

  // Null where a record names none.
  const SiteName* site_of(const observe::Record& record) const;
  const RouteName* route_of(const observe::Record& record) const;
};

struct Totals {
  std::uint64_t connections = 0; // since the start
  std::uint64_t refused = 0;     // connections, unheard
  std::uint64_t log_dropped = 0; // lines of the access log
};

// Asked on one thread; what it reads is written by others.
class Observed {
 public:
  virtual std::span<const observe::Recorder* const> recorders() const = 0;
  virtual Totals totals() const = 0;
  virtual const Description& description() const = 0;

 protected:
  ~Observed() = default;
};

} // namespace responsum::admin
