// The loop of an HTTP/1.1 or 1.0 connection.
#pragma once

#include "responsum/net/task.hpp"
#include "responsum/session/connection.hpp"

namespace responsum::session {

// Whoever counts connections.
class Sessions {
 public:
  // A connection whose peer speaks for others is this client's. False: that one has as many as it may.
  virtual bool introduced(const net::Address& client) = 0;
  // `peer` has one connection less; none: nobody was said to have this one.
  virtual void session_ended(const net::Address& peer) = 0;

 protected:
  ~Sessions() = default;
};

// Runs until the connection ends; its socket closes with it, and `sessions` is told last. `reactor` comes first since
// the coroutine's frame is from its pool. `accepted` and `facts` are of use until the coroutine has been spawned: a
// copy would be kept for as long as the connection is idle.
net::Task serve(net::Reactor& reactor, Context& context, net::Accepted&& accepted,
                const decision::ConnectionFacts& facts, Sessions& sessions);

} // namespace responsum::session
