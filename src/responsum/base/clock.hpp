// Time as a value: read once a turn by whoever owns the loop and handed in; nobody below asks the system.
#pragma once

#include <cstdint>
#include <ctime>

namespace responsum::base {

using Milliseconds = std::int64_t; // of the monotonic clock or a duration
using UnixSeconds = std::int64_t;  // since 1970-01-01T00:00:00Z, without leap seconds

struct Now {
  Milliseconds monotonic_ms = 0;
  UnixSeconds wall_s = 0;
  std::int32_t wall_ns = 0; // within the second

  friend constexpr bool operator==(const Now&, const Now&) = default;
};

// CLOCK_*_COARSE: granularity of a scheduler tick (1..4 ms), no system call.
inline Now read_clock() {
  timespec monotonic{};
  timespec wall{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &monotonic);
  clock_gettime(CLOCK_REALTIME_COARSE, &wall);
  return {static_cast<Milliseconds>(monotonic.tv_sec) * 1000 + monotonic.tv_nsec / 1'000'000, wall.tv_sec,
          static_cast<std::int32_t>(wall.tv_nsec)};
}

} // namespace responsum::base
