// Where an upstream can be reached.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "responsum/base/origin.hpp"
#include "responsum/net/address.hpp"

namespace responsum::client {

struct Endpoint {
  std::string text;       // as configured: "http://app.internal:3000"
  std::string host;       // name or numeric address, without brackets; empty: a socket of this machine
  net::Address address{}; // of a host that is one, port 0; none: the name service knows it
  std::uint16_t port = 80;
  std::string socket; // its path, if it is one of this machine
  bool encrypted = false;
  unsigned weight = 1;
  bool backup = false; // only when none of the others is up
  base::Origin origin{};

  bool is_named() const { return socket.empty() && address.family() == net::Address::Family::none; }
  // host[:port] as Host has it.
  std::string authority() const;
};

} // namespace responsum::client
