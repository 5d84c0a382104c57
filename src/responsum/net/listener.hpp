// Where connections come in: a listening socket of one worker, and the acceptor that empties it.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>

#include "responsum/base/clock.hpp"
#include "responsum/net/address.hpp"
#include "responsum/net/descriptor.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/net/socket.hpp"
#include "responsum/net/timer.hpp"

namespace responsum::net {

struct ListenerOptions {
  int backlog = 4096;
  // The kernel keeps a connection to itself until its first bytes, at most about this long; 0: hands over at once.
  int defer_accept_s = 0;
  std::string congestion_control{}; // "cubic", "bbr"; empty: the system's default
  bool alone = false;               // fail where somebody listens already, although both would share the port
};

// Bound and listening, non-blocking, shared with other workers by SO_REUSEPORT. A value: moves until an Acceptor has
// it.
class Listener {
 public:
  // `where` is "127.0.0.1:8080" or "[::1]:8080", numeric; port 0: the kernel chooses.
  static std::expected<Listener, NetError> open(std::string_view where, const ListenerOptions& options = {});

  const Address& address() const { return address_; } // with the port as bound
  std::uint16_t bound_port() const { return address_.port(); }
  int descriptor() const { return descriptor_.number(); }

  // Whether the head of a response goes out with MSG_MORE before sendfile(2). Pacing by bbr makes that dear; with the
  // others it saves a packet. Measured both ways, the cause is not established.
  bool corks_heads() const { return corks_heads_; }
  void close() { descriptor_.close(); }

 private:
  Listener(Descriptor descriptor, const Address& address, bool corks_heads)
      : descriptor_{std::move(descriptor)}, address_{address}, corks_heads_{corks_heads} {}

  Descriptor descriptor_;
  Address address_;
  bool corks_heads_;
};

struct AcceptCallbacks {
  std::move_only_function<void(Accepted)> accepted;
  // accept(2) failed for want of descriptors or memory. The connection that was next has been closed, so that its
  // peer need not wait for nothing, and accepting pauses for `refusal_pause_ms`.
  std::move_only_function<void(int error)> refused;
};

// Accepts from start to stop(), in the reactor's turns. Must not outlive the reactor.
class Acceptor final : private EventSource, private Timer {
 public:
  static constexpr int accepts_per_turn = 128;
  static constexpr base::Milliseconds refusal_pause_ms = 100;

  // Throws std::system_error when the listener cannot be watched.
  Acceptor(Reactor& reactor, Listener listener, AcceptCallbacks callbacks);
  ~Acceptor() override;

  const Listener& listener() const { return listener_; }
  // Accepts what has been waiting, then closes: a listener that closes resets the connections it holds. Idempotent.
  void stop();

 private:
  void on_events(std::uint32_t events) override;
  bool accept_some(int at_most);
  void refuse(int error);
  void pause();
  void resume();

  Reactor& reactor_;
  Listener listener_;
  AcceptCallbacks callbacks_;
  Descriptor reserve_; // given up for a moment to accept and close what there is no descriptor for
  bool stopped_ = false;
};

} // namespace responsum::net
