#include "responsum/access/cryptography.hpp"

#include <cstring>
#include <utility>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "responsum/base/assert.hpp"

namespace responsum::access {

Hash sha256(std::string_view octets) {
  Hash hash;
  unsigned length = 0;
  const int done = EVP_Digest(octets.data(), octets.size(), hash.data(), &length, EVP_sha256(), nullptr);
  RESPONSUM_ASSERT(done == 1 && length == hash.size());
  return hash;
}

Hash hmac_sha256(std::span<const std::uint8_t> key, std::string_view octets) {
  Hash hash;
  unsigned length = 0;
  const auto* done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                          reinterpret_cast<const unsigned char*>(octets.data()), octets.size(), hash.data(), &length);
  RESPONSUM_ASSERT(done != nullptr && length == hash.size());
  return hash;
}

std::string hexadecimal(std::span<const std::uint8_t> octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(octets.size() * 2);
  for (const std::uint8_t octet : octets) text += {digits[octet >> 4], digits[octet & 15]};
  return text;
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Secret make_secret() {
  Secret secret;
  const int done = RAND_bytes(secret.data(), static_cast<int>(secret.size()));
  RESPONSUM_ASSERT(done == 1);
  return secret;
}

void wipe(std::string& text) {
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

Marker::Marker(const Secret& key) {
  std::memcpy(key_.data(), key.data(), key_.size());
  EVP_MAC* mac = EVP_MAC_fetch(nullptr, "SIPHASH", nullptr);
  RESPONSUM_ASSERT(mac != nullptr);
  EVP_MAC_CTX* context = EVP_MAC_CTX_new(mac);
  EVP_MAC_free(mac);
  RESPONSUM_ASSERT(context != nullptr);
  context_ = context;
}

Marker::Marker(Marker&& other) noexcept : key_{other.key_}, context_{std::exchange(other.context_, nullptr)} {}

Marker::~Marker() { EVP_MAC_CTX_free(static_cast<EVP_MAC_CTX*>(context_)); }

Marker::Mark Marker::of(std::string_view text) {
  auto* context = static_cast<EVP_MAC_CTX*>(context_);
  std::array<unsigned char, 16> out;
  std::size_t length = 0;
  const bool done = EVP_MAC_init(context, key_.data(), key_.size(), nullptr) == 1 &&
                    EVP_MAC_update(context, reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1 &&
                    EVP_MAC_final(context, out.data(), &length, out.size()) == 1;
  RESPONSUM_ASSERT(done && length == out.size());
  Mark mark;
  std::memcpy(&mark.high, out.data(), sizeof mark.high);
  std::memcpy(&mark.low, out.data() + sizeof mark.high, sizeof mark.low);
  return mark;
}

} // namespace responsum::access
