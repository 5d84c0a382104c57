// A certificate with its key, shown to the other side. Only this room includes it.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <vector>

#include "responsum/net/tls/context.hpp"
#include "responsum/net/tls/openssl.hpp"

namespace responsum::net::tls {

struct ShownPair {
  std::vector<Certificate> chain; // its own in front
  std::string key_kind;           // "EC"
};

// On all connections of `context` from now on, beside those of another kind of key.
std::expected<ShownPair, Problem> show_pair(const Pair& pair, SSL_CTX& context, OSSL_LIB_CTX* openssl);

// Of the suites of TLS 1.2 those with forward secrecy and authenticated encryption (RFC 9325 4.2). With 128 bits
// first: nobody breaks those either (RFC 8446 9.1), and each octet costs a third less, each handshake the difference
// between two hashes. False: not all of it is there.
bool set_algorithms(SSL_CTX& context, Version least);

// As ALPN writes lists: each with its length in front.
std::vector<unsigned char> protocol_list(std::span<const std::string> protocols);

} // namespace responsum::net::tls
