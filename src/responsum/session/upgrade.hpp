// A connection that goes on in TLS because a request on it asks for that (RFC 2817).
#pragma once

#include <string>

#include "responsum/exchange/exchange.hpp"
#include "responsum/net/task.hpp"
#include "responsum/session/connection.hpp"
#include "responsum/session/waiting.hpp"

namespace responsum::session {

// Performs the lookup start_tls: agrees to it with 101, and shakes hands. `bytes` are what came behind the request,
// which is the beginning of the handshake; afterwards they are what came behind its end.
net::Async<void> start_tls(Connection& connection, exchange::Exchange& exchange, Waiting& waiting,
                           std::string& bytes);

} // namespace responsum::session
