#include "responsum/session/introduction.hpp"

#include <span>

#include "responsum/codec/proxy_protocol/parser.hpp"
#include "responsum/session/request.hpp"

namespace responsum::session {

namespace {

using codec::h1::Progress;
using codec::proxy_protocol::Family;
using codec::proxy_protocol::Header;
using codec::proxy_protocol::Parser;
using decision::Introduction;
using net::Received;

net::Address source_of(const Header& header) {
  const std::size_t bytes = header.family == Family::ipv4 ? 4 : 16;
  return net::Address::from(std::span{header.source.address}.first(bytes), header.source.port);
}

// Where it says nothing of a client, as when a balancer only looks whether somebody is there, the peer speaks for
// itself.
void introduce(Connection& c, const Header& header) {
  c.facts.introduction = Introduction::made;
  if (!header.addresses_known() || header.transport != codec::proxy_protocol::Transport::stream) return;
  c.socket.speak_for(source_of(header));
  c.trusted = c.context.generation->trusts(c.socket.peer());
}

// An exchange that never became one. That there was no room for it would have been said to a request.
void refuse(Connection& c, std::string_view input, const Parser* parser, std::string_view subject) {
  c.facts.worker_has_room = c.facts.address_below_cap = true;
  const message::Fault fault = parser == nullptr ? message::Fault::none : parser->fault();
  const bool other = parser == nullptr || fault == message::Fault::proxy_header_missing;
  c.facts.introduction = other ? Introduction::missing : Introduction::unsound;
  const Taken taken = refuse_introduction(c, input, fault, parser == nullptr ? 0 : parser->fault_offset(), subject);
  RESPONSUM_ASSERT(taken.after == After::hang_up);
}

std::string_view why_none(Received::Kind kind, bool some) {
  if (kind == Received::Kind::stopping) return "the server was told to end before it";
  if (kind == Received::Kind::timed_out) return some ? "it did not end in time" : "nothing came in time";
  return some ? "the connection ended in the middle of it" : "the connection ended before it";
}

} // namespace

net::Async<bool> take_introduction(Connection& c, std::string& rest) {
  const codec::proxy_protocol::Limits limits{static_cast<std::uint32_t>(c.limits().max_proxy_header_bytes.value)};
  const net::Deadline deadline = c.after(c.limits().head_timeout_ms);
  Header header;
  for (;;) {
    const Received received = co_await c.socket.receive_or_stop(deadline);
    if (received.kind != Received::Kind::bytes) {
      c.facts.head_in_time = received.kind != Received::Kind::timed_out;
      refuse(c, rest, nullptr, why_none(received.kind, !rest.empty()));
      co_return false;
    }
    rest.append(received.bytes.data(), received.bytes.size());
    Parser parser;
    const Progress progress = parser.parse(rest, limits, header);
    if (progress == Progress::faulty) {
      refuse(c, rest, &parser, {});
      co_return false;
    }
    if (progress == Progress::complete) break;
  }
  introduce(c, header);
  rest.erase(0, header.size);
  if (c.certificates != nullptr && (rest.empty() || net::tls::begins_handshake(rest))) {
    c.socket.expect_tls(*c.certificates, rest);
    rest.clear();
  }
  co_return true;
}

} // namespace responsum::session
