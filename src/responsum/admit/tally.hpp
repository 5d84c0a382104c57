// What is remembered of clients: one number each, in a table of fixed size that all workers share.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>

#include "responsum/admit/keyed_hash.hpp"
#include "responsum/admit/rate.hpp"

namespace responsum::admit {

// Safe from any thread. Each client's number stands in one of many shards with a lock of its own that is held for
// some twenty nanoseconds, so workers seldom meet. A place whose client may have all it ever may is free again:
// nothing has to clean up. Where all that could be looked at is taken, the client that is closest to having all
// it may is forgotten, so a flood of addresses costs no memory and helps those most that need it least.
class Tally {
 public:
  static constexpr std::size_t bytes_per_client = 32; // two places, so that there is one where it is looked for

  // For this many clients at once; more are counted less exactly. Throws std::bad_alloc.
  Tally(std::size_t clients, HashSeed seed);

  // A hash to begin a key with: its seed is the table's.
  KeyedHash key() const { return KeyedHash{seed_}; }

  Share take(const Rate& rate, std::uint64_t key, Nanoseconds now_ns);
  // The client has had at least so much, as others know.
  void raise(std::uint64_t key, Nanoseconds arrival, Nanoseconds now_ns);
  // One that was granted is not to count after all.
  void put_back(const Rate& rate, std::uint64_t key);

  std::size_t bytes() const { return places_ * sizeof(Place); }
  // Clients that were forgotten before their time, for want of room.
  std::uint64_t forgotten() const;

 private:
  struct Place {
    std::uint64_t key;   // 0: never used
    Nanoseconds arrival; // past: free
  };
  struct alignas(64) Shard {
    mutable std::mutex mutex;
    std::uint64_t forgotten = 0;
  };
  struct Free {
    void operator()(Place* places) const { std::free(places); } // came from calloc
  };
  static constexpr std::size_t shard_count = 256;
  static constexpr std::size_t most_probes = 32; // places that are looked at for one key

  Shard& shard_of(std::uint64_t key) { return shards_[key >> 56]; }
  Place& place(std::uint64_t key, std::size_t probe);
  Place& find(std::uint64_t key, Nanoseconds now_ns, Shard& shard);

  HashSeed seed_;
  std::size_t places_;
  std::unique_ptr<Place[], Free> table_; // pages of the system that are not touched cost nothing
  std::array<Shard, shard_count> shards_;
};

} // namespace responsum::admit
