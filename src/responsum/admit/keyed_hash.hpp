// SipHash-1-3: whoever does not know the seed cannot choose keys that fall together.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace responsum::admit {

struct HashSeed {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
};

class KeyedHash {
 public:
  explicit constexpr KeyedHash(const HashSeed& seed)
      : v_{0x736f6d6570736575u ^ seed.first, 0x646f72616e646f6du ^ seed.second, 0x6c7967656e657261u ^ seed.first,
           0x7465646279746573u ^ seed.second} {}

  KeyedHash& add(std::uint64_t word) {
    v_[3] ^= word;
    round();
    v_[0] ^= word;
    return *this;
  }
  // With its length, so that neighbours do not run into each other.
  KeyedHash& add(std::string_view bytes) {
    const std::uint64_t size = bytes.size();
    for (; bytes.size() >= sizeof(std::uint64_t); bytes.remove_prefix(sizeof(std::uint64_t))) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes.data(), sizeof word);
      add(word);
    }
    std::uint64_t last = size << 56;
    std::memcpy(&last, bytes.data(), bytes.size()); // at most seven
    return add(last);
  }
  std::uint64_t value() {
    v_[2] ^= 0xff;
    round();
    round();
    round();
    return v_[0] ^ v_[1] ^ v_[2] ^ v_[3];
  }

 private:
  void round() {
    v_[0] += v_[1];
    v_[1] = std::rotl(v_[1], 13) ^ v_[0];
    v_[0] = std::rotl(v_[0], 32);
    v_[2] += v_[3];
    v_[3] = std::rotl(v_[3], 16) ^ v_[2];
    v_[0] += v_[3];
    v_[3] = std::rotl(v_[3], 21) ^ v_[0];
    v_[2] += v_[1];
    v_[1] = std::rotl(v_[1], 17) ^ v_[2];
    v_[2] = std::rotl(v_[2], 32);
  }

  std::uint64_t v_[4];
};

} // namespace responsum::admit
