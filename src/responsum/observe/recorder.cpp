#include "responsum/observe/recorder.hpp"

#include <cstddef>

namespace responsum::observe {

void Recorder::write(std::uint64_t number, const Record& record) {
  static_assert(sizeof(Record) == words * 8);
  constexpr std::size_t texts = offsetof(Record, peer) / 8;
  static_assert(offsetof(Record, peer) % 8 == 0);
  Slot& slot = slots_[number % capacity];
  const auto* bytes = reinterpret_cast<const char*>(&record);
  const auto store = [&](std::size_t from, std::size_t count) {
    for (std::size_t i = from; i < from + count; ++i) {
      std::uint64_t word;
      std::memcpy(&word, bytes + i * 8, sizeof word);
      slot.body[i].store(word, std::memory_order_relaxed);
    }
  };
  slot.sequence.store(number * 2 + 1, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_release);
  store(0, texts);
  // Behind the end of a text stays what was there: nobody reads it, and memory that is not touched costs nothing.
  std::size_t at = texts;
  record.for_each_text([&](const auto& text) {
    store(at, (std::size_t{text.length} + 1 + 7) / 8);
    at += sizeof text / 8;
  });
  slot.sequence.store(number * 2 + 2, std::memory_order_release);
  // The ring is larger than the caches: the next slot is fetched while the next request is on its way.
  constexpr std::size_t cache_line = 64;
  const auto* next = reinterpret_cast<const char*>(&slots_[(number + 1) % capacity]);
  for (std::size_t at_byte = 0; at_byte < sizeof(Slot); at_byte += cache_line) __builtin_prefetch(next + at_byte, 1);
}

std::optional<Record> Recorder::read(std::uint64_t number) const {
  const Slot& slot = slots_[number % capacity];
  if (slot.sequence.load(std::memory_order_acquire) != number * 2 + 2) return std::nullopt;
  std::array<std::uint64_t, words> copy;
  for (std::size_t i = 0; i < words; ++i) copy[i] = slot.body[i].load(std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_acquire);
  if (slot.sequence.load(std::memory_order_relaxed) != number * 2 + 2) return std::nullopt;
  Record record;
  std::memcpy(static_cast<void*>(&record), copy.data(), sizeof record);
  return record;
}

void Recorder::amend(std::uint64_t number, ClientOutcome outcome, std::uint64_t unsent_bytes) {
  auto record = read(number);
  if (!record) return;
  record->client_outcome = outcome;
  record->sent_bytes -= unsent_bytes < record->sent_bytes ? unsent_bytes : record->sent_bytes;
  write(number, *record);
}

std::vector<Record> Recorder::latest(std::size_t most) const {
  std::vector<Record> records;
  const std::uint64_t end = written();
  for (std::uint64_t back = 1; back <= end && back <= capacity && records.size() < most; ++back)
    if (auto record = read(end - back)) records.push_back(*record);
  return records;
}

std::optional<Record> Recorder::find(ExchangeId id) const {
  const std::uint64_t end = written();
  for (std::uint64_t back = 1; back <= end && back <= capacity; ++back)
    if (auto record = read(end - back); record && record->id == id) return record;
  return std::nullopt;
}

} // namespace responsum::observe
