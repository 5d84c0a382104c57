// What keep-rules took, on its way from the worker that recorded it to the thread that writes the file.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "responsum/observe/counter.hpp"
#include "responsum/observe/keep_rules.hpp"

namespace responsum::observe {

struct Kept {
  Record record;
  RuleName rule;
};

// Bounded, for one thread that puts in and one that takes out; neither waits. What finds no room is dropped and
// counted.
class KeptRing {
 public:
  static constexpr std::size_t capacity = 256; // a power of two

  // The writer's thread.
  void put(const Record& record, const RuleName& rule) {
    const std::uint64_t at = put_.load(std::memory_order_relaxed);
    if (at - taken_.load(std::memory_order_acquire) == capacity) return dropped_.add();
    slots_[at % capacity] = {record, rule};
    put_.store(at + 1, std::memory_order_release);
  }

  // The reader's thread: calls each(const Kept&) for all that is there, the oldest first.
  template <class Each>
  void take(Each&& each) {
    std::uint64_t at = taken_.load(std::memory_order_relaxed);
    const std::uint64_t end = put_.load(std::memory_order_acquire);
    for (; at != end; ++at) {
      each(std::as_const(slots_[at % capacity]));
      taken_.store(at + 1, std::memory_order_release);
    }
  }

  std::uint64_t dropped() const { return dropped_.value(); } // any thread

 private:
  std::unique_ptr<Kept[]> slots_ = std::make_unique<Kept[]>(capacity);
  alignas(64) std::atomic<std::uint64_t> put_{0}; // apart, as each side writes one of them
  alignas(64) std::atomic<std::uint64_t> taken_{0};
  Counter dropped_;
};

// One worker's: what it is to keep, and where it puts that.
class Keeping {
 public:
  // The worker's thread.
  void follow(KeepRules rules) { rules_ = std::move(rules); }
  void consider(const Record& record) {
    if (const KeepRule* rule = rules_.find(record)) ring_.put(record, rule->name);
  }

  KeptRing& ring() { return ring_; }

 private:
  KeepRules rules_;
  KeptRing ring_;
};

} // namespace responsum::observe
