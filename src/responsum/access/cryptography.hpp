// What this room asks of the cryptographic library.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace responsum::access {

using Hash = std::array<std::uint8_t, 32>;
using Secret = std::array<std::uint8_t, 32>;

Hash sha256(std::string_view octets);
Hash hmac_sha256(std::span<const std::uint8_t> key, std::string_view octets);
// Both digits of each octet, in lower case.
std::string hexadecimal(std::span<const std::uint8_t> octets);
// Takes as long for all texts of one length.
bool same_secret(std::string_view a, std::string_view b);
// Aborts when the system has no randomness.
Secret make_secret();
// Overwrites it in a way that no compiler leaves out.
void wipe(std::string& text);

inline std::string_view as_text(std::span<const std::uint8_t> octets) {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}
inline std::span<const std::uint8_t> as_octets(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// A keyed hash that is quick over short texts (SipHash-2-4, 128 bits): whoever does not know the key finds no two
// texts with the same mark. Belongs to one thread.
class Marker {
 public:
  struct Mark {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    friend bool operator==(const Mark&, const Mark&) = default;
  };

  explicit Marker(const Secret& key);
  Marker(Marker&& other) noexcept;
  Marker& operator=(Marker&&) = delete;
  ~Marker();
  Mark of(std::string_view text);

 private:
  std::array<std::uint8_t, 16> key_;
  void* context_; // EVP_MAC_CTX
};

} // namespace responsum::access
