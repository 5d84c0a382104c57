// How many attempts after the first an upstream gets, as a share of its requests: where everything fails, trying
// again makes it worse. Pure.
#pragma once

#include <algorithm>
#include <cstdint>

namespace responsum::resource::gateway {

struct RetrySettings {
  std::uint64_t percent = 20;  // of a hundred requests, so many may be tried again
  std::uint64_t reserve = 100; // and so many before any share was earned
};

// One worker's view. Each request earns its share of an attempt; what is not used is kept, up to the reserve and one
// more.
class RetryBudget {
 public:
  explicit RetryBudget(const RetrySettings& settings)
      : percent_{settings.percent}, most_{(settings.reserve + 1) * whole}, held_{settings.reserve * whole} {}

  void requested() { held_ = std::min(held_ + percent_, most_); }
  // Whether there is one attempt more, which is taken then.
  bool take() {
    if (held_ < whole) return false;
    held_ -= whole;
    return true;
  }

 private:
  static constexpr std::uint64_t whole = 100; // an attempt, in the parts that a request earns

  std::uint64_t percent_;
  std::uint64_t most_;
  std::uint64_t held_;
};

} // namespace responsum::resource::gateway
