#include "responsum/session/content.hpp"

#include <memory>

#include "responsum/codec/h1/content.hpp"
#include "responsum/exchange/incoming.hpp"
#include "responsum/session/handshake.hpp"
#include "responsum/session/request.hpp"
#include "responsum/session/send.hpp"
#include "responsum/session/waiting.hpp"

namespace responsum::session {

namespace {

using codec::h1::BodyFraming;
using codec::h1::ContentReader;
using exchange::ContentEnd;
using exchange::Exchange;
using exchange::Need;

// Takes content off `bytes` as far as it goes.
std::optional<ContentEnd> take_content(Waiting& w, ContentReader& reader, std::string& bytes, std::uint64_t most) {
  std::string_view rest = bytes;
  const auto end = exchange::take_content(reader, rest, most);
  w.taken += bytes.size() - rest.size();
  bytes.erase(0, bytes.size() - rest.size());
  return end;
}

// Reads to the end of the content, at most `most` octets of it, and keeps none: no resource here wants it.
net::Async<ContentEnd> read_content(Connection& c, Waiting& w, ContentReader& reader, std::string& bytes,
                                    std::uint64_t most) {
  w.began_ms = c.context.reactor.now().monotonic_ms;
  for (;;) {
    if (const auto end = take_content(w, reader, bytes, most)) co_return *end;
    const net::Received received = co_await c.socket.receive(c.after(c.limits().content_timeout_ms));
    if (received.kind == net::Received::Kind::timed_out) co_return ContentEnd::slow;
    if (received.kind != net::Received::Kind::bytes) co_return ContentEnd::cut;
    bytes.append(received.bytes.data(), received.bytes.size());
    if (too_slow(c, w.taken, w.began_ms)) co_return ContentEnd::slow;
  }
}

} // namespace

net::Async<AfterContent> serve_with_content(Connection& c, std::string& bytes) {
  const auto w = std::make_unique<Waiting>(c);
  const std::uint32_t head_size = c.context.head.size;
  w->head_bytes = bytes.substr(0, head_size);
  bytes.erase(0, head_size);
  w->taken = head_size;
  codec::h1::RequestParser parser;
  parser.start(w->head);
  parser.parse(w->head_bytes, w->generation->parser, w->head);
  w->head.join_repeated(w->arena);
  ContentReader reader{BodyFraming::of(w->head)};

  Exchange x{w->bench, w->head, w->peer};
  x.facts().connection = c.facts_now();
  bool was_read = false;
  for (Need need = x.run(); need != Need::nothing; need = x.run()) {
    x.hold();
    if (need == Need::finish_handshake) {
      co_await finish_handshake(c, bytes);
      x.facts().connection.early = c.is_early(); // the rest of the walk says what becomes of one that failed
      x.facts().learned(decision::Lookup::finish_handshake);
    } else if (need == Need::send_continue) {
      // Content that is already here says that nobody waits.
      if (bytes.empty()) {
        c.socket.queue(exchange::deliver_interim(c.context.bench, decision::Condition::content_wanted, x.profile()));
        x.facts().content.continue_sent = true;
      }
      x.facts().learned(decision::Lookup::send_continue);
    } else {
      const Limits& limits = w->generation->limits;
      const ContentEnd end = co_await read_content(c, *w, reader, bytes, limits.max_content_bytes);
      exchange::supply_content(x.facts(), end, exchange::fault_of(reader, end), limits);
      x.facts().learned(decision::Lookup::read_content);
      was_read = end == ContentEnd::whole;
    }
  }

  // What was refused before its content came: read on if it is little and on its way, or end the connection.
  const bool discards = !was_read && exchange::discards_content(w->head, c.limits());
  const bool last = exchange::last_of_connection(c.requests, c.limits());
  const bool close = c.facts.draining || last || (!was_read && !discards);
  const exchange::Delivery delivery = exchange::deliver(x, c.context.explanations, close);
  ++c.requests;
  c.last_record = record(c, x, delivery, {w->head_bytes, w->taken, c.began_ms});
  exchange::Answer answer = delivery.answer;
  bool sent = !answer.hang_up;
  if (delivery.feed != nullptr) {
    sent = co_await send_feed(c, answer.head, delivery.chunked, *delivery.feed);
  } else if (sent && answer.is_long()) {
    sent = co_await send_answer(c, answer);
  } else if (sent) {
    queue(c.socket, answer);
    sent = co_await flush_all(c);
  }
  if (!sent) co_return AfterContent::gone;
  if (answer.close) co_return AfterContent::close;
  if (discards) {
    const ContentEnd end = co_await read_content(c, *w, reader, bytes, c.limits().max_discarded_bytes);
    if (end != ContentEnd::whole) co_return AfterContent::close;
  }
  co_return AfterContent::go_on;
}

} // namespace responsum::session
