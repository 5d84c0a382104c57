#include "responsum/net/tls/ticket_keys.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "responsum/base/assert.hpp"

namespace responsum::net::tls {

namespace {

// HMAC-SHA-256 of `use` under the secret: one secret, as many keys as there are uses.
std::array<unsigned char, 32> derive(const TicketSecret& secret, std::string_view use) {
  std::array<unsigned char, 32> key;
  unsigned length = 0;
  const auto* text = reinterpret_cast<const unsigned char*>(use.data());
  const unsigned char* done =
      HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), text, use.size(), key.data(), &length);
  RESPONSUM_ASSERT(done != nullptr && length == key.size());
  return key;
}

TicketKey keys_of(const TicketSecret& secret) {
  TicketKey key;
  const auto name = derive(secret, "name");
  std::ranges::copy_n(name.begin(), static_cast<std::ptrdiff_t>(key.name.size()), key.name.begin());
  key.cipher = derive(secret, "cipher");
  key.mac = derive(secret, "mac");
  return key;
}

} // namespace

TicketSecret make_ticket_secret() {
  TicketSecret secret;
  const int done = RAND_bytes(secret.data(), static_cast<int>(secret.size()));
  RESPONSUM_ASSERT(done == 1);
  return secret;
}

TicketKeys::TicketKeys(const TicketSecret& secret, base::UnixSeconds began_s)
    : secret_{secret}, until_s_{began_s + lifetime_s}, current_{keys_of(secret)} {}

void TicketKeys::advance(base::UnixSeconds now_s) {
  while (now_s >= until_s_) {
    secret_ = derive(secret_, "next");
    until_s_ += lifetime_s;
    before_ = std::exchange(current_, keys_of(secret_));
  }
}

const TicketKey& TicketKeys::current(base::UnixSeconds now_s) {
  advance(now_s);
  return current_;
}

std::optional<TicketKeys::Found> TicketKeys::find(std::span<const unsigned char, 16> name, base::UnixSeconds now_s) {
  advance(now_s);
  if (std::ranges::equal(name, current_.name)) return Found{&current_, false};
  if (before_ && std::ranges::equal(name, before_->name)) return Found{&*before_, true};
  return std::nullopt;
}

} // namespace responsum::net::tls
