// How many requests in how long, by the generic cell rate algorithm: one number a client says all, and no timer runs.
#pragma once

#include <algorithm>
#include <cstdint>

namespace responsum::admit {

using Nanoseconds = std::int64_t; // of a clock that the caller chooses, or a duration

inline constexpr Nanoseconds ns_per_ms = 1'000'000;
inline constexpr Nanoseconds ns_per_s = 1'000'000'000;

struct Rate {
  std::uint64_t requests = 1;     // at least one
  std::uint64_t window_ms = 1000; // in which so many may come
  std::uint64_t burst = 1;        // of these, at once; at most `requests`

  // After which one more may come.
  constexpr Nanoseconds interval_ns() const {
    return std::max<Nanoseconds>(1, static_cast<Nanoseconds>(window_ms) * ns_per_ms /
                                        static_cast<Nanoseconds>(requests));
  }
};

// What is left for a client of its rate.
struct Share {
  bool granted = true;
  std::uint64_t remaining = 0; // requests that may come at once
  Nanoseconds wait_ns = 0;     // until one may come; 0: now
  Nanoseconds full_ns = 0;     // until as many may come as ever
};

struct Taken {
  Nanoseconds arrival; // when the request after this one would come if all came evenly; what is to be remembered
  Share share;
};

// Of a client whose remembered `arrival` this is (0: it is new), a request that comes at `now_ns`.
constexpr Taken take(const Rate& rate, Nanoseconds arrival, Nanoseconds now_ns) {
  const Nanoseconds interval = rate.interval_ns();
  const Nanoseconds tolerance = interval * static_cast<Nanoseconds>(rate.burst);
  const Nanoseconds next = std::max(arrival, now_ns) + interval;
  const Nanoseconds early_by = next - tolerance - now_ns; // above 0: it comes too soon
  const bool granted = early_by <= 0;
  const Nanoseconds after = granted ? next : std::max(arrival, now_ns);
  const Nanoseconds room = now_ns + tolerance - after;
  Share share{.granted = granted,
              .remaining = room <= 0 ? 0 : static_cast<std::uint64_t>(room / interval),
              .full_ns = after - now_ns};
  if (share.remaining == 0) share.wait_ns = granted ? interval - std::max<Nanoseconds>(room, 0) : early_by;
  return {after, share};
}

// Without the last one, which was granted but came to nothing.
constexpr Nanoseconds put_back(const Rate& rate, Nanoseconds arrival) { return arrival - rate.interval_ns(); }

// RFC 9110 10.2.3 has whole seconds, and nobody is to come too soon.
constexpr std::uint64_t whole_seconds(Nanoseconds duration) {
  return duration <= 0 ? 0 : static_cast<std::uint64_t>((duration + ns_per_s - 1) / ns_per_s);
}

} // namespace responsum::admit
