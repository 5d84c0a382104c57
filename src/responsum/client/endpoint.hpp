// Where an upstream can be reached.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "responsum/base/origin.hpp"

namespace responsum::client {

struct Endpoint {
  std::string text; // as configured: "http://app.internal:3000"
  std::string host; // name or numeric address, without brackets; empty: a socket of this machine
  std::uint16_t port = 80;
  std::string socket; // its path, if it is one of this machine
  bool encrypted = false;
  unsigned weight = 1;
  bool backup = false; // only when none of the others is up
  base::Origin origin{};

  // host[:port] as Host has it.
  std::string authority() const;
};

} // namespace responsum::client
