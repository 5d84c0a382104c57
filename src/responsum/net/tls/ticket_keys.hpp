// Keys of session tickets (RFC 5077 4, RFC 8446 4.6.1). All workers begin with one secret and step it forward with
// the clock, each by itself, so that a ticket of one is good at all the others and nothing is shared while they run.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "responsum/base/clock.hpp"

namespace responsum::net::tls {

struct TicketKey {
  std::array<unsigned char, 16> name;
  std::array<unsigned char, 32> cipher; // AES-256-CBC
  std::array<unsigned char, 32> mac;    // HMAC-SHA-256
};

using TicketSecret = std::array<unsigned char, 32>;

// From the system's random numbers.
TicketSecret make_ticket_secret();

// The secret of an earlier hour cannot be had from the present one: who steals it reads no older tickets.
class TicketKeys {
 public:
  static constexpr base::UnixSeconds lifetime_s = 3600; // of a key; tickets are good for one more

  // `began_s`: when the secret was made, the same for all who hold it.
  TicketKeys(const TicketSecret& secret, base::UnixSeconds began_s);

  // The key that tickets are made with now.
  const TicketKey& current(base::UnixSeconds now_s);
  struct Found {
    const TicketKey* key;
    bool renew; // it is the one before
  };
  std::optional<Found> find(std::span<const unsigned char, 16> name, base::UnixSeconds now_s);

 private:
  void advance(base::UnixSeconds now_s);

  TicketSecret secret_;
  base::UnixSeconds until_s_;
  TicketKey current_;
  std::optional<TicketKey> before_;
};

} // namespace responsum::net::tls
