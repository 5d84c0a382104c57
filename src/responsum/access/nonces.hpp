// Nonces of Digest (RFC 7616 3.3, 5.4): a time and a random number with a keyed hash over both, so that none has to
// be kept until it is used; and of those that were used, how often.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "responsum/access/cryptography.hpp"
#include "responsum/base/clock.hpp"

namespace responsum::access {

enum class NonceState : std::uint8_t {
  good,
  foreign,  // we never gave it out
  stale,    // too old, or too long ago to be remembered
  repeated, // the count was used before
};

// One for all workers: a count may be used once, whichever of them it reaches. Safe to call from any thread.
class Nonces {
 public:
  static constexpr std::size_t most = 65'536; // in use at a time; of more the oldest are stale

  explicit Nonces(const Secret& key = make_secret()) : key_{key} {}

  std::string make(std::string_view realm, base::UnixSeconds now_s);
  // Counts the use: once for each `count`. `lifetime_s` since it was made it is good for.
  NonceState use(std::string_view nonce, std::string_view realm, std::uint32_t count, base::UnixSeconds now_s,
                 base::UnixSeconds lifetime_s);

 private:
  // RFC 7616 3.4: counts may arrive out of order, over several connections.
  struct Used {
    std::uint32_t highest = 0;
    std::uint64_t before = 0; // bit n: highest - n was used
    base::UnixSeconds made_s = 0;
  };
  static bool count_use(Used& used, std::uint32_t count);
  void forget(base::UnixSeconds now_s, base::UnixSeconds lifetime_s);

  Secret key_;
  std::mutex mutex_;
  std::unordered_map<std::string, Used> used_;
  base::UnixSeconds forgotten_s_ = 0; // of nonces made at this time or before some were forgotten
};

} // namespace responsum::access
