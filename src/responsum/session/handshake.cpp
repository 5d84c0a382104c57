#include "responsum/session/handshake.hpp"

namespace responsum::session {

net::Async<net::Received::Kind> finish_handshake(Connection& c, std::string& bytes) {
  const net::Deadline deadline = c.after(c.limits().head_timeout_ms);
  while (c.socket.tls() != nullptr && !c.socket.tls()->established()) {
    const net::Received received = co_await c.socket.receive_or_established(deadline);
    if (received.kind == net::Received::Kind::bytes)
      bytes.append(received.bytes.data(), received.bytes.size());
    else if (received.kind != net::Received::Kind::established)
      co_return received.kind;
  }
  co_return net::Received::Kind::established;
}

std::string_view why_no_handshake(const Connection& c, bool in_time) {
  if (const net::tls::Engine* tls = c.socket.tls(); tls != nullptr && !tls->failure().empty()) return tls->failure();
  return in_time ? "the client left" : "it took too long";
}

} // namespace responsum::session
