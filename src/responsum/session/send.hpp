// Long answers: head, then part by part, as the client takes them.
#pragma once

#include "responsum/exchange/answer.hpp"
#include "responsum/net/task.hpp"
#include "responsum/session/connection.hpp"

namespace responsum::session {

// False: the connection is of no use any more, because the client went or because the file was no longer what the
// head said. Then it has been reset, so that nobody takes what came for the whole (RFC 9112 8), and the record says
// `truncated`.
net::Async<bool> send_answer(Connection& connection, exchange::Answer answer);

} // namespace responsum::session
