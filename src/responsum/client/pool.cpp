#include "responsum/client/pool.hpp"

#include <algorithm>

namespace responsum::client {

Pool::~Pool() {
  const auto leave = [](net::List<Connection>& list) {
    while (Connection* connection = list.pop_front()) connection->leave();
  };
  leave(idle_);
  leave(busy_);
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

void Pool::begin(Call& call) {
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

void Pool::gone(bool idle) {
  --open_;
  if (idle) --idle_count_;
  dispatcher_.on_room(*this);
}

} // namespace responsum::client
