#include "responsum/client/connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "responsum/base/assert.hpp"
#include "responsum/base/writer.hpp"
#include "responsum/client/pool.hpp"
#include "responsum/client/reading.hpp"
#include "responsum/codec/h1/response_parser.hpp"
#include "responsum/codec/h1/response_writer.hpp"
#include "responsum/codec/h1/trailers.hpp"

namespace responsum::client {

using codec::h1::BodyFraming;
using codec::h1::ContentState;
using codec::h1::Progress;
using net::Received;

namespace {

// Pieces that are shorter wait for the end of the turn, together with what else there is to send.
constexpr std::size_t worth_sending_bytes = 16 * 1024;

} // namespace

Connection::Connection(net::Reactor& reactor, Pool& pool, Call& first)
    : reactor_{reactor}, pool_{&pool}, introduction_{first.introduction()}, by_http1_{pool.by_http1(first)} {
  if (pool.endpoint().is_script()) script_ = std::make_unique<Script>(pool.endpoint().protocol == Protocol::cgi);
  pool.came(*this);
  join(first);
}

Connection::~Connection() {
  if (is_program() && script_->program != nullptr) script_->program->leave();
  if (pool_ != nullptr) pool_->gone(*this, idle_);
}

net::Task Connection::run(net::Reactor& reactor, Pool& pool, Call& first) {
  Connection c{reactor, pool, first};
  bool good = co_await c.open();
  while (good) {
    if (c.http2_)
      good = co_await c.carry_streams();
    else
      good = co_await c.carry();
  }
}

// --- Calls ---------------------------------------------------------------------------------------------------------

void Connection::join(Call& call) {
  waiting_.push_back(&call);
  call.on_begun(*this);
  call.clock().enter(making_, now_ms());
}

void Connection::begin(Call& call) {
  const bool reused = calls_ != 0;
  ++calls_;
  if (http2_) return http2_->begin(call, address_, reused);
  call_ = &call;
  call.on_begun(*this);
  call.on_connected(address_, reused, false);
  head_sent_ = last_chunk_sent_ = answering_ = head_taken_ = tunnel_ = stays_ = reusable_ = false;
  interims_ = response_offset_ = 0;
  if (script_) script_->begin();
  unsent_ = 0;
  received_.clear();
  trailers_.clear();
  progress_ms_ = now_ms();
  enter(HopPhase::send);
  socket_->wake();
}

void Connection::go_on(Call&) {
  if (made_) socket_->wake();
}

void Connection::abandon(Call& call) {
  call.clock().leave(now_ms());
  if (!made_) {
    std::erase(waiting_, &call);
    return;
  }
  call_ = nullptr;
  reusable_ = false;
  socket_->abort();
  socket_->wake();
}

void Connection::retire() {
  leaving_ = true;
  socket_->wake();
}

void Connection::leave() {
  pool_ = nullptr;
  leaving_ = true;
  if (resolving_ != nullptr) resolving_->give_up();
  if (socket_) socket_->wake();
}

// --- HTTP/2 --------------------------------------------------------------------------------------------------------

bool Connection::is_spent() const {
  if (leaving_ || pool_ == nullptr || http2_->leaves()) return true;
  const std::uint64_t most = pool_->limits().max_requests_per_connection;
  return most != 0 && calls_ >= most;
}

bool Connection::takes_streams() const { return http2_ && !is_spent() && http2_->can_begin(); }

void Connection::on_stream_ended() {
  if (pool_ != nullptr) pool_->stream_ended();
}

void Connection::on_http1_wanted() {
  if (pool_ != nullptr) pool_->want_http1();
}

// As long as there are streams, or there may be. Returns false.
net::Async<bool> Connection::carry_streams() {
  while (!http2_->failed() && (http2_->streams() != 0 || !is_spent())) {
    http2_->send();
    constexpr base::Milliseconds day_ms = 24 * 60 * 60 * 1000; // streams have time limits of their own
    const bool idle = http2_->streams() == 0;
    const base::Milliseconds limit_ms = idle ? pool_->limits().idle_timeout_ms.milliseconds() : day_ms;
    const Received received = co_await socket_->receive_or_woken(reactor_.after(limit_ms));
    take_streams(received);
  }
  http2_->go_away();
  constexpr base::Milliseconds farewell_ms = 1000;
  co_await socket_->flush_and_close(reactor_.after(farewell_ms));
  co_return false;
}

void Connection::take_streams(const Received& received) {
  switch (received.kind) {
  case Received::Kind::bytes: http2_->take({received.bytes.data(), received.bytes.size()}); break;
  case Received::Kind::woken: break;
  case Received::Kind::timed_out: leaving_ = leaving_ || http2_->streams() == 0; break;
  case Received::Kind::unsound: http2_->fail_all(tls_failure()); break;
  case Received::Kind::end:
  case Received::Kind::stalled:
  case Received::Kind::stopping:
  case Received::Kind::established:
  case Received::Kind::reset: http2_->fail_all({.end = HopEnd::closed, .error = received.error}); break;
  }
}

// --- HTTP/1.1 ------------------------------------------------------------------------------------------------------

// Carries one call, or waits for it. False: the connection is of no use any more.
net::Async<bool> Connection::carry() {
  while (call_ == nullptr) {
    const Received received =
        co_await socket_->receive_or_woken(reactor_.after(pool_->limits().idle_timeout_ms.milliseconds()));
    const bool woken = received.kind == Received::Kind::woken;
    if (leaving_) co_return false;
    if (woken) continue;
    // What comes unasked is no answer to anything (RFC 9112 9.2), and a call that was about to begin has not been
    // sent.
    reusable_ = false;
    fail({.end = HopEnd::closed});
    co_return false;
  }
  while (call_ != nullptr) {
    if (is_program() && script_->program == nullptr) {
      drain_program();
      break;
    }
    send_request();
    Received received;
    if (reads())
      received = co_await socket_->receive_or_woken(next_look());
    else
      received = co_await socket_->woken(next_look());
    switch (received.kind) {
    case Received::Kind::bytes:
      progress_ms_ = now_ms();
      if (call_ != nullptr) take({received.bytes.data(), received.bytes.size()});
      break;
    case Received::Kind::end: peer_ended(); break;
    case Received::Kind::timed_out: expired(); break;
    case Received::Kind::woken: break;
    case Received::Kind::unsound: fail(tls_failure()); break;
    case Received::Kind::stalled:
    case Received::Kind::stopping:
    case Received::Kind::established:
    case Received::Kind::reset:
      if (is_program() && call_ != nullptr) {
        renew_line();
        drain_program();
        break;
      }
      fail({.end = answering_ ? HopEnd::cut : HopEnd::closed, .error = received.error});
      break;
    }
  }
  if (!reusable_ || leaving_) co_return false;
  const std::uint64_t most = pool_->limits().max_requests_per_connection;
  reusable_ = most == 0 || calls_ < most;
  if (!reusable_) co_return false;
  reusable_ = pool_->freed(*this);
  co_return reusable_ && !leaving_; // it may have had to make room for another at once
}

bool Connection::is_sent() const {
  const bool says_end = call_->chunked() || script_;
  const bool whole = call_->content_whole() && call_->content().empty() && (!says_end || last_chunk_sent_);
  return head_sent_ && whole && socket_->pending_bytes() == 0;
}

bool Connection::reads() const {
  if (is_program() && script_->closed_ms) return false;
  return call_ == nullptr || !head_taken_ || call_->response_room() != 0;
}

void Connection::send_head() {
  if (std::exchange(head_sent_, true)) return;
  socket_->queue(script_ ? script_head() : call_->head());
}

// A piece of it, framed as the protocol has it. False: there is none that can be sent now.
bool Connection::send_content() {
  std::string_view piece = call_->content();
  if (piece.empty() || (is_program() && script_->broken)) return false;
  if (speaks_records()) piece = piece.substr(0, codec::fcgi::max_content_bytes);
  const bool chunked = call_->chunked() && !tunnel_ && !script_;
  if (chunked) {
    base::Writer prefix{reactor_.turn_memory().allocate(codec::h1::max_chunk_prefix_bytes)};
    codec::h1::chunk_prefix(prefix, piece.size());
    socket_->queue(prefix.written());
  } else if (speaks_records()) {
    base::Writer header{reactor_.turn_memory().allocate(codec::fcgi::input_header_bytes)};
    codec::fcgi::write_input_header(header, piece.size());
    socket_->queue(header.written());
  }
  const bool large = piece.size() >= worth_sending_bytes;
  socket_->queue(large ? piece : reactor_.turn_memory().copy(piece));
  if (chunked) socket_->queue(codec::h1::chunk_suffix);
  if (large) socket_->push();
  call_->content_sent(piece.size());
  progress_ms_ = now_ms();
  return true;
}

// Its end, where that has to be said.
void Connection::end_content() {
  if (is_program() || tunnel_) {
    if (is_program() && script_->broken) return;
    // Behind what is still on its way.
    socket_->push();
    if (socket_->pending_bytes() != 0 || std::exchange(last_chunk_sent_, true)) return;
    socket_->end_sending();
  } else if (speaks_records()) {
    if (std::exchange(last_chunk_sent_, true)) return;
    base::Writer end{reactor_.turn_memory().allocate(codec::fcgi::input_header_bytes)};
    codec::fcgi::write_input_end(end);
    socket_->queue(end.written());
  } else if (call_->chunked() && !std::exchange(last_chunk_sent_, true)) {
    socket_->queue(codec::h1::last_chunk);
  }
}

void Connection::send_request() {
  send_head();
  while (socket_->pending_bytes() < most_queued_bytes && send_content()) continue;
  const bool whole = call_->content_whole() && call_->content().empty();
  if (whole) end_content();
  const std::size_t pending = socket_->pending_bytes();
  if (pending < unsent_) progress_ms_ = now_ms();
  unsent_ = pending;
  if (call_->clock().reached() == HopPhase::send && whole) {
    enter(HopPhase::wait);
    progress_ms_ = now_ms();
  }
}

Stage Connection::stage() const {
  return {.began_ms = call_->began_ms(),
          .progress_ms = progress_ms_,
          .sending = socket_->pending_bytes() != 0,
          .sent = is_sent(),
          .answering = answering_,
          .reading = reads()};
}

net::Deadline Connection::deadline() const {
  const Limits& limits = pool_->limits();
  if (is_program() && script_->closed_ms) return {*script_->closed_ms + most_until_exit_ms};
  if (!tunnel_) return deadline_of(stage(), limits);
  // Whoever has nothing to answer any more is not waited for as long as one that may be spoken to.
  const base::Limit& idle = call_->content_whole() ? limits.between_bytes_timeout_ms : limits.tunnel_timeout_ms;
  return idle != 0 ? net::Deadline{progress_ms_ + idle.milliseconds()} : no_deadline;
}

// What is queued leaves with the turn, and nobody is told when: by the time that a response is due it mostly has.
net::Deadline Connection::next_look() const {
  const net::Deadline until = deadline();
  const base::Limit& response = pool_->limits().first_byte_timeout_ms;
  const bool is_due = !tunnel_ && !answering_ && call_->clock().reached() == HopPhase::wait && response != 0;
  return is_due ? std::ranges::min(until, reactor_.after(response.milliseconds()), {}, &net::Deadline::at_ms) : until;
}

void Connection::expired() {
  if (now_ms() < deadline().at_ms) return;
  if (tunnel_) return finish(false);
  if (is_program() && script_->closed_ms) return program_stays();
  fail(lateness_of(stage(), pool_->limits(), now_ms()));
}

// --- The response --------------------------------------------------------------------------------------------------

void Connection::take(std::string_view bytes) {
  answering_ = true;
  if (tunnel_) return call_->on_content(bytes);
  if (speaks_records()) return take_records(bytes);
  if (script_) return take_output(bytes);
  if (!head_taken_) {
    const auto rest = take_heads(bytes);
    if (!rest || call_ == nullptr) return;
    bytes = *rest;
    if (tunnel_) {
      if (!bytes.empty()) call_->on_content(bytes);
      received_.clear();
      return;
    }
  }
  take_content(bytes);
  received_.clear(); // nothing is a view of it any more
}

std::optional<std::string_view> Connection::take_heads(std::string_view bytes) {
  if (!received_.empty()) {
    received_.append(bytes);
    // A head that trickles in is read again from its start; so only when that can bring something.
    constexpr std::size_t few = 1024;
    if (received_.size() > few && bytes.size() < few && bytes.find('\n') == std::string_view::npos)
      return std::nullopt;
    bytes = received_;
  }
  for (;;) {
    message::ReceivedHead& head = pool_->scratch_.head;
    codec::h1::ResponseParser parser;
    parser.start(head);
    const Progress progress = parser.parse(bytes, parser_limits(pool_->limits()), head);
    if (progress == Progress::faulty) {
      const std::uint32_t offset = parser.fault_offset();
      const std::size_t line = std::min<std::size_t>(parser.line_offset(), bytes.size());
      fail({.end = end_of_fault(parser.fault()),
            .fault = parser.fault(),
            .fault_offset = response_offset_ + offset,
            .detail = bytes.substr(line, 64)});
      return std::nullopt;
    }
    if (progress == Progress::incomplete) {
      if (received_.empty())
        received_.assign(bytes);
      else
        received_.erase(0, received_.size() - bytes.size());
      return std::nullopt;
    }
    head.join_repeated(reactor_.turn_memory());
    bytes.remove_prefix(head.size);
    response_offset_ += head.size;
    if (status::switches_protocols(*status::status_from(head.status))) {
      if (!call_->asks_to_switch()) {
        fail({.end = HopEnd::switched_unasked});
        return std::nullopt;
      }
      if (const message::Fault fault = call_->fault_of_switch(head); fault != message::Fault::none) {
        fail({.end = HopEnd::malformed, .fault = fault, .detail = head.value(message::Field::upgrade)});
        return std::nullopt;
      }
      tunnel_ = head_taken_ = true;
      last_chunk_sent_ = false;
      enter(HopPhase::receive);
      call_->on_switch(head);
      return bytes;
    }
    if (head.interim()) {
      if (++interims_ > pool_->limits().max_interim_responses) {
        fail({.end = HopEnd::interim_many, .limit = &pool_->limits().max_interim_responses});
        return std::nullopt;
      }
      call_->on_interim(head);
      if (bytes.empty()) {
        received_.clear();
        return std::nullopt;
      }
      continue;
    }
    const BodyFraming framing = codec::h1::framing_of(head, call_->method());
    stays_ = codec::h1::connection_stays(head, framing);
    reader_ = codec::h1::ContentReader{framing, {}, &trailers_};
    head_taken_ = true;
    enter(HopPhase::receive);
    call_->on_head(head, framing);
    return bytes;
  }
}

void Connection::take_content(std::string_view bytes) {
  for (;;) {
    const auto step = reader_.read(bytes);
    bytes.remove_prefix(step.consumed);
    switch (step.state) {
    case ContentState::data: call_->on_content(step.data); break;
    case ContentState::more: return;
    case ContentState::done: return finish(stays_ && bytes.empty() && is_sent());
    case ContentState::faulty:
      return fail({.end = HopEnd::malformed,
                   .fault = reader_.fault(),
                   .fault_offset = response_offset_ + static_cast<std::uint32_t>(reader_.fault_offset())});
    }
  }
}

void Connection::peer_ended() {
  if (call_ == nullptr) return;
  if (is_program()) return output_ended();
  if (script_) return fail({.end = answering_ ? HopEnd::cut : HopEnd::closed});
  // What ends with the connection may have been cut by anybody, unless the end is said in TLS (RFC 9112 9.8).
  const bool meant = socket_->tls() == nullptr || socket_->tls()->said_end();
  if (tunnel_ || (head_taken_ && reader_.whole_at_close() && meant)) return finish(false);
  fail({.end = answering_ ? HopEnd::cut : HopEnd::closed});
}

void Connection::finish(bool reusable) {
  reusable_ = reusable;
  enter(HopPhase::complete);
  std::vector<message::ResponseField> trailers;
  codec::h1::TrailerCursor cursor{trailers_};
  while (const auto line = cursor.next()) trailers.push_back({line->name, line->value});
  std::exchange(call_, nullptr)->on_end(trailers);
}

void Connection::fail(const Failure& failure) {
  reusable_ = false;
  if (call_ == nullptr) return;
  call_->clock().leave(now_ms());
  std::exchange(call_, nullptr)->on_failure(failure);
}

void Connection::enter(HopPhase phase) {
  if (call_ != nullptr) call_->clock().enter(phase, now_ms());
}

} // namespace responsum::client
