// The connections of one worker to one endpoint.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "responsum/client/call.hpp"
#include "responsum/client/connection.hpp"
#include "responsum/client/endpoint.hpp"
#include "responsum/client/limits.hpp"
#include "responsum/message/received_head.hpp"
#include "responsum/net/intrusive.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/net/resolver.hpp"

namespace responsum::client {

// Whoever shares an endpoint's connections out.
class Dispatcher {
 public:
  // A connection has become free, or there is room for another: whoever waits may begin.
  virtual void on_room(Pool& pool) = 0;

 protected:
  ~Dispatcher() = default;
};

// What calls of one worker share: scratch that is of no meaning between two of them.
struct Scratch {
  message::ReceivedHead head;
};

// What a call wants of the connection that carries it; see Call.
struct Wish {
  bool switches = false; // asks to
  std::string_view introduction{};
  bool fresh = false; // has carried nothing before
};

class Pool {
 public:
  // All of it outlives the pool. `name`: of an endpoint that is named by one; null: its address, or socket, is known.
  Pool(net::Reactor& reactor, const Endpoint& endpoint, net::Name* name, const Encryption& encryption,
       const Limits& limits, Dispatcher& dispatcher, Scratch& scratch)
      : reactor_{reactor},
        endpoint_{endpoint},
        name_{name},
        encryption_{encryption},
        limits_{limits},
        dispatcher_{dispatcher},
        scratch_{scratch} {}
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool();

  // Whether the call is not one for HTTP/2, were it spoken.
  bool by_http1(const Call& call) const { return by_http1(call.asks_to_switch()); }
  bool by_http1(bool switches) const {
    return (switches && endpoint_.protocol != Protocol::http2) ||
           (http1_wanted_ && endpoint_.protocol == Protocol::negotiated);
  }
  // False: as many connections are in use as may be.
  bool has_room(const Wish& wish);
  // Has room. The call hears by which connection, and what becomes of it; that may be within.
  void begin(Call& call);

  const Endpoint& endpoint() const { return endpoint_; }
  net::Name* name() const { return name_; }
  const Encryption& encryption() const { return encryption_; }
  const Limits& limits() const { return limits_; }
  std::size_t in_use() const { return open_ - idle_count_; }
  std::size_t open() const { return open_; }

 private:
  friend class Connection;

  // Where to connect to, the one to begin with in front. Empty: a socket of this machine.
  std::vector<net::Address> addresses();
  bool leads_to(const net::Address& address) const { return name_ == nullptr || name_->leads_to(address); }
  // One that can take another stream; null: none can.
  Connection* sharing(std::string_view introduction);
  // One that is being made, and may be for one more; likewise.
  Connection* joinable(std::string_view introduction) const;
  // One that carries nothing; likewise. It is taken off the idle ones.
  Connection* take_idle(std::string_view introduction);
  bool has_unused();
  void make_room();
  bool expects_http2() const;

  void came(Connection& connection);
  // It is made, or comes to nothing: nobody joins it any more.
  void made(const Connection& connection);
  void agreed(bool http2) { http2_agreed_ = http2; }
  void want_http1() { http1_wanted_ = true; }
  // It carries calls in HTTP/2.
  void shared(Connection& connection);
  void stream_ended() { dispatcher_.on_room(*this); }
  // It carries none from now on. False: enough of them wait for one.
  bool freed(Connection& connection);
  void gone(const Connection& connection, bool idle);

  net::Reactor& reactor_;
  const Endpoint& endpoint_;
  net::Name* name_;
  const Encryption& encryption_;
  const Limits& limits_;
  Dispatcher& dispatcher_;
  Scratch& scratch_;
  net::List<Connection> idle_; // the one used last comes first
  net::List<Connection> busy_;
  net::List<Connection> shared_;    // in HTTP/2
  std::vector<Connection*> making_; // that others may join
  bool http2_agreed_ = false;       // the last time
  bool http1_wanted_ = false;       // said the server (RFC 9113 7), and from then on
  std::size_t open_ = 0;
  std::size_t idle_count_ = 0;
  std::size_t turns_ = 0; // of the addresses of its name
};

} // namespace responsum::client
