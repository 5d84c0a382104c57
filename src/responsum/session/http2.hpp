// The loop of an HTTP/2 connection.
#pragma once

#include <string_view>

#include "responsum/net/task.hpp"
#include "responsum/session/connection.hpp"

namespace responsum::session {

// Runs until the connection is to end, and says how. `first`: all that was received, the preface first; it is read
// before the first suspension.
net::Async<Ending> serve_http2(Connection& connection, std::string_view first);

} // namespace responsum::session
