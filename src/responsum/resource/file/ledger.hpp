// What files and uploads take of the room below a root.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace responsum::resource::file {

// Octets below a root: those of the files that are there, and those that uploads under way have been promised.
class Ledger {
 public:
  explicit Ledger(std::uint64_t used) : used_{used} {}

  std::uint64_t used() const { return used_.load(std::memory_order_relaxed); }
  // Takes `octets` more, if that makes no more than `most` in all.
  bool reserve(std::uint64_t octets, std::uint64_t most);
  void release(std::uint64_t octets);

 private:
  std::atomic<std::uint64_t> used_;
};

// Part of a ledger that goes back with this object, unless it was spent.
class Reservation {
 public:
  Reservation() = default;
  // Of octets that the ledger has counted already.
  Reservation(Ledger& ledger, std::uint64_t octets) : ledger_{&ledger}, octets_{octets} {}
  Reservation(Reservation&& other) noexcept { swap(other); }
  Reservation& operator=(Reservation&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Reservation() { give_back(); }

  // Makes it `octets` at least. False: there is no room for that.
  bool cover(Ledger& ledger, std::uint64_t octets, std::uint64_t most);
  // The files have so many octets now in place of as many as were replaced; the rest goes back.
  void spend(std::uint64_t kept, std::uint64_t replaced);
  void give_back();

 private:
  void swap(Reservation& other) noexcept {
    std::swap(ledger_, other.ledger_);
    std::swap(octets_, other.octets_);
  }

  Ledger* ledger_ = nullptr;
  std::uint64_t octets_ = 0;
};

} // namespace responsum::resource::file
