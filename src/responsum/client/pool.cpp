#include "responsum/client/pool.hpp"

#include <algorithm>

namespace responsum::client {

Pool::~Pool() {
  const auto leave = [](net::List<Connection>& list) {
    while (Connection* connection = list.pop_front()) connection->leave();
  };
  leave(idle_);
  leave(busy_);
  leave(shared_);
}

// Those of its name take turns, each with those behind it to fall back on.
std::vector<net::Address> Pool::addresses() {
  if (!endpoint_.socket.empty()) return {};
  if (name_ == nullptr) return {endpoint_.address.with_port(endpoint_.port)};
  std::vector<net::Address> all;
  for (const net::Address& address : name_->addresses()) all.push_back(address.with_port(endpoint_.port));
  if (!all.empty()) std::ranges::rotate(all, all.begin() + static_cast<std::ptrdiff_t>(turns_++ % all.size()));
  return all;
}

bool Pool::expects_http2() const {
  return endpoint_.protocol == Protocol::http2 || (endpoint_.protocol == Protocol::negotiated && http2_agreed_);
}

Connection* Pool::sharing() {
  Connection* found = nullptr;
  shared_.for_each([&](Connection& connection) {
    if (found != nullptr || !connection.takes_streams()) return;
    if (leads_to(connection.address()))
      found = &connection;
    else
      connection.retire();
  });
  return found;
}

bool Pool::joinable() const { return making_ != nullptr && making_->joined() < limits_.http2_max_streams; }

bool Pool::has_room(bool switches) {
  if (!by_http1(switches) && (sharing() != nullptr || joinable())) return true;
  return !idle_.empty() || open_ < limits_.max_connections;
}

void Pool::begin(Call& call) {
  if (!by_http1(call)) {
    if (Connection* const connection = sharing()) return connection->begin(call);
    if (joinable()) return making_->join(call);
  }
  while (Connection* connection = idle_.pop_front()) {
    --idle_count_;
    connection->idle_ = false;
    busy_.push_back(*connection);
    if (leads_to(connection->address())) return connection->begin(call);
    connection->retire();
  }
  reactor_.spawn(Connection::run(reactor_, *this, call));
}

void Pool::came(Connection& connection) {
  ++open_;
  busy_.push_back(connection);
  if (expects_http2() && !connection.by_http1_) making_ = &connection;
}

void Pool::made(const Connection& connection) {
  if (making_ == &connection) making_ = nullptr;
}

void Pool::shared(Connection& connection) {
  connection.unlink();
  shared_.push_back(connection);
}

bool Pool::freed(Connection& connection) {
  connection.unlink();
  if (idle_count_ >= limits_.max_idle_connections || !leads_to(connection.address())) return false;
  idle_.push_front(connection);
  ++idle_count_;
  connection.idle_ = true;
  dispatcher_.on_room(*this); // may take it at once
  return true;
}

void Pool::gone(const Connection& connection, bool idle) {
  made(connection);
  --open_;
  if (idle) --idle_count_;
  dispatcher_.on_room(*this);
}

} // namespace responsum::client
