// What the console looks at: the workers' recorders, and what the configuration calls things. Read-only.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/clock.hpp"
#include "responsum/exchange/why.hpp"
#include "responsum/observe/kept_file.hpp"
#include "responsum/observe/recorder.hpp"
#include "responsum/observe/route_labels.hpp"
#include "responsum/status/profile.hpp"

namespace responsum::admin {

// The labels of a site and its routes, in the order of the configuration.
struct SiteLabels {
  std::uint16_t site = observe::RouteLabels::none;
  std::vector<std::uint16_t> routes;
};

struct Description {
  base::UnixSeconds started_s = 0;
  std::vector<std::string> listen; // "http://127.0.0.1:8080/"
  std::vector<std::string> files;  // of the configuration, the main one first; empty: none was read
  status::Profile profile = status::Profile::strict;
  const observe::RouteLabels* labels = nullptr; // of all that was recorded; outlives this
  std::vector<SiteLabels> sites;                // as configured now

  // Null where a record names none.
  const observe::RouteLabel* site_of(const observe::Record& record) const { return labels->find(record.site); }
  const observe::RouteLabel* route_of(const observe::Record& record) const { return labels->find(record.route); }
};

struct Totals {
  std::uint64_t connections = 0;  // since the start
  std::uint64_t open = 0;         // of these, now
  std::uint64_t refused = 0;      // connections, unheard
  std::uint64_t log_dropped = 0;  // lines of the access log
  std::uint64_t kept = 0;         // exchanges that a rule took and that are in the file, once each time it took them
  std::uint64_t kept_dropped = 0; // likewise, but there was no room for them
};

struct Reload {
  base::UnixSeconds taken_up_s = 0; // the configuration in force
  bool successful = true;           // the last that was tried is in force
};

// Of the streams of events, since the start.
struct StreamTotals {
  std::uint64_t begun = 0;
  std::uint64_t cut = 0;     // their readers took too long
  std::uint64_t dropped = 0; // exchanges that were not told
};

// Asked on one thread; what it reads is written by others.
class Observed {
 public:
  virtual std::span<const observe::Recorder* const> recorders() const = 0;
  virtual Totals totals() const = 0;
  virtual Reload reload() const = 0;
  // Whether all workers take new work.
  virtual bool ready() const = 0;
  virtual const Description& description() const = 0;
  // The file of kept exchanges; nothing when there is none.
  virtual std::optional<observe::KeptReader> kept() const { return std::nullopt; }
  // The configuration of now, to walk on. What it refers to stays until the next answer.
  virtual std::optional<exchange::Ground> ground() const { return std::nullopt; }

 protected:
  ~Observed() = default;
};

} // namespace responsum::admin
