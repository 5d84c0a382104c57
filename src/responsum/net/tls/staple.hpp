// OCSP staples (RFC 6066 8, RFC 6960): what an authority says of a certificate, sent along with it.
#pragma once

#include <expected>
#include <string>

#include "responsum/base/clock.hpp"
#include "responsum/net/tls/openssl.hpp"

namespace responsum::net::tls {

struct Staple {
  std::string octets; // DER
  base::UnixSeconds this_update_s = 0;
  base::UnixSeconds next_update_s = 0; // 0: it does not say
  bool revoked = false;

  // RFC 6960 4.2.2.1: what is older is not to be believed, so it is not sent.
  bool is_current(base::UnixSeconds now_s) const { return next_update_s == 0 || now_s < next_update_s; }
};

// One that is about `certificate`, which `issuer` has signed. The error is a sentence.
std::expected<Staple, std::string> read_staple(std::string octets, const X509& certificate, X509& issuer);

} // namespace responsum::net::tls
