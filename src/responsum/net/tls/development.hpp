// A certificate for trying things out: nobody trusts it, and it says so.
#pragma once

#include <span>
#include <string>

#include "responsum/base/clock.hpp"

namespace responsum::net::tls {

struct PemPair {
  std::string certificate;
  std::string key;
};

enum class KeyKind : std::uint8_t { p_256, rsa_2048 };

// Signed by itself, for these DNS names and addresses, good from a day ago for `days`.
PemPair make_development_certificate(std::span<const std::string> names, base::UnixSeconds now_s, int days = 90,
                                     KeyKind kind = KeyKind::p_256);

} // namespace responsum::net::tls
