// What a balancer says of its client before anything else (PROXY protocol 2).
#pragma once

#include <string>

#include "responsum/net/task.hpp"
#include "responsum/session/connection.hpp"

namespace responsum::session {

// Waits for the header that the peer owes; from then on the connection is that client's. What came behind it is left
// in `rest`, unless that is TLS, which the socket then speaks. False: it did not come, or not as it should, and what
// there was of it has been recorded.
net::Async<bool> take_introduction(Connection& connection, std::string& rest);

} // namespace responsum::session
