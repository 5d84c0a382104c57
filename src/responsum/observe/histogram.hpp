// How often each way was gone and how long it took: a table of fixed size, whatever clients do. Written by one
// worker's thread, read by any.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "responsum/decision/condition.hpp"
#include "responsum/observe/counter.hpp"
#include "responsum/observe/path_key.hpp"
#include "responsum/observe/record.hpp"

namespace responsum::observe {

class PathHistogram {
 public:
  // Upper ends, inclusive, of all buckets but the last, which has none: those that OpenTelemetry advises for
  // http.server.request.duration.
  static constexpr std::array bounds_ms{5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000};
  static constexpr std::size_t bucket_count = bounds_ms.size() + 1;

  // Rows with their paths; no client makes it more. A server with a dozen routes goes some fifty ways.
  static constexpr std::size_t capacity = 1024;
  // Rows for what found no place there: by the same key without the path.
  static constexpr std::size_t reserve = 128;
  // Rows that are looked at for one key before it is taken for having no place.
  static constexpr std::size_t most_probes = 16;

  struct Entry {
    std::size_t row = 0; // its place, below `row_count`, which it keeps
    PathKey key;
    bool path_known = true; // false: the row counts several paths, and `key.path` is empty
    std::uint64_t count = 0;
    std::uint64_t sum_ms = 0;
    std::array<std::uint64_t, bucket_count> buckets{};
    std::array<ExchangeId, bucket_count> latest{}; // the last exchange that fell into the bucket; 0: none did
  };

  // Nobody who does not know the seed can aim at rows.
  explicit PathHistogram(std::uint64_t seed);

  // The owner's thread; allocates nothing. Returns the row's number for what is kept beside it: below `capacity`, or
  // `unplaced_row` when it was counted without its path.
  static constexpr std::size_t unplaced_row = capacity;
  std::size_t add(const Record& record);
  // Of a row below `capacity` that add() returned, to whoever learned of it from the owner's thread: it is never
  // another's.
  const PathKey& key_of(std::size_t row) const { return rows_[row].key; }

  // Rows in all. After the reserve there is one for each condition, which is always free or its own.
  static constexpr std::size_t row_count = capacity + reserve + decision::condition_count;

  // From any thread: each(const Entry&) for every row. Counts that come meanwhile may be in it or not; an entry's
  // count is always the sum of its buckets.
  void for_each(const auto& each) const {
    for (std::size_t i = 0; i < row_count; ++i)
      if (rows_[i].published.load(std::memory_order_acquire)) each(entry_of(i));
  }
  // Exchanges counted in a row without path, because the table is full.
  std::uint64_t unplaced() const { return unplaced_.value(); }

 private:
  struct Bucket {
    Counter count;
    std::atomic<std::uint64_t> latest{0};
  };
  // The key is written before it is published, and never again. Two lines of the cache hold it all for exchanges that
  // fell into the first bucket, which most do.
  struct alignas(64) Row {
    PathKey key;
    std::atomic<bool> published{false};
    bool path_known = true;
    Counter sum_ms;
    std::array<Bucket, bucket_count> buckets;
  };

  std::uint64_t hash(const PathKey& key) const;
  static void publish(Row& row, const PathKey& key, bool path_known);
  // The key's row among `rows`, a power of two of them; a free one becomes its own. Null: there is none within reach.
  Row* place(std::span<Row> rows, const PathKey& key, bool path_known) const;
  Row& place_without_path(PathKey key);
  Entry entry_of(std::size_t row) const;

  std::uint64_t seed_;
  std::unique_ptr<Row[]> rows_;
  Row* last_ = nullptr; // with its path
  Counter unplaced_;
};

} // namespace responsum::observe
