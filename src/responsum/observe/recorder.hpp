// Always on: a worker's ring of the last exchanges and its counters. Written by one thread without locks, read by
// others.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

#include "responsum/decision/diagram.hpp"
#include "responsum/observe/counter.hpp"
#include "responsum/observe/histogram.hpp"
#include "responsum/observe/record.hpp"

namespace responsum::observe {

class Recorder {
 public:
  static constexpr std::size_t capacity = 4096; // exchanges; a power of two

  // `seed` is the process's secret, for the histogram.
  explicit Recorder(unsigned worker, std::uint64_t seed = 0)
      : ids_{worker}, slots_{std::make_unique<Slot[]>(capacity)}, histogram_{seed} {}

  ExchangeId next_id(const base::Now& now) { return ids_.next(now); }

  struct Kept {
    std::uint64_t number; // for amend()
    std::size_t row;      // of the histogram: what is the same for all exchanges of a row can be kept beside it
  };
  Kept keep(const Record& record) {
    const std::uint64_t number = written_.value();
    write(number, record);
    written_.add();
    conditions_[static_cast<std::size_t>(record.condition)].add();
    return {number, histogram_.add(record)};
  }
  // What the client got is learned later than the rest. Nothing happens when the ring has come round meanwhile, and
  // nothing is counted anew.
  void amend(std::uint64_t number, ClientOutcome outcome, std::uint64_t unsent_bytes);

  std::uint64_t written() const { return written_.value(); }
  std::uint64_t count_of(decision::Condition c) const { return conditions_[static_cast<std::size_t>(c)].value(); }

  const PathHistogram& histogram() const { return histogram_; }

  // From any thread: record `number`, unless it is not written yet, or overwritten, or being overwritten just now.
  std::optional<Record> read(std::uint64_t number) const;
  // From any thread: the newest `most` records, newest first.
  std::vector<Record> latest(std::size_t most) const;
  std::optional<Record> find(ExchangeId id) const;

 private:
  static constexpr std::size_t words = (sizeof(Record) + 7) / 8;

  // A sequence lock: odd while it is written. The words are atomics so that a torn read is no data race, only
  // discarded.
  struct Slot {
    std::atomic<std::uint64_t> sequence{0};
    std::array<std::atomic<std::uint64_t>, words> body;
  };

  void write(std::uint64_t number, const Record& record);

  ExchangeIds ids_;
  std::unique_ptr<Slot[]> slots_;
  Counter written_;
  std::array<Counter, decision::condition_count> conditions_;
  PathHistogram histogram_;
};

} // namespace responsum::observe
