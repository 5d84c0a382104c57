// Making a connection: its name looked up, an address connected to, TLS agreed on.
#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include "responsum/client/connection.hpp"
#include "responsum/client/pool.hpp"
#include "responsum/net/connect.hpp"

namespace responsum::client {

using net::Received;

namespace {

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

// Of something that begins now: its own limit, and that of all attempts together.
net::Deadline Connection::within(const base::Limit& limit) const {
  net::Deadline until = reactor_.after(limit.milliseconds());
  const base::Limit& total = pool_->limits().total_timeout_ms;
  if (call_ != nullptr && total != 0) until.at_ms = std::min(until.at_ms, call_->began_ms() + total.milliseconds());
  return until;
}

void Connection::fail_slow(HopEnd end, const base::Limit& limit) {
  if (call_ == nullptr) return;
  const base::Limit& total = pool_->limits().total_timeout_ms;
  if (total != 0 && now_ms() >= call_->began_ms() + total.milliseconds())
    return fail({.end = HopEnd::total_slow, .limit = &total});
  fail({.end = end, .limit = &limit});
}

net::Async<bool> Connection::open() {
  if (pool_->name() != nullptr) {
    const bool found = co_await resolve();
    if (!found) co_return false;
  }
  const bool connected = co_await connect();
  if (!connected) co_return false;
  if (pool_->endpoint().encrypted) {
    const bool secured = co_await secure();
    if (!secured) co_return false;
  }
  if (call_ == nullptr) { // it was given up meanwhile
    reusable_ = true;
    co_return pool_->freed(*this);
  }
  begin(*call_);
  co_return true;
}

// False: there is no address, or the pool has gone.
net::Async<bool> Connection::resolve() {
  enter(HopPhase::resolve);
  address_ = pool_->endpoint().authority();
  const base::Limit& limit = pool_->limits().dns_timeout_ms;
  net::NameWait wait{*pool_->name(), reactor_, within(limit)};
  resolving_ = &wait;
  const net::NameWait::End end = co_await wait;
  resolving_ = nullptr;
  if (pool_ == nullptr) co_return false;
  if (end == net::NameWait::End::known && wait.fault() == net::NameFault::none) co_return true;
  if (call_ != nullptr) call_->on_connected(address_, false);
  const net::NameFaultRow& fault = net::row(wait.fault());
  if (end == net::NameWait::End::timed_out)
    fail_slow(HopEnd::dns_slow, limit);
  else
    fail({.end = HopEnd::dns_failed, .detail = fault.words, .rcode = fault.rcode});
  co_return false;
}

// To the first of the addresses that takes the connection. Each gets its share of the time that is left, so that one
// that is silent leaves some to the others. False: none does, or the pool has gone.
net::Async<bool> Connection::connect() {
  enter(HopPhase::connect);
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
  if (call_ != nullptr) call_->on_connected(address_, false);
  if (end == HopEnd::connect_slow)
    fail_slow(end, limit);
  else
    fail({.end = end, .error = error});
  co_return false;
}

// False: it came to nothing, or the pool has gone.
net::Async<bool> Connection::secure() {
  enter(HopPhase::tls);
  const Endpoint& endpoint = pool_->endpoint();
  const Encryption& encryption = pool_->encryption();
  const base::Limit& limit = pool_->limits().tls_timeout_ms;
  Received received{.kind = Received::Kind::reset, .error = 0, .bytes = {}};
  if (encryption.context) {
    const net::tls::Server server{.name = encryption.server_name.empty() ? endpoint.host : encryption.server_name,
                                  .key = endpoint.text};
    socket_->begin_tls(encryption.context, server);
    received = co_await socket_->receive_or_established(within(limit));
  }
  if (pool_ == nullptr) co_return false;
  if (received.kind == Received::Kind::established) co_return true;
  if (call_ != nullptr) call_->on_connected(address_, false);
  switch (received.kind) {
  case Received::Kind::timed_out: fail_slow(HopEnd::tls_slow, limit); break;
  case Received::Kind::unsound: fail(tls_failure()); break;
  case Received::Kind::bytes: // of an answer, and nothing has been asked
    fail({.end = HopEnd::malformed,
          .detail = {received.bytes.data(), std::min<std::size_t>(received.bytes.size(), 64)}});
    break;
  case Received::Kind::end:
  case Received::Kind::reset:
  case Received::Kind::stalled:
  case Received::Kind::stopping:
  case Received::Kind::established:
  case Received::Kind::woken:
    fail({.end = HopEnd::tls_failed, .error = received.error, .detail = "the connection ended in the handshake"});
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
