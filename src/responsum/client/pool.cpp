#include "responsum/client/pool.hpp"

namespace responsum::client {

Pool::~Pool() {
  const auto leave = [](net::List<Connection>& list) {
    while (Connection* connection = list.pop_front()) connection->leave();
  };
  leave(idle_);
  leave(busy_);
}

void Pool::begin(Call& call) {
  if (Connection* connection = idle_.pop_front(); connection != nullptr) {
    --idle_count_;
    connection->idle_ = false;
    busy_.push_back(*connection);
    return connection->begin(call);
  }
  reactor_.spawn(Connection::run(reactor_, *this, call));
}

void Pool::came(Connection& connection) {
  ++open_;
  busy_.push_back(connection);
}

bool Pool::freed(Connection& connection) {
  connection.unlink();
  if (idle_count_ >= limits_.max_idle_connections) return false;
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
