// What is received for many sockets at once, before the events are dispatched that tell of it.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <unordered_map>

#include <sys/epoll.h>

#include "responsum/net/arrival.hpp"
#include "responsum/net/call_batch.hpp"

namespace responsum::net {

class Socket;

// Of one reactor, whose events are of EventSource. What a socket's coroutine does not take while its event is
// dispatched, because there was something else to hear of, is held until it does.
class Early {
 public:
  static constexpr std::size_t most = 64;
  static constexpr std::size_t room_bytes = 4096; // whoever is sent more at a time receives alone

  // For the first `most` of these events.
  void receive(CallBatch& calls, std::span<const epoll_event> events);
  // The event at this place among them is dispatched, until end().
  void begin(std::size_t place);
  void end();
  // It is not: its socket has gone.
  void skip(std::size_t place) { received_[place] = {}; }

  // nullptr: the kernel is to be asked.
  Arrival* of(const Socket& socket);
  bool holds(const Socket& socket) const { return !held_.empty() && held_.contains(&socket); }
  // It goes. If its event is still to come, that is for skip().
  void drop(const Socket& socket);

 private:
  struct Received {
    const Socket* socket = nullptr;
    Arrival arrival;
  };
  struct Held {
    std::unique_ptr<char[]> octets;
    Arrival arrival;
  };

  std::span<char> room(std::size_t place) { return {&rooms_[place * room_bytes], room_bytes}; }

  std::unique_ptr<char[]> rooms_; // there from the first that are received
  std::array<Received, most> received_;
  Received current_;
  std::unordered_map<const Socket*, Held> held_;
};

} // namespace responsum::net
