#include "responsum/observe/recorder.hpp"

namespace responsum::observe {

void Recorder::write(std::uint64_t number, const Record& record) {
  Slot& slot = slots_[number % capacity];
  std::array<std::uint64_t, words> copy;
  copy.back() = 0;
  std::memcpy(copy.data(), &record, sizeof record);
  slot.sequence.store(number * 2 + 1, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_release);
  for (std::size_t i = 0; i < words; ++i) slot.body[i].store(copy[i], std::memory_order_relaxed);
  slot.sequence.store(number * 2 + 2, std::memory_order_release);
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
