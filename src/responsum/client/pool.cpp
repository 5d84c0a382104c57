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

Connection* Pool::sharing(std::string_view introduction) {
  Connection* found = nullptr;
  shared_.for_each([&](Connection& connection) {
    if (found != nullptr || connection.introduction() != introduction || !connection.takes_streams()) return;
    if (leads_to(connection.address()))
      found = &connection;
    else
      connection.retire();
  });
  return found;
}

Connection* Pool::joinable(std::string_view introduction) const {
  const auto found = std::ranges::find_if(making_, [&](const Connection* connection) {
    return connection->introduction() == introduction && connection->joined() < limits_.http2_max_streams;
  });
  return found == making_.end() ? nullptr : *found;
}

// Where connections are not introduced the first one is meant: all begin alike.
Connection* Pool::take_idle(std::string_view introduction) {
  Connection* found = nullptr;
  if (introduction.empty()) {
    found = idle_.pop_front();
  } else {
    idle_.for_each([&](Connection& connection) {
      if (found == nullptr && connection.introduction() == introduction) found = &connection;
    });
    if (found != nullptr) found->unlink();
  }
  if (found != nullptr) --idle_count_;
  return found;
}

bool Pool::has_unused() {
  bool found = !idle_.empty();
  if (!found) shared_.for_each([&](const Connection& connection) { found = found || connection.shared_by_none(); });
  return found;
}

// Of those that are introduced for somebody else the one that has carried nothing for the longest time goes.
void Pool::make_room() {
  if (open_ < limits_.max_connections) return;
  Connection* eldest = nullptr;
  idle_.for_each([&](Connection& connection) { eldest = &connection; });
  if (eldest != nullptr) --idle_count_;
  if (eldest == nullptr) {
    shared_.for_each([&](Connection& connection) {
      if (eldest == nullptr && connection.shared_by_none()) eldest = &connection;
    });
  }
  if (eldest == nullptr) return;
  eldest->unlink();
  --open_;
  eldest->leave();
}

bool Pool::has_room(const Wish& wish) {
  const bool shares = !by_http1(wish.switches) && !wish.fresh;
  if (shares && (sharing(wish.introduction) != nullptr || joinable(wish.introduction) != nullptr)) return true;
  return open_ < limits_.max_connections || has_unused();
}

void Pool::begin(Call& call) {
  if (!by_http1(call) && !call.wants_fresh()) {
    if (Connection* const connection = sharing(call.introduction())) return connection->begin(call);
    if (Connection* const connection = joinable(call.introduction())) return connection->join(call);
  }
  while (Connection* connection = call.wants_fresh() ? nullptr : take_idle(call.introduction())) {
    connection->idle_ = false;
    busy_.push_back(*connection);
    if (leads_to(connection->address())) return connection->begin(call);
    connection->retire();
  }
  make_room();
  reactor_.spawn(Connection::run(reactor_, *this, call));
}

void Pool::came(Connection& connection) {
  ++open_;
  busy_.push_back(connection);
  if (expects_http2() && !connection.by_http1_) making_.push_back(&connection);
}

void Pool::made(const Connection& connection) { std::erase(making_, &connection); }

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
