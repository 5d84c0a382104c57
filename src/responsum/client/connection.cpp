#include "responsum/client/connection.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "responsum/base/assert.hpp"
#include "responsum/client/pool.hpp"
#include "responsum/codec/h1/response_parser.hpp"
#include "responsum/codec/h1/trailers.hpp"

namespace responsum::client {

using codec::h1::BodyFraming;
using codec::h1::ContentState;
using codec::h1::Progress;
using net::Received;

namespace {

// More than this queued is more than the kernel takes at once: the rest waits in the call's buffer.
constexpr std::size_t most_queued_bytes = 256 * 1024;
// Pieces that are shorter wait for the end of the turn, together with what else there is to send.
constexpr std::size_t worth_sending_bytes = 16 * 1024;

HopEnd end_of_fault(message::Fault fault) {
  using message::Fault;
  if (fault == Fault::response_status_range) return HopEnd::status_invalid;
  using message::FaultGroup;
  const FaultGroup group = message::group(fault);
  const bool too_large = group == FaultGroup::fields_total || group == FaultGroup::fields_line ||
                         group == FaultGroup::fields_count || fault == Fault::response_line_too_long;
  return too_large ? HopEnd::head_too_large : HopEnd::malformed;
}

codec::h1::ResponseLimits parser_limits(const Limits& limits) {
  codec::h1::ResponseLimits most;
  most.max_fields_bytes = static_cast<std::uint32_t>(limits.max_response_head_bytes.value);
  most.max_field_line_bytes = most.max_fields_bytes;
  most.max_fields = static_cast<std::uint16_t>(limits.max_response_fields.value);
  return most;
}

} // namespace

Connection::Connection(net::Reactor& reactor, Pool& pool, Call& first)
    : reactor_{reactor}, pool_{&pool}, call_{&first} {
  pool.came(*this);
  first.on_begun(*this);
}

Connection::~Connection() {
  if (pool_ != nullptr) pool_->gone(idle_);
}

net::Task Connection::run(net::Reactor& reactor, Pool& pool, Call& first) {
  Connection c{reactor, pool, first};
  bool good = co_await c.open();
  while (good) good = co_await c.carry();
}

// --- Calls ---------------------------------------------------------------------------------------------------------

void Connection::begin(Call& call) {
  call_ = &call;
  call.on_begun(*this); // the one that it was made for may have left before it was
  call.on_connected(address_, calls_ != 0);
  ++calls_;
  head_sent_ = answering_ = head_taken_ = tunnel_ = stays_ = reusable_ = false;
  interims_ = response_offset_ = 0;
  unsent_ = 0;
  received_.clear();
  trailers_.clear();
  progress_ms_ = now_ms();
  enter(HopPhase::send);
  socket_->wake();
}

void Connection::go_on() {
  if (socket_) socket_->wake();
}

void Connection::abandon() {
  if (call_ != nullptr) call_->clock().leave(now_ms());
  call_ = nullptr;
  reusable_ = false;
  if (!socket_ || calls_ == 0) return;
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
    send_request();
    Received received;
    if (reads())
      received = co_await socket_->receive_or_woken(deadline());
    else
      received = co_await socket_->woken(deadline());
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
      fail({.end = answering_ ? HopEnd::cut : HopEnd::closed, .error = received.error});
      break;
    }
  }
  if (!reusable_ || leaving_) co_return false;
  const std::uint64_t most = pool_->limits().max_requests_per_connection;
  reusable_ = most == 0 || calls_ < most;
  if (!reusable_) co_return false;
  reusable_ = pool_->freed(*this);
  co_return reusable_;
}

bool Connection::is_sent() const { return head_sent_ && call_->content_complete() && socket_->pending_bytes() == 0; }

bool Connection::reads() const { return call_ == nullptr || !head_taken_ || call_->response_room() != 0; }

void Connection::send_request() {
  if (!head_sent_) {
    socket_->queue(call_->head());
    head_sent_ = true;
  }
  while (socket_->pending_bytes() < most_queued_bytes) {
    const std::string_view piece = call_->content();
    if (piece.empty()) break;
    if (piece.size() >= worth_sending_bytes) {
      socket_->queue(piece);
      socket_->push();
    } else {
      socket_->queue(reactor_.turn_memory().copy(piece));
    }
    call_->content_sent(piece.size());
    progress_ms_ = now_ms();
  }
  const std::size_t pending = socket_->pending_bytes();
  if (pending < unsent_) progress_ms_ = now_ms();
  unsent_ = pending;
  if (call_->clock().reached() == HopPhase::send && call_->content_complete()) {
    enter(HopPhase::wait);
    progress_ms_ = now_ms();
  }
}

net::Deadline Connection::deadline() const {
  constexpr base::Milliseconds never = std::numeric_limits<base::Milliseconds>::max() / 4;
  const Limits& limits = pool_->limits();
  base::Milliseconds at = never;
  const auto within = [&](base::Milliseconds since, const base::Limit& limit) {
    if (limit != 0) at = std::min(at, since + limit.milliseconds());
  };
  if (tunnel_) {
    within(progress_ms_, limits.tunnel_timeout_ms);
    return {at};
  }
  within(call_->began_ms(), limits.total_timeout_ms);
  if (socket_->pending_bytes() != 0) within(progress_ms_, limits.send_timeout_ms);
  if (answering_ && reads())
    within(progress_ms_, limits.between_bytes_timeout_ms);
  else if (!answering_ && is_sent())
    within(progress_ms_, limits.first_byte_timeout_ms);
  return {at};
}

void Connection::expired() {
  const Limits& limits = pool_->limits();
  if (now_ms() < deadline().at_ms) return;
  if (tunnel_) return finish(false);
  if (limits.total_timeout_ms != 0 && now_ms() >= call_->began_ms() + limits.total_timeout_ms.milliseconds())
    return fail({.end = HopEnd::total_slow, .limit = &limits.total_timeout_ms});
  if (answering_) return fail({.end = HopEnd::silent, .limit = &limits.between_bytes_timeout_ms});
  if (socket_->pending_bytes() != 0) return fail({.end = HopEnd::send_slow, .limit = &limits.send_timeout_ms});
  fail({.end = HopEnd::head_slow, .limit = &limits.first_byte_timeout_ms});
}

// --- The response --------------------------------------------------------------------------------------------------

void Connection::take(std::string_view bytes) {
  answering_ = true;
  if (tunnel_) return call_->on_content(bytes);
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
      tunnel_ = head_taken_ = true;
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
