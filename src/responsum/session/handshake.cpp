#include "responsum/session/handshake.hpp"

namespace responsum::session {

net::Async<net::Received::Kind> finish_handshake(Connection& c, std::string& bytes) {
  const net::Deadline deadline = c.after(c.limits().head_timeout_ms);
  while (c.is_early()) {
    const net::Received received = co_await c.socket.receive_or_established(deadline);
    if (received.kind == net::Received::Kind::bytes)
      bytes.append(received.bytes.data(), received.bytes.size());
    else if (received.kind != net::Received::Kind::established)
      co_return received.kind;
  }
  co_return net::Received::Kind::established;
}

} // namespace responsum::session
