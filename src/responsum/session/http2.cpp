#include "responsum/session/http2.hpp"

#include <algorithm>
#include <array>

#include "responsum/base/assert.hpp"
#include "responsum/exchange/incoming.hpp"
#include "responsum/field/priority.hpp"
#include "responsum/session/http2_stream.hpp"
#include "responsum/session/request.hpp"
#include "responsum/session/send.hpp"

namespace responsum::session {

namespace {

using codec::h2::HeadLayout;
using codec::h2::StreamId;
using exchange::Exchange;
using net::Received;

// Between the word that no more streams are wanted and the end of them: what is on its way is answered
// (RFC 9113 6.8).
constexpr base::Milliseconds notice_ms = 250;

codec::h2::Settings settings_of(const Limits& limits) {
  return {.max_streams = static_cast<std::uint32_t>(limits.http2_max_streams.value),
          .window_bytes = static_cast<std::uint32_t>(limits.http2_window_bytes.value),
          .max_resets = limits.http2_max_resets.value,
          .max_idle_frames = limits.http2_max_idle_frames.value,
          .max_continuations = static_cast<std::size_t>(limits.http2_max_continuations.value)};
}

// All of the content lies in one piece, which may be none.
bool is_in_memory(const exchange::Delivery& delivery) {
  const auto parts = delivery.answer.parts;
  if (delivery.answer.max_rate != 0 && delivery.answer.is_long()) return false; // it takes its time
  return delivery.feed == nullptr && (parts.empty() || (parts.size() == 1 && parts.front().file_octets == 0));
}
std::string_view content_of(const exchange::Delivery& delivery) {
  return delivery.answer.parts.empty() ? std::string_view{} : delivery.answer.parts.front().bytes;
}

class Http2 final : private codec::h2::Requests, private Http2Streams {
 public:
  explicit Http2(Connection& c)
      : c_{c},
        generation_{c.context.generation},
        server_{settings_of(generation_->limits), generation_->parser, *this, c.context.reactor.turn_memory()},
        active_ms_{c.context.reactor.now().monotonic_ms} {}
  ~Http2();
  Http2(const Http2&) = delete;
  Http2& operator=(const Http2&) = delete;

  // What the client sent.
  void take(std::string_view octets);
  // Queues what is ready to be sent.
  void send() override;
  bool sound() const { return server_.frames() == codec::h2::Frames::sound; }
  bool ended() const { return server_.ended(); }
  bool announced() const { return announced_; }
  // Until when the client may be silent.
  net::Deadline deadline() const;
  // That it is to end: what is on its way is still answered.
  void announce();
  bool stop(Received::Kind why);
  Ending give_up();
  Ending end(Ending how);

 private:
  codec::h2::Stream* request(StreamId id, HeadLayout& layout, bool content_follows) override;
  Connection& connection() override { return c_; }
  codec::h2::Server& server() override { return server_; }

  codec::h2::Stream* answer(StreamId id, HeadLayout& layout, bool faulty, bool content_follows);
  codec::h2::Stream* read(StreamId id, const HeadLayout& layout, bool content_follows);
  void end_if_last();
  void record_end(std::string_view why);

  Connection& c_;
  SharedGeneration generation_; // whose limits the connection has
  codec::h2::Server server_;
  net::List<Http2Stream> fresh_; // of this turn, whose memory their answers are in
  net::List<Http2Stream> streams_;
  std::uint32_t begun_ = 0;      // requests, answered or not
  base::Milliseconds active_ms_; // when a request last came, or something of an answer last went
  bool announced_ = false;       // that the connection is to end
  bool going_away_ = false;
};

Http2::~Http2() {
  for (net::List<Http2Stream>* list : {&fresh_, &streams_}) {
    while (Http2Stream* stream = list->pop_front()) {
      stream->abandon();
      delete stream;
    }
  }
}

// --- Requests ------------------------------------------------------------------------------------------------------

codec::h2::Stream* Http2::request(StreamId id, HeadLayout& layout, bool content_follows) {
  c_.facts.draining = c_.context.reactor.draining();
  c_.began_ms = c_.context.reactor.now().monotonic_ms;
  const auto progress = layout.finish(*c_.context.head, content_follows);
  if (const std::string_view sent = layout.priority(); !sent.empty())
    if (const auto priority = field::parse_priority(sent)) server_.prioritise(id, *priority);
  const bool faulty = progress != codec::h1::Progress::complete;
  ++begun_;
  active_ms_ = c_.began_ms;
  if (!faulty && c_.context.head->announces_content()) return read(id, layout, content_follows);
  return answer(id, layout, faulty, content_follows);
}

// What needs no waiting.
codec::h2::Stream* Http2::answer(StreamId id, HeadLayout& layout, bool faulty, bool content_follows) {
  message::RequestHead& head = *c_.context.head;
  if (!faulty) head.join_repeated(c_.context.bench.arena);
  std::array<char, net::Address::max_host_text> address;
  const exchange::Peer peer = c_.peer(address);
  Exchange x{c_.context.bench, head, peer};
  x.facts().connection = c_.facts;
  if (faulty) {
    head.set_bytes(layout.text().data());
    exchange::supply_fault(x.facts(), exchange::fault_of(layout), layout.text(), c_.limits());
  }
  const exchange::Need need = x.run();
  if (need == exchange::Need::errand) return read(id, layout, content_follows);
  RESPONSUM_ASSERT(need == exchange::Need::nothing);
  exchange::Delivery delivery = exchange::deliver(x, c_.context.explanations, false);
  ++c_.requests;
  const std::uint64_t number = record(c_, x, delivery, {layout.text(), layout.text().size(), c_.began_ms});
  end_if_last();
  if (delivery.answer.hang_up) {
    server_.reset(id, codec::h2::ErrorCode::cancel);
    return nullptr;
  }
  if (is_in_memory(delivery) && !content_follows &&
      server_.answer_at_once(id, status::code(delivery.status), delivery.answer.fields, content_of(delivery))) {
    if (delivery.claim != nullptr) delivery.claim->end(delivery.answer.octets, true);
    return nullptr;
  }
  auto* const stream = new (c_.frame_pool()) Http2Stream{*this, id, content_follows};
  fresh_.push_back(*stream);
  stream->send(std::move(delivery), number);
  return stream;
}

codec::h2::Stream* Http2::read(StreamId id, const HeadLayout& layout, bool content_follows) {
  auto* const stream = new (c_.frame_pool()) Http2Stream{*this, id, content_follows};
  streams_.push_back(*stream);
  stream->read(layout.text(), c_.began_ms);
  end_if_last();
  return stream;
}

// Who has had its last answer, or has no place here, gets no more.
void Http2::end_if_last() {
  const bool has_room = c_.facts.worker_has_room && c_.facts.address_below_cap;
  if (going_away_ || (has_room && !exchange::last_of_connection(begun_ - 1, c_.limits()))) return;
  going_away_ = true;
  server_.go_away(false);
}

// --- The connection ------------------------------------------------------------------------------------------------

void Http2::send() {
  if (!fresh_.empty() || !streams_.empty()) active_ms_ = c_.context.reactor.now().monotonic_ms;
  // What is written has to leave in this turn, however much there is already.
  const std::size_t pending = c_.socket.pending_bytes();
  c_.socket.queue(server_.output(most_pending_bytes - std::min(pending, most_pending_bytes)));
  if (c_.socket.pending_bytes() >= most_pending_bytes) c_.socket.wake(); // the loop then sees it out, and comes again
  while (Http2Stream* stream = fresh_.pop_front()) {
    stream->keep();
    streams_.push_back(*stream);
  }
}

void Http2::take(std::string_view octets) { server_.take(octets, c_.context.reactor.now().monotonic_ms); }

net::Deadline Http2::deadline() const {
  if (announced_ && !going_away_) return c_.context.reactor.after(notice_ms);
  // Whoever only pings, or never ends a head, asks for nothing, and is idle. Streams have time limits of their own;
  // while there are any, this is only for looking again.
  const auto idle_ms = c_.limits().idle_timeout_ms.milliseconds();
  return streams_.empty() ? net::Deadline{active_ms_ + idle_ms} : c_.context.reactor.after(idle_ms);
}

void Http2::announce() {
  announced_ = true;
  server_.go_away(true);
}

// Nothing came. False: there is nobody to talk to any more.
bool Http2::stop(Received::Kind why) {
  if (why != Received::Kind::timed_out) return false;
  const bool noticed = announced_ && !going_away_;
  if (!noticed && (!streams_.empty() || c_.context.reactor.now().monotonic_ms < deadline().at_ms)) return true;
  if (going_away_) return false;
  going_away_ = true;
  server_.go_away(false);
  return true;
}

// The frames broke a rule: an exchange that never became one.
Ending Http2::give_up() {
  c_.facts.frames = server_.frames();
  record_end(server_.trouble());
  return Ending::linger;
}

// As in HTTP/1.1, a connection that never asked for anything may be a fault of the client, and is kept in the record.
Ending Http2::end(Ending how) {
  if (begun_ != 0) return how;
  c_.facts.any_byte_arrived = false;
  record_end({});
  return how;
}

// That there was no room for it would have been said to a request. All that is left ends without an answer.
void Http2::record_end(std::string_view why) {
  c_.facts.worker_has_room = c_.facts.address_below_cap = true;
  const Taken taken = refuse(c_, {}, why);
  RESPONSUM_ASSERT(taken.after == After::hang_up);
}

} // namespace

net::Async<Ending> serve_http2(Connection& c, std::string_view first) {
  const auto http2 = std::make_unique<Http2>(c);
  http2->take(first);
  for (;;) {
    http2->send();
    if (!http2->sound()) co_return http2->give_up();
    if (http2->ended()) co_return http2->end(Ending::linger);
    if (c.socket.pending_bytes() >= most_pending_bytes) {
      const bool flushed = co_await flush_all(c);
      if (!flushed) co_return Ending::at_once;
      continue;
    }
    if (c.context.reactor.draining() && !http2->announced()) {
      http2->announce();
      continue;
    }
    // Streams send at other times too: what the socket had no room for then follows when it has.
    const Received received = co_await c.socket.receive_or_woken(http2->deadline());
    if (received.kind == Received::Kind::bytes) {
      http2->take({received.bytes.data(), received.bytes.size()});
    } else if (received.kind != Received::Kind::woken && !http2->stop(received.kind)) {
      // Who sends nothing more may still read: what has been answered leaves first.
      const bool reads = received.kind == Received::Kind::end;
      if (reads) co_await flush_all(c);
      co_return http2->end(Ending::at_once);
    }
  }
}

} // namespace responsum::session
