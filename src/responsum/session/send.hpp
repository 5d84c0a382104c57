// Long answers as the client takes them: head, then part by part; or what a feed says, as it comes.
#pragma once

#include "responsum/exchange/answer.hpp"
#include "responsum/net/task.hpp"
#include "responsum/session/connection.hpp"

namespace responsum::session {

// False: the connection is of no use any more, because the client went or because the file was no longer what the
// head said. Then it has been reset, so that nobody takes what came for the whole (RFC 9112 8), and the record says
// `truncated`.
net::Async<bool> send_answer(Connection& connection, exchange::Answer answer);

// What is queued can be left to the end of the turn: it is about as much as the kernel has room for.
inline bool leaves_with_turn(const Connection& connection) {
  constexpr std::size_t taken_at_once = 64 * 1024;
  return !connection.socket.has_backlog() && connection.socket.pending_bytes() <= taken_at_once;
}

// Sends what is queued, as long as the client takes some of it within each Limits::write_timeout_ms. False: it did
// not, or went.
net::Async<bool> flush_all(Connection& connection);

// The head, then what the feed says, until it or the client has had enough, or the worker drains: then what was sent
// ends as it should. False: the client went, or took too long (Limits::event_stream_timeout_ms), and the connection
// has been reset. What the client sends meanwhile is not listened to (RFC 9112 9.6).
net::Async<bool> send_feed(Connection& connection, std::string_view head, bool chunked, resource::Feed& feed);

} // namespace responsum::session
