// How much of something may come at once, and how it comes back: a bucket that fills in half a minute.
#pragma once

#include <algorithm>
#include <cstdint>

#include "responsum/base/clock.hpp"

namespace responsum::codec::h2 {

class Allowance {
 public:
  explicit Allowance(std::uint64_t most) : most_{most}, left_ms_{most * refill_ms} {}

  // False: there was no more to take.
  bool take(base::Milliseconds now_ms) {
    if (filled_ms_ != 0)
      left_ms_ = std::min(most_ * refill_ms, left_ms_ + most_ * static_cast<std::uint64_t>(now_ms - filled_ms_));
    filled_ms_ = now_ms;
    if (left_ms_ < refill_ms) return false;
    left_ms_ -= refill_ms;
    return true;
  }

 private:
  static constexpr std::uint64_t refill_ms = 30'000;

  std::uint64_t most_;
  std::uint64_t left_ms_; // what is left, times refill_ms: so that a part of one is not lost
  base::Milliseconds filled_ms_ = 0;
};

} // namespace responsum::codec::h2
