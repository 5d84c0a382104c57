// Handshakes that requests wait for: those that came before it was done, and are not to be answered before.
#pragma once

#include <string>
#include <string_view>

#include "responsum/net/task.hpp"
#include "responsum/session/connection.hpp"

namespace responsum::session {

// Waits until the handshake is complete, and adds what comes meanwhile to `bytes`. How it ended: `established`, or
// why it never will be.
net::Async<net::Received::Kind> finish_handshake(Connection& connection, std::string& bytes);

// Why there was none, as the record has it. Good as long as the connection.
std::string_view why_no_handshake(const Connection& connection, bool in_time);

} // namespace responsum::session
