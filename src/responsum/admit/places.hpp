// How many requests may be under way on a route at a time, in all workers together.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace responsum::admit {

// One place, as long as it lives.
class Place {
 public:
  Place() = default; // none
  explicit Place(std::atomic<std::uint32_t>& of) : of_{&of} {}
  Place(Place&& other) noexcept : of_{std::exchange(other.of_, nullptr)} {}
  Place& operator=(Place&& other) noexcept {
    std::swap(of_, other.of_);
    return *this;
  }
  ~Place() {
    if (of_ != nullptr) of_->fetch_sub(1, std::memory_order_relaxed);
  }

  bool taken() const { return of_ != nullptr; }

 private:
  std::atomic<std::uint32_t>* of_ = nullptr;
};

class Places {
 public:
  // None if `most` are taken already.
  Place take(std::uint32_t most) {
    if (taken_.fetch_add(1, std::memory_order_relaxed) < most) return Place{taken_};
    taken_.fetch_sub(1, std::memory_order_relaxed);
    return {};
  }

 private:
  std::atomic<std::uint32_t> taken_ = 0;
};

} // namespace responsum::admit
