// The last exchanges of a worker, packed: what most have to say fits two lines of the cache.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "responsum/observe/histogram.hpp"
#include "responsum/observe/record.hpp"

namespace responsum::observe {

// Written by one thread without locks, read by any. A record is some numbers, the texts as long as they are, and what
// few records have; its key is that of its row in the histogram, which no other key ever gets. What a slot has no
// room for goes on in an overflow of the slot's own: memory that nobody touches until then, and the begin of which
// lies close to that of the next slot, as every exchange of a gateway needs it.
class RecordRing {
 public:
  static constexpr std::size_t capacity = 4096; // exchanges; a power of two

  // `histogram` is the one whose rows the records name; it outlives this.
  explicit RecordRing(const PathHistogram& histogram);

  // The owner's thread. `row` is what PathHistogram::add() said of the record.
  void write(std::uint64_t number, const Record& record, std::size_t row);
  // Likewise. Nothing happens when the ring has come round.
  void amend(std::uint64_t number, ClientOutcome outcome, std::uint64_t unsent_bytes);

  // From any thread: record `number`, unless it is not written yet, or overwritten, or being overwritten just now.
  std::optional<Record> read(std::uint64_t number) const;

 private:
  // With the sequence two lines.
  static constexpr std::size_t slot_words = 15;
  static constexpr std::size_t fixed_words = 6;
  static constexpr std::size_t seldom_words =
      sizeof(PathKey) / 8 + 3 + sizeof(field::Traceparent) / 8 + 1 + 1 + Attempts::most * attempt_words;
  static constexpr std::size_t most_words = fixed_words + seldom_words + Record::text_octets / 8;
  static constexpr std::size_t near_words = 16;
  static constexpr std::size_t far_words = most_words - slot_words - near_words;

  // A sequence lock. The words are atomics so that a torn read is no data race, only discarded.
  struct alignas(64) Slot {
    std::atomic<std::uint64_t> sequence{0};
    std::array<std::atomic<std::uint64_t>, slot_words> words;
  };
  static_assert(sizeof(Slot) == 128);

  using Words = std::array<std::uint64_t, most_words>;
  class Ink;
  class Reader;

  static unsigned write_seldom(Ink& ink, const Record& record, bool with_key);
  static void read_seldom(Reader& reader, unsigned seldom, Record& record);
  // Of a slot: where its words after the first `slot_words` are.
  struct Overflow {
    std::uint64_t* near;
    std::uint64_t* far;
    std::atomic_ref<std::uint64_t> operator[](std::size_t i) const {
      return std::atomic_ref{i < near_words ? near[i] : far[i - near_words]};
    }
  };
  Overflow overflow_of(std::uint64_t number) const {
    const std::size_t slot = number % capacity;
    return {near_.get() + slot * near_words, far_.get() + slot * far_words};
  }
  // False: as for read().
  bool copy(std::uint64_t number, Words& words) const;

  const PathHistogram& histogram_;
  std::unique_ptr<Slot[]> slots_;
  std::unique_ptr<std::uint64_t[]> near_;
  std::unique_ptr<std::uint64_t[]> far_;
};

} // namespace responsum::observe
