// Making a connection: its name looked up, an address connected to, told for whom it is, TLS agreed on.
#include <algorithm>
#include <array>
#include <cerrno>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "responsum/client/connection.hpp"
#include "responsum/client/patience.hpp"
#include "responsum/client/pool.hpp"
#include "responsum/net/connect.hpp"

namespace responsum::client {

using net::Received;

namespace {

constexpr std::string_view http2_name = "h2";

// Of ALPN, the preferred first.
std::span<const std::string> protocols_for(Protocol protocol, bool by_http1) {
  static const std::array<std::string, 2> both{std::string{http2_name}, "http/1.1"};
  const std::span all{both};
  if (protocol == Protocol::http2) return all.first(1);
  return protocol == Protocol::http1 || by_http1 ? all.last(1) : all;
}

HopEnd end_of_connect(int error) {
  switch (error) {
  case ECONNREFUSED:
  case ENOENT: return HopEnd::refused;
  case ENETUNREACH:
  case EHOSTUNREACH:
  case ENETDOWN:
  case EADDRNOTAVAIL: return HopEnd::unroutable;
  case ETIMEDOUT: return HopEnd::connect_slow;
  default: return HopEnd::connect_failed;
  }
}

} // namespace

net::Async<HopEnd> Connection::connect_to(std::optional<net::Address> address, net::Deadline deadline, int& error) {
  auto begun = address ? net::begin_connect(*address) : net::begin_connect(pool_->endpoint().socket);
  if (!begun) {
    error = begun.error();
    co_return end_of_connect(error);
  }
  socket_.emplace(reactor_, net::Accepted{std::move(*begun), address.value_or(net::Address{}), false, nullptr});
  error = co_await socket_->connected(deadline);
  co_return error == 0 ? HopEnd::answered : end_of_connect(error);
}

// Of something that begins now: its own limit, and that of all attempts of who waits.
net::Deadline Connection::within(const base::Limit& limit) const {
  net::Deadline until = reactor_.after(limit.milliseconds());
  const base::Limit& total = pool_->limits().total_timeout_ms;
  for (const Call* const call : waiting_)
    if (total != 0) until.at_ms = std::min(until.at_ms, call->began_ms() + total.milliseconds());
  return until;
}

void Connection::enter_making(HopPhase phase) {
  making_ = phase;
  for (Call* const call : waiting_) call->clock().enter(phase, now_ms());
}

// It comes to nothing: whoever is told may begin another, and is not to join this one. Where it took too long, the
// time of one may be over as a whole while others had more.
void Connection::tell_waiting(const Failure& failure) {
  const base::Limit& total = pool_->limits().total_timeout_ms;
  pool_->made(*this);
  for (Call* const call : std::exchange(waiting_, {})) {
    const bool in_all = failure.limit != nullptr && is_over(total, call->began_ms(), now_ms());
    call->on_connected(address_, false, false);
    call->clock().leave(now_ms());
    call->on_failure(in_all ? Failure{.end = HopEnd::total_slow, .limit = &total} : failure);
  }
}

// A program begins with its connection. False: it does not.
bool Connection::start_program() {
  enter_making(HopPhase::connect);
  Call& call = *waiting_.front(); // it has only just been made, for this one
  address_ = call.program();
  auto started = client::start_program(call.program(), call.params());
  if (!started) {
    tell_waiting({.end = HopEnd::program_unstarted, .error = started.error()});
    return false;
  }
  socket_.emplace(reactor_, net::Accepted{std::move(started->line), net::Address{}, false, nullptr});
  socket_->receive_alone();
  ProgramOwner& owner = *this;
  reactor_.spawn(Program::run(reactor_, std::move(*started), owner, script_->program));
  return true;
}

net::Async<bool> Connection::open() {
  if (is_program()) {
    if (!start_program()) co_return false;
    // It may have answered by now: not within the call that asks for it, whose caller has yet to wait for an answer.
    const int error = co_await socket_->connected(within(pool_->limits().connect_timeout_ms));
    if (pool_ == nullptr) co_return false;
    if (error != 0) {
      tell_waiting({.end = HopEnd::program_unstarted, .error = error});
      co_return false;
    }
    made_ = true;
    hand_out();
    co_return !leaving_;
  }
  if (pool_->name() != nullptr) {
    const bool found = co_await resolve();
    if (!found) co_return false;
  }
  const bool connected = co_await connect();
  if (!connected) co_return false;
  if (!introduction_.empty()) {
    const bool introduced = co_await introduce();
    if (!introduced) co_return false;
  }
  bool by_http2 = pool_->endpoint().protocol == Protocol::http2;
  std::string early; // of the server, together with the end of the handshake
  if (pool_->endpoint().encrypted) {
    const bool secured = co_await secure(early);
    if (!secured) co_return false;
    by_http2 = socket_->tls()->protocol() == http2_name;
  }
  made_ = true;
  if (by_http2) {
    StreamOwner& owner = *this;
    http2_.emplace(*socket_, owner, pool_->limits(), pool_->scratch_.head, pool_->endpoint().encrypted);
    if (!early.empty()) http2_->take(early);
  }
  if (!by_http1_) pool_->agreed(by_http2);
  hand_out();
  co_return !leaving_ || http2_;
}

// Whoever has waited for it, or may use it. Meanwhile it may have to make room for another, and be of the pool no
// more.
void Connection::hand_out() {
  Pool& pool = *pool_;
  pool.made(*this);
  std::vector<Call*> waiting = std::exchange(waiting_, {});
  if (http2_) {
    pool.shared(*this);
    for (Call* const call : waiting) takes_streams() ? begin(*call) : pool.begin(*call);
    return pool.stream_ended(); // there may be room for more
  }
  if (waiting.empty()) { // all have left meanwhile
    if (!pool.freed(*this)) leaving_ = true;
    return;
  }
  begin(*waiting.front());
  // They had thought that it would be HTTP/2. Those of now may be more than the limit of connections.
  for (Call* const call : std::span{waiting}.subspan(1)) pool.begin(*call);
}

// False: there is no address, or the pool has gone.
net::Async<bool> Connection::resolve() {
  enter_making(HopPhase::resolve);
  address_ = pool_->endpoint().authority();
  const base::Limit& limit = pool_->limits().dns_timeout_ms;
  net::NameWait wait{*pool_->name(), reactor_, within(limit)};
  resolving_ = &wait;
  const net::NameWait::End end = co_await wait;
  resolving_ = nullptr;
  if (pool_ == nullptr) co_return false;
  if (end == net::NameWait::End::known && wait.fault() == net::NameFault::none) co_return true;
  const net::NameFaultRow& fault = net::row(wait.fault());
  if (end == net::NameWait::End::timed_out)
    tell_waiting({.end = HopEnd::dns_slow, .limit = &limit});
  else
    tell_waiting({.end = HopEnd::dns_failed, .detail = fault.words, .rcode = fault.rcode});
  co_return false;
}

// To the first of the addresses that takes the connection. Each gets its share of the time that is left, so that one
// that is silent leaves some to the others. False: none does, or the pool has gone.
net::Async<bool> Connection::connect() {
  enter_making(HopPhase::connect);
  const base::Limit& limit = pool_->limits().connect_timeout_ms;
  const net::Deadline until = within(limit);
  const std::vector<net::Address> addresses = pool_->addresses();
  int error = 0;
  HopEnd end = HopEnd::connect_failed;
  for (std::size_t i = 0; i < std::max<std::size_t>(addresses.size(), 1); ++i) {
    std::optional<net::Address> address;
    net::Deadline share = until;
    if (!addresses.empty()) {
      address = addresses[i];
      share.at_ms = now_ms() + (until.at_ms - now_ms()) / static_cast<base::Milliseconds>(addresses.size() - i);
    }
    address_ = address ? address->text() : "unix:" + pool_->endpoint().socket;
    end = co_await connect_to(address, share, error);
    if (pool_ == nullptr) co_return false;
    connected_ = address.value_or(net::Address{});
    if (end == HopEnd::answered) co_return true;
    if (now_ms() >= until.at_ms) break;
  }
  if (end == HopEnd::connect_slow)
    tell_waiting({.end = end, .limit = &limit});
  else
    tell_waiting({.end = end, .error = error});
  co_return false;
}

// Before TLS, in the clear (PROXY protocol 2). A connection that is new takes as much at once; one that does not has
// the time of its making. False: it came to nothing, or the pool has gone.
net::Async<bool> Connection::introduce() {
  const base::Limit& limit = pool_->limits().connect_timeout_ms;
  socket_->queue(introduction_);
  const net::Flushed flushed = co_await socket_->flush(within(limit));
  if (pool_ == nullptr) co_return false;
  if (flushed.kind == net::Flushed::Kind::done) co_return true;
  if (flushed.kind == net::Flushed::Kind::timed_out)
    tell_waiting({.end = HopEnd::connect_slow, .limit = &limit});
  else
    tell_waiting({.end = HopEnd::connect_failed, .error = flushed.error});
  co_return false;
}

// False: it came to nothing, or the pool has gone.
net::Async<bool> Connection::secure(std::string& early) {
  enter_making(HopPhase::tls);
  const Endpoint& endpoint = pool_->endpoint();
  const Encryption& encryption = pool_->encryption();
  const base::Limit& limit = pool_->limits().tls_timeout_ms;
  Received received{.kind = Received::Kind::reset, .error = 0, .bytes = {}};
  if (encryption.context) {
    const net::tls::Server server{.name = encryption.server_name.empty() ? endpoint.host : encryption.server_name,
                                  .key = endpoint.text,
                                  .protocols = protocols_for(endpoint.protocol, by_http1_)};
    socket_->begin_tls(encryption.context, server);
    received = co_await socket_->receive_or_established(within(limit));
  }
  if (pool_ == nullptr) co_return false;
  const bool established = socket_->tls() != nullptr && socket_->tls()->established();
  if (established && (received.kind == Received::Kind::established || received.kind == Received::Kind::bytes)) {
    early.assign(received.bytes.data(), received.bytes.size());
    const bool is_http2 = socket_->tls()->protocol() == http2_name;
    if (is_http2 || (early.empty() && endpoint.protocol != Protocol::http2)) co_return true;
  }
  switch (received.kind) {
  case Received::Kind::timed_out: tell_waiting({.end = HopEnd::tls_slow, .limit = &limit}); break;
  case Received::Kind::unsound: tell_waiting(tls_failure()); break;
  case Received::Kind::bytes: // of an answer, and nothing has been asked
    tell_waiting({.end = HopEnd::malformed, .detail = std::string_view{early}.substr(0, 64)});
    break;
  case Received::Kind::established:
    tell_waiting({.end = HopEnd::tls_failed, .detail = "the upstream does not speak HTTP/2"});
    break;
  case Received::Kind::end:
  case Received::Kind::reset:
  case Received::Kind::stalled:
  case Received::Kind::stopping:
  case Received::Kind::woken:
    tell_waiting(
        {.end = HopEnd::tls_failed, .error = received.error, .detail = "the connection ended in the handshake"});
    break;
  }
  co_return false;
}

Failure Connection::tls_failure() const {
  const net::tls::Engine* const engine = socket_->tls();
  if (engine == nullptr) return {.end = HopEnd::tls_failed};
  if (!engine->certificate_fault().empty())
    return {.end = HopEnd::certificate_bad, .detail = engine->certificate_fault()};
  if (const auto alert = engine->received_alert())
    return {.end = HopEnd::tls_alerted, .detail = engine->failure(), .alert = alert};
  return {.end = HopEnd::tls_failed, .detail = engine->failure()};
}

} // namespace responsum::client
