// What all workers know together of the files that they change: that something was changed, who changed it, and how
// much there is. Each part is asked in whatever thread, and held for moments only.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "responsum/base/clock.hpp"
#include "responsum/base/threads.hpp"

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

// Who changed what lately. Two who change the same thing within a day contend for it.
class Writers {
 public:
  static constexpr base::UnixSeconds remembered_s = 24 * 60 * 60;
  static constexpr std::size_t most = 4096;

  // Somebody else than `address` has changed it within a day.
  bool contended(std::string_view path, std::string_view address, base::UnixSeconds now_s);
  void note(std::string_view path, std::string_view address, base::UnixSeconds now_s);

 private:
  struct Writer {
    std::string address;
    base::UnixSeconds last_s = 0;
    bool several = false; // more than one within a day
  };

  std::mutex mutex_;
  std::map<std::string, Writer, std::less<>> writers_;
};

class Common {
 public:
  static constexpr std::size_t most_threads = 8; // so many changes are made at a time

  // How many changes there were: what was looked at before the last may be otherwise now.
  std::uint64_t changes() const { return changes_.load(std::memory_order_acquire); }
  void note_change() { changes_.fetch_add(1, std::memory_order_acq_rel); }

  // Of a root, by its path; what is there is counted when it is asked for first. Lives as long as this.
  Ledger& ledger(const std::string& root);
  Writers& writers() { return writers_; }
  // Those that wait for the disk in place of workers.
  base::Threads& threads() { return threads_; }

 private:
  std::atomic<std::uint64_t> changes_ = 0;
  Writers writers_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Ledger>> ledgers_;
  base::Threads threads_{most_threads}; // the first to end: what they do uses the rest
};

} // namespace responsum::resource::file
