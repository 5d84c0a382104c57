#include "responsum/session/upgrade.hpp"

#include "responsum/exchange/deliver.hpp"
#include "responsum/session/handshake.hpp"
#include "responsum/session/send.hpp"

namespace responsum::session {

net::Async<void> start_tls(Connection& c, exchange::Exchange& x, Waiting& w, std::string& bytes) {
  c.socket.queue(exchange::deliver_interim(x, decision::Condition::tls_upgraded));
  net::Received::Kind ended = net::Received::Kind::reset;
  const bool agreed = co_await flush_all(c);
  if (agreed) {
    c.certificates = w.generation->certificates;
    c.socket.start_tls(*c.certificates, bytes);
    bytes.clear();
    ended = co_await finish_handshake(c, bytes);
  }
  if (ended == net::Received::Kind::established) {
    w.peer = c.peer(w.address);
  } else {
    x.facts().connection.head_in_time = ended != net::Received::Kind::timed_out;
    x.facts().fault_subject = why_no_handshake(c, x.facts().connection.head_in_time);
  }
  x.tls_started();
}

} // namespace responsum::session
