// How often each address has failed to say who it is, lately. Guessing passwords is slow for whoever is counted.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <unordered_map>

#include "responsum/base/clock.hpp"
#include "responsum/net/address.hpp"

namespace responsum::access {

// One for all workers, and it lasts over reloads. Safe to call from any thread. Of IPv6 the first 64 bits count: who
// has one address there has all of them.
class Failures {
 public:
  static constexpr std::size_t most = 65'536; // addresses at a time; of more those longest ago are forgotten

  // Seconds until the address may try again; 0: it may now.
  std::uint64_t wait_s(const net::Address& address, base::UnixSeconds now_s, std::uint64_t max_failures,
                       std::uint64_t window_s);
  void add(const net::Address& address, base::UnixSeconds now_s, std::uint64_t window_s);

 private:
  struct Key {
    std::array<std::uint8_t, 9> octets{}; // how many of them count, and those
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  struct Count {
    base::UnixSeconds began_s = 0; // the first of those that count
    std::uint64_t failures = 0;
  };
  static Key key_of(const net::Address& address);
  void forget(base::UnixSeconds now_s, std::uint64_t window_s);

  std::mutex mutex_;
  std::unordered_map<Key, Count, KeyHash> counts_;
};

} // namespace responsum::access
