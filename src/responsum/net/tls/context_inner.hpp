// What context.cpp and engine.cpp share of a context.
#pragma once

#include <unordered_map>

#include "responsum/net/tls/context.hpp"
#include "responsum/net/tls/openssl.hpp"
#include "responsum/net/tls/shared.hpp"
#include "responsum/net/tls/staple.hpp"

namespace responsum::net::tls {

struct Context::Inner {
  // A library context of its own: OpenSSL 3.0 takes locks on the one that all threads share.
  LibraryContext openssl;
  Shared shared;
  struct Shown {
    std::string name;
    SslContext ssl;
    bool asks_clients = false;
    std::vector<std::string> covered{}; // names in its certificates
  };
  std::vector<Shown> identities; // as in the settings
  std::vector<CertificateFacts> certificates;
  std::unordered_map<const X509*, Staple> staples;      // by the certificate that they go with
  std::unordered_map<std::string, std::size_t> by_name; // names with their wildcard, to identities
  std::vector<unsigned char> protocols;                 // as ALPN writes lists: each with its length in front
  std::vector<unsigned char> protocols_after_upgrade;   // likewise
  Cipher ticket_cipher;                                 // looked up once: each look-up takes locks
  TicketKeys tickets;
  bool takes_early; // octets before the handshake is done
  const base::Now& now;

  std::size_t identity_for(std::string_view server_name) const;
};

} // namespace responsum::net::tls
