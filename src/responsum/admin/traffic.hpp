// The last minute, second by second: how often each answer was given. Read out of the workers' histograms once a
// second, so that it is exact at any rate and nobody pays for it on the way of a request.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "responsum/decision/diagram.hpp"
#include "responsum/observe/recorder.hpp"

namespace responsum::admin {

// Of the statuses: 1xx to 5xx, and at 0 those that were no answer.
inline constexpr std::size_t class_slots = 6;

struct Counts {
  std::uint32_t exchanges = 0;
  std::uint32_t unplaced = 0; // of these without their edges: a histogram had no row for their way
  std::array<std::uint32_t, decision::edge_count> edges{};
  std::array<std::uint32_t, decision::condition_count> conditions{};
  std::array<std::uint32_t, class_slots> classes{};

  void add(const Counts& other);
};

// What is known of a condition since the start.
struct Seen {
  base::UnixSeconds first_s = 0; // 0: never
  base::UnixSeconds last_s = 0;
  observe::ExchangeId last;
};

class Traffic {
 public:
  static constexpr std::size_t window_s = 60;

  // Counts what came since the last time as that of `second`, which is over. `recorders` are the same ones at each
  // call, and nobody has counted before the first.
  void count(std::span<const observe::Recorder* const> recorders, base::UnixSeconds second);

  // The second that was counted last; 0: none was.
  base::UnixSeconds counted_s() const { return counted_s_; }
  // Up to that second.
  Counts last_minute() const;
  // The counts of one second; null when there were none.
  const Counts* at(base::UnixSeconds second) const;
  const Seen& seen(decision::Condition c) const { return seen_[static_cast<std::size_t>(c)]; }

 private:
  using Before = std::array<std::uint64_t, observe::PathHistogram::row_count>; // the counts of one histogram's rows

  struct Bucket {
    base::UnixSeconds second = 0;
    Counts counts;
  };

  void take(const observe::PathHistogram::Entry& entry, std::uint32_t fresh, Counts& counts);

  std::vector<Bucket> buckets_ = std::vector<Bucket>(window_s);
  std::vector<Before> before_;
  base::UnixSeconds counted_s_ = 0;
  std::array<Seen, decision::condition_count> seen_{};
};

} // namespace responsum::admin
