// Deadlines of one worker in a wheel: arming and extending are a store, expiry is late by at most a tick.
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "responsum/base/clock.hpp"
#include "responsum/net/intrusive.hpp"

namespace responsum::net {

// A point of the monotonic clock; a type of its own so that no duration is taken for one. See Reactor::after.
struct Deadline {
  base::Milliseconds at_ms = 0;
  friend constexpr auto operator<=>(const Deadline&, const Deadline&) = default;
};

// Member or base of what has a time limit. Destroying it disarms it.
class Timer : public Hook<Timer> {
 public:
  // `expire` is called once for each arm() whose deadline passed; it may arm this timer again or destroy it.
  explicit Timer(void (*expire)(Timer&)) : expire_{expire} {}

  Deadline deadline() const { return deadline_; }

 private:
  friend class TimerWheel;

  Deadline deadline_{};
  std::int64_t filed_tick_ = 0; // the slot it is in; its deadline is never before that, often later
  void (*expire_)(Timer&);
};

// One turn of the wheel is slots * tick_ms, about 32 seconds. A timer beyond that waits in the farthest slot and is
// filed again from there; so is one whose deadline was put off meanwhile, which is what every request does to its
// connection.
class TimerWheel {
 public:
  static constexpr int tick_bits = 4;
  static constexpr base::Milliseconds tick_ms = 1 << tick_bits;
  static constexpr std::int64_t slots = 2048;

  explicit TimerWheel(base::Milliseconds now_ms) : tick_{now_ms >> tick_bits} {}

  // Sets or moves the deadline. Only a deadline earlier than the slot the timer waits in touches the lists.
  void arm(Timer& timer, Deadline deadline) {
    timer.deadline_ = deadline;
    const std::int64_t due = due_tick(deadline);
    if (timer.linked()) {
      if (due >= timer.filed_tick_) return;
      timer.unlink();
    }
    file(timer, due);
  }

  void disarm(Timer& timer) { timer.deadline_ = disarmed; }

  // Calls what expired by `now_ms`; never early. Callbacks may arm, disarm and destroy any timer.
  void advance(base::Milliseconds now_ms) {
    const std::int64_t target = now_ms >> tick_bits;
    if (target - tick_ > slots) tick_ = target - slots; // every slot once is enough
    while (tick_ < target) {
      ++tick_;
      const auto slot = static_cast<std::size_t>(tick_ & (slots - 1));
      const std::uint64_t bit = std::uint64_t{1} << (slot % 64);
      if ((occupied_[slot / 64] & bit) == 0) continue;
      occupied_[slot / 64] &= ~bit;
      empty_slot(slot, now_ms);
    }
  }

  // The time until which nothing can expire; nullopt: no timer waits. May be early, for timers that were put off.
  std::optional<Deadline> next() const {
    const std::int64_t first = tick_ + 1;
    for (std::int64_t at = first; at < first + slots;) {
      const auto slot = static_cast<std::size_t>(at & (slots - 1));
      const std::uint64_t word = occupied_[slot / 64] >> (slot % 64);
      if (word != 0) return Deadline{(at + std::countr_zero(word)) << tick_bits};
      at += static_cast<std::int64_t>(64 - slot % 64);
    }
    return std::nullopt;
  }

 private:
  static constexpr Deadline disarmed{std::numeric_limits<base::Milliseconds>::max() - tick_ms};

  static constexpr std::int64_t due_tick(Deadline deadline) { return (deadline.at_ms + tick_ms - 1) >> tick_bits; }

  void file(Timer& timer, std::int64_t due) {
    if (due <= tick_) due = tick_ + 1;
    if (due > tick_ + slots) due = tick_ + slots;
    timer.filed_tick_ = due;
    const auto slot = static_cast<std::size_t>(due & (slots - 1));
    lists_[slot].push_back(timer);
    occupied_[slot / 64] |= std::uint64_t{1} << (slot % 64);
  }

  void empty_slot(std::size_t slot, base::Milliseconds now_ms) {
    List<Timer> due;
    due.take(lists_[slot]);
    while (Timer* timer = due.pop_front()) {
      if (timer->deadline_.at_ms <= now_ms)
        timer->expire_(*timer);
      else if (timer->deadline_ != disarmed)
        file(*timer, due_tick(timer->deadline_));
    }
  }

  std::int64_t tick_;                                // the last one dealt with
  std::array<std::uint64_t, slots / 64> occupied_{}; // a bit may outlive the members of its slot
  std::array<List<Timer>, slots> lists_;
};

} // namespace responsum::net
