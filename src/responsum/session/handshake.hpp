// A request that came before the handshake was done, and is not to be answered before.
#pragma once

#include <string>

#include "responsum/net/task.hpp"
#include "responsum/session/connection.hpp"

namespace responsum::session {

// Waits until the handshake is complete, and adds what comes meanwhile to `bytes`. How it ended: `established`, or
// why it never will be.
net::Async<net::Received::Kind> finish_handshake(Connection& connection, std::string& bytes);

} // namespace responsum::session
