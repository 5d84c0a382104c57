#include "responsum/admit/tally.hpp"

#include <algorithm>
#include <bit>
#include <new>

namespace responsum::admit {

Tally::Tally(std::size_t clients, HashSeed seed)
    : seed_{seed},
      places_{std::bit_ceil(std::max(clients * 2, shard_count * most_probes))},
      table_{static_cast<Place*>(std::calloc(places_, sizeof(Place)))} {
  if (table_ == nullptr) throw std::bad_alloc{};
}

// The shard has a stretch of its own in the table, so whoever holds its lock may write there.
Tally::Place& Tally::place(std::uint64_t key, std::size_t probe) {
  const std::size_t in_shard = places_ / shard_count;
  const std::size_t first = (key >> 56) * in_shard;
  // Ever wider steps: what is taken side by side is not gone through one by one.
  return table_[first + ((key + probe * (probe + 1) / 2) & (in_shard - 1))];
}

// The place of the key: its own, a free one, or the one that is missed least.
Tally::Place& Tally::find(std::uint64_t key, Nanoseconds now_ns, Shard& shard) {
  Place* free = nullptr;
  Place* least = &place(key, 0);
  for (std::size_t probe = 0; probe < most_probes; ++probe) {
    Place& p = place(key, probe);
    if (p.key == key) return p;
    if (free == nullptr && p.arrival <= now_ns) free = &p;
    if (p.key == 0) break; // nobody ever went past it
    if (p.arrival < least->arrival) least = &p;
  }
  if (free == nullptr) ++shard.forgotten;
  Place& chosen = free != nullptr ? *free : *least;
  chosen = {key, 0};
  return chosen;
}

Share Tally::take(const Rate& rate, std::uint64_t key, Nanoseconds now_ns) {
  key = std::max<std::uint64_t>(key, 1);
  Shard& shard = shard_of(key);
  const std::lock_guard lock{shard.mutex};
  Place& p = find(key, now_ns, shard);
  const Taken taken = admit::take(rate, p.arrival, now_ns);
  p.arrival = taken.arrival;
  return taken.share;
}

void Tally::raise(std::uint64_t key, Nanoseconds arrival, Nanoseconds now_ns) {
  key = std::max<std::uint64_t>(key, 1);
  Shard& shard = shard_of(key);
  const std::lock_guard lock{shard.mutex};
  Place& p = find(key, now_ns, shard);
  p.arrival = std::max(p.arrival, arrival);
}

void Tally::put_back(const Rate& rate, std::uint64_t key) {
  key = std::max<std::uint64_t>(key, 1);
  Shard& shard = shard_of(key);
  const std::lock_guard lock{shard.mutex};
  for (std::size_t probe = 0; probe < most_probes; ++probe)
    if (Place& p = place(key, probe); p.key == key) {
      p.arrival = admit::put_back(rate, p.arrival);
      return;
    }
}

std::uint64_t Tally::forgotten() const {
  std::uint64_t all = 0;
  for (const Shard& s : shards_) {
    const std::lock_guard lock{s.mutex};
    all += s.forgotten;
  }
  return all;
}

} // namespace responsum::admit
