#include "responsum/observe/recorder.hpp"

namespace responsum::observe {

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
