// The last minute, second by second: how often each answer was given. Read out of the recorders when somebody asks,
// so that nobody pays for it on the way of a request.
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
  std::uint32_t missed = 0; // overwritten before they were read
  std::array<std::uint32_t, decision::edge_count> edges{};
  std::array<std::uint32_t, decision::condition_count> conditions{};
  std::array<std::uint32_t, class_slots> classes{};

  void add(const Counts& other);
};

// What is known of a condition since somebody first looked, and as far back as the rings reached then.
struct Seen {
  base::UnixSeconds first_s = 0; // 0: never
  base::UnixSeconds last_s = 0;
  observe::ExchangeId last;
};

class Traffic {
 public:
  static constexpr std::size_t window_s = 60;

  // Reads what has come since the last time. `recorders` are the same ones at each call.
  void catch_up(std::span<const observe::Recorder* const> recorders, base::UnixSeconds now_s);

  Counts last_minute(base::UnixSeconds now_s) const;
  // The counts of one second; null when there were none.
  const Counts* at(base::UnixSeconds second) const;
  const Seen& seen(decision::Condition c) const { return seen_[static_cast<std::size_t>(c)]; }

 private:
  struct Bucket {
    base::UnixSeconds second = 0;
    Counts counts;
  };

  Counts* bucket(base::UnixSeconds second, base::UnixSeconds now_s);
  void take(const observe::Record& record, base::UnixSeconds now_s);

  std::vector<Bucket> buckets_ = std::vector<Bucket>(window_s);
  std::vector<std::uint64_t> next_; // to read of each recorder
  std::array<Seen, decision::condition_count> seen_{};
};

} // namespace responsum::admin
