// What context.cpp and engine.cpp share of a context.
#pragma once

#include <unordered_map>

#include "responsum/net/tls/context.hpp"
#include "responsum/net/tls/openssl.hpp"
#include "responsum/net/tls/staple.hpp"

namespace responsum::net::tls {

struct Context::Inner {
  // A library context of its own: OpenSSL 3.0 takes locks on the one that all threads share.
  LibraryContext openssl;
  BioMethod wire; // of the engines; see engine.cpp
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
  // Scratch of the engines, one after the other: what one has written is sent or copied before the next is asked.
  std::string output;
  std::string sent;
  std::string record;
  std::size_t handshakes = 0; // begun and not done

  std::size_t identity_for(std::string_view server_name) const;
};

// engine.cpp
BioMethod make_wire_method();
bool is_upgraded(const SSL* ssl);
void note_alert(const SSL* ssl, int where, int value); // as SSL_CTX_set_info_callback() wants it

} // namespace responsum::net::tls
