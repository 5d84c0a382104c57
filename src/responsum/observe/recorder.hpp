// Always on: a worker's ring of the last exchanges and its counters. Written by one thread without locks, read by
// others.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "responsum/decision/diagram.hpp"
#include "responsum/observe/counter.hpp"
#include "responsum/observe/histogram.hpp"
#include "responsum/observe/record.hpp"
#include "responsum/observe/record_ring.hpp"

namespace responsum::observe {

class Recorder {
 public:
  static constexpr std::size_t capacity = RecordRing::capacity; // exchanges

  // `seed` is the process's secret, for the histogram.
  explicit Recorder(unsigned worker, std::uint64_t seed = 0) : ids_{worker}, histogram_{seed} {}
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  ExchangeId next_id(const base::Now& now) { return ids_.next(now); }

  struct Kept {
    std::uint64_t number; // for amend()
    std::size_t row;      // of the histogram: what is the same for all exchanges of a row can be kept beside it
  };
  Kept keep(const Record& record) {
    const std::uint64_t number = written_.value();
    const std::size_t row = histogram_.add(record);
    ring_.write(number, record, row);
    written_.add();
    conditions_[static_cast<std::size_t>(record.condition)].add();
    return {number, row};
  }
  // What the client got is learned later than the rest. Nothing happens when the ring has come round meanwhile, and
  // nothing is counted anew.
  void amend(std::uint64_t number, ClientOutcome outcome, std::uint64_t unsent_bytes) {
    ring_.amend(number, outcome, unsent_bytes);
  }

  std::uint64_t written() const { return written_.value(); }
  std::uint64_t count_of(decision::Condition c) const { return conditions_[static_cast<std::size_t>(c)].value(); }

  const PathHistogram& histogram() const { return histogram_; }

  // From any thread: record `number`, unless it is not written yet, or overwritten, or being overwritten just now.
  std::optional<Record> read(std::uint64_t number) const { return ring_.read(number); }
  // From any thread: the newest `most` records, newest first.
  std::vector<Record> latest(std::size_t most) const;
  std::optional<Record> find(ExchangeId id) const;

 private:
  ExchangeIds ids_;
  Counter written_;
  std::array<Counter, decision::condition_count> conditions_;
  PathHistogram histogram_;
  RecordRing ring_{histogram_};
};

} // namespace responsum::observe
