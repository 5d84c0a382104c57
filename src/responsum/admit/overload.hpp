// Whether requests have to wait too long: a queue that never empties sheds (after CoDel, RFC 8289).
#pragma once

#include <cmath>
#include <cstdint>

#include "responsum/base/clock.hpp"

namespace responsum::admit {

// One worker's. The queue is what epoll reported and nobody has looked at; its delay is how long the turn before
// took. A long turn now and then is no harm. When no turn for a whole interval was short, more comes in than goes
// out: then requests are refused, the more often the longer it lasts, until a short turn shows that the queue is
// gone.
class Overload {
 public:
  static constexpr base::Milliseconds interval_ms = 100;

  // A request that came in a turn whose queue was `delay_ms` old: is it to be refused? `target_ms` 0: never.
  bool sheds(base::Milliseconds now_ms, base::Milliseconds delay_ms, base::Milliseconds target_ms) {
    if (target_ms == 0 || delay_ms < target_ms) {
      above_since_ms_ = 0;
      shedding_ = false;
      return false;
    }
    if (above_since_ms_ == 0) above_since_ms_ = now_ms;
    if (now_ms - above_since_ms_ < interval_ms) return false;
    if (!shedding_) {
      shedding_ = true;
      // If it was shedding a moment ago, that was not enough.
      count_ = now_ms - next_ms_ < 16 * interval_ms && count_ > 2 ? count_ - 2 : 1;
      next_ms_ = now_ms;
    }
    if (now_ms < next_ms_) return false;
    next_ms_ += static_cast<base::Milliseconds>(static_cast<double>(interval_ms) / std::sqrt(count_));
    ++count_;
    return true;
  }

 private:
  base::Milliseconds above_since_ms_ = 0; // 0: the last turn was short
  base::Milliseconds next_ms_ = 0;        // when the next one is refused
  std::uint32_t count_ = 0;               // refused since shedding began
  bool shedding_ = false;
};

} // namespace responsum::admit
