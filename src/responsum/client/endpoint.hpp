// Where an upstream can be reached.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "responsum/base/origin.hpp"
#include "responsum/net/address.hpp"
#include "responsum/net/tls/client_context.hpp"

namespace responsum::client {

// What is spoken to an endpoint.
enum class Protocol : std::uint8_t {
  http1,
  negotiated, // in TLS: what both prefer of HTTP/2 and HTTP/1.1
  http2,
  fastcgi,
  cgi, // to a program that is started for the request
};

struct Endpoint {
  std::string text;       // as configured: "http://app.internal:3000"
  std::string host;       // name or numeric address, without brackets; empty: a socket of this machine
  net::Address address{}; // of a host that is one, port 0; none: the name service knows it
  std::uint16_t port = 80;
  std::string socket;     // its path, if it is one of this machine
  bool encrypted = false; // in TLS
  Protocol protocol = Protocol::http1;
  unsigned weight = 1;
  bool backup = false; // only when none of the others is up
  base::Origin origin{};

  // What is there is told parameters in place of a head (RFC 3875).
  bool is_script() const { return protocol == Protocol::fastcgi || protocol == Protocol::cgi; }
  bool is_named() const {
    return protocol != Protocol::cgi && socket.empty() && address.family() == net::Address::Family::none;
  }
  // host[:port] as Host has it; "localhost" where there is no host.
  std::string authority() const;
};

// How connections to endpoints of an upstream are encrypted, where they are.
struct Encryption {
  net::tls::SharedClientContext context{}; // null: they cannot be
  std::string server_name{};               // that certificates have to be for; empty: the host
};

} // namespace responsum::client
