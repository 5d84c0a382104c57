#include "responsum/session/content.hpp"

#include <array>
#include <memory>

#include "responsum/codec/h1/content.hpp"
#include "responsum/session/request.hpp"
#include "responsum/session/send.hpp"

namespace responsum::session {

namespace {

using codec::h1::BodyFraming;
using codec::h1::ContentReader;
using codec::h1::ContentState;
using exchange::Exchange;
using exchange::Need;

// All that a request needs over several turns, when the worker's scratch serves others. Made for requests with content only.
struct Waiting {
  explicit Waiting(Connection& c)
      : generation{c.context.generation},
        peer{c.socket.peer().host(address), c.trusted},
        bench{.arena = arena,
              .now = c.context.bench.now,
              .turn = c.context.bench.turn,
              .recorder = c.context.bench.recorder,
              .date = c.context.bench.date,
              .table = &generation->table,
              .server_field = generation->server_field,
              .default_profile = generation->default_profile} {}

  std::shared_ptr<Generation> generation; // the one that the request began with
  base::Arena arena{16 * 1024};
  std::array<char, net::Address::max_host_text> address;
  exchange::Peer peer;
  exchange::Workbench bench;
  std::string head_bytes;
  message::RequestHead head;
  ContentReader reader;
  std::uint64_t taken = 0; // octets of head and content
  base::Milliseconds began_ms = 0;
};

enum class Reading : std::uint8_t { done, end, slow, malformed, too_large };

// Takes content off `bytes` as far as it goes.
std::optional<Reading> take_content(Waiting& w, std::string& bytes, std::uint64_t most) {
  std::string_view rest = bytes;
  std::optional<Reading> result;
  while (!result) {
    const auto step = w.reader.read(rest);
    rest.remove_prefix(step.consumed);
    w.taken += step.consumed;
    if (step.state == ContentState::done)
      result = Reading::done;
    else if (step.state == ContentState::faulty)
      result = Reading::malformed;
    else if (w.reader.received() > most)
      result = Reading::too_large;
    else if (step.state == ContentState::more)
      break;
  }
  bytes.erase(0, bytes.size() - rest.size());
  return result;
}

bool too_slow(const Connection& c, const Waiting& w) {
  const std::uint64_t rate = c.limits().min_rate_bytes_per_second;
  const base::Milliseconds elapsed = c.context.reactor.now().monotonic_ms - w.began_ms;
  return rate != 0 && elapsed > 1000 && w.taken * 1000 < rate * static_cast<std::uint64_t>(elapsed);
}

// Reads to the end of the content, at most `most` octets of it, and keeps none: no resource here wants it.
net::Async<Reading> read_content(Connection& c, Waiting& w, std::string& bytes, std::uint64_t most) {
  w.began_ms = c.context.reactor.now().monotonic_ms;
  for (;;) {
    if (const auto result = take_content(w, bytes, most)) co_return *result;
    const net::Received received = co_await c.socket.receive(c.after(c.limits().content_timeout_ms));
    if (received.kind == net::Received::Kind::timed_out) co_return Reading::slow;
    if (received.kind != net::Received::Kind::bytes) co_return Reading::end;
    bytes.append(received.bytes.data(), received.bytes.size());
    if (too_slow(c, w)) co_return Reading::slow;
  }
}

void supply(decision::Facts& facts, Reading reading, const Waiting& w, const Limits& limits) {
  facts.content.whole = reading != Reading::end;
  facts.content.in_time = reading != Reading::slow;
  facts.content.sound = reading != Reading::malformed;
  facts.content.fits = reading != Reading::too_large;
  if (reading == Reading::slow) facts.limit = &limits.content_timeout_ms;
  if (reading == Reading::too_large) facts.limit = &limits.max_content_bytes;
  if (reading == Reading::malformed) {
    facts.content_fault = w.reader.fault();
    facts.fault_offset = static_cast<std::uint32_t>(w.reader.fault_offset());
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
  w->reader = ContentReader{BodyFraming::of(w->head)};
  c.parser.start(c.context.head);

  Exchange x{w->bench, w->head, w->peer};
  x.facts().connection = c.facts;
  bool was_read = false;
  bool awaited = false; // the client waits for 100 and does not get it
  for (Need need = x.run(); need != Need::nothing; need = x.run()) {
    x.hold();
    if (need == Need::send_continue) {
      // Content that is already here says that nobody waits.
      if (bytes.empty()) {
        c.socket.queue(exchange::deliver_interim(c.context.bench, decision::Condition::content_wanted, x.profile()));
        x.facts().content.continue_sent = true;
      }
      x.facts().learned(decision::Lookup::send_continue);
    } else {
      const Reading reading = co_await read_content(c, *w, bytes, w->generation->limits.max_content_bytes);
      supply(x.facts(), reading, *w, c.limits());
      x.facts().learned(decision::Lookup::read_content);
      was_read = reading == Reading::done;
    }
  }

  // What was refused before its content came: read on if it is little and on its way, or end the connection.
  awaited = !was_read && w->head.sent(message::Field::expect);
  const bool little = !w->head.chunked && w->head.content_length <= c.limits().max_discarded_bytes;
  const bool discards = !was_read && !awaited && (little || w->head.chunked);
  const bool close = c.facts.draining || (!was_read && !discards);
  const exchange::Delivery delivery = exchange::deliver(x, c.context.explanations, close);
  ++c.requests;
  c.last_record = record(c, x, delivery.status, delivery.answer, w->taken, w->head_bytes) + 1;
  exchange::Answer answer = delivery.answer;
  bool sent = !answer.hang_up;
  if (sent && answer.needs_file()) {
    sent = co_await send_answer(c, answer);
  } else if (sent) {
    queue(c.socket, answer);
    const net::Flushed flushed = co_await c.socket.flush(c.after(c.limits().write_timeout_ms));
    sent = flushed.kind == net::Flushed::Kind::done;
  }
  x.release_held();
  if (!sent) co_return AfterContent::gone;
  if (answer.close) co_return AfterContent::close;
  if (discards) {
    const Reading rest = co_await read_content(c, *w, bytes, c.limits().max_discarded_bytes);
    if (rest != Reading::done) co_return AfterContent::close;
  }
  co_return AfterContent::go_on;
}

} // namespace responsum::session
