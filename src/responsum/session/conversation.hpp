// A request of HTTP/1.1 that takes longer than a turn: its content comes in, an errand is under way, its answer comes
// over time or is to be in TLS, or all of these at once.
#pragma once

#include <cstdint>
#include <string>

#include "responsum/net/task.hpp"
#include "responsum/session/connection.hpp"

namespace responsum::session {

enum class AfterWaiting : std::uint8_t {
  go_on, // answered; `bytes` holds what came behind the request
  close, // answered, and the connection ends with it
  gone,  // the connection is of no use any more
};

// `bytes` begins with a complete head. Takes the request off them.
net::Async<AfterWaiting> serve_waiting(Connection& connection, std::string& bytes);

} // namespace responsum::session
