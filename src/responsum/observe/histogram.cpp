#include "responsum/observe/histogram.hpp"

#include <algorithm>

namespace responsum::observe {

namespace {

// Both halves of a product: every bit of the input reaches every bit of what comes out.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

constexpr std::uint64_t odd_constant = 0x9e3779b97f4a7c15; // 2^64 divided by the golden ratio

// Also where the seed was left at nothing, words of few bits are to spread.
constexpr std::uint64_t spread(std::uint64_t seed) { return seed ^ odd_constant; }

std::size_t bucket_of(std::uint32_t duration_ms) {
  const auto& bounds = PathHistogram::bounds_ms;
  // Most are within the first.
  if (duration_ms <= static_cast<std::uint32_t>(bounds.front())) [[likely]]
    return 0;
  return static_cast<std::size_t>(std::ranges::lower_bound(bounds, static_cast<std::int64_t>(duration_ms)) -
                                  bounds.begin());
}

} // namespace

PathHistogram::PathHistogram(std::uint64_t seed) : seed_{spread(seed)}, rows_{std::make_unique<Row[]>(row_count)} {
  static_assert((capacity & (capacity - 1)) == 0 && (reserve & (reserve - 1)) == 0);
}

std::uint64_t PathHistogram::hash(const PathKey& key) const {
  std::array<std::uint64_t, (decision::chapter_count + 3) & ~std::size_t{1}> words{};
  std::ranges::copy(key.path.words, words.begin());
  words[decision::chapter_count] = std::uint64_t{key.status} << 48 | std::uint64_t{key.site} << 32 |
                                   std::uint64_t{key.route} << 16 | static_cast<std::uint64_t>(key.condition);
  words[decision::chapter_count + 1] = static_cast<std::uint64_t>(key.method) << 16 |
                                       static_cast<std::uint64_t>(key.version) << 8 |
                                       static_cast<std::uint64_t>(key.generated_by);
  std::uint64_t h = seed_;
  for (std::size_t i = 0; i < words.size(); i += 2) h = mix(words[i] ^ seed_, words[i + 1] ^ h);
  return mix(h, odd_constant);
}

void PathHistogram::publish(Row& row, const PathKey& key, bool path_known) {
  row.key = key;
  row.path_known = path_known;
  row.published.store(true, std::memory_order_release);
}

PathHistogram::Row* PathHistogram::place(std::span<Row> rows, const PathKey& key, bool path_known) const {
  const std::uint64_t first = hash(key);
  for (std::size_t probe = 0; probe < most_probes; ++probe) {
    Row& row = rows[(first + probe) & (rows.size() - 1)];
    if (!row.published.load(std::memory_order_relaxed)) publish(row, key, path_known);
    if (row.key == key) return &row;
  }
  return nullptr;
}

PathHistogram::Row& PathHistogram::place_without_path(PathKey key) {
  key.path = {};
  if (Row* row = place({rows_.get() + capacity, reserve}, key, false)) return *row;
  // The last resort says the condition, and the status that was the first to come here with it.
  Row& last = rows_[capacity + reserve + static_cast<std::size_t>(key.condition)];
  if (!last.published.load(std::memory_order_relaxed))
    publish(last, {.path = {}, .condition = key.condition, .status = key.status}, false);
  return last;
}

std::size_t PathHistogram::add(const Record& r) {
  const PathKey& key = r;
  // The same as the last one, more often than not.
  Row* row = last_ != nullptr && last_->key == key ? last_ : place({rows_.get(), capacity}, key, true);
  if (row == nullptr) {
    row = &place_without_path(key);
    unplaced_.add();
  } else {
    last_ = row;
  }
  Bucket& bucket = row->buckets[bucket_of(r.duration_ms)];
  bucket.count.add();
  bucket.latest.store(r.id.value, std::memory_order_relaxed);
  row->sum_ms.add(r.duration_ms);
  return std::min(static_cast<std::size_t>(row - rows_.get()), unplaced_row);
}

PathHistogram::Entry PathHistogram::entry_of(std::size_t number) const {
  const Row& row = rows_[number];
  Entry entry{.row = number, .key = row.key, .path_known = row.path_known, .sum_ms = row.sum_ms.value()};
  for (std::size_t b = 0; b < bucket_count; ++b) {
    entry.buckets[b] = row.buckets[b].count.value();
    entry.latest[b] = {row.buckets[b].latest.load(std::memory_order_relaxed)};
    entry.count += entry.buckets[b];
  }
  return entry;
}

} // namespace responsum::observe
