// One connection to an endpoint: made, used for call after call, and ended.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "responsum/client/call.hpp"
#include "responsum/codec/h1/content.hpp"
#include "responsum/net/intrusive.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/net/resolver.hpp"
#include "responsum/net/socket.hpp"
#include "responsum/net/task.hpp"

namespace responsum::client {

class Pool;

// Lives in the frame of its own coroutine, which Pool starts; nobody else owns one.
class Connection final : public net::Hook<Connection> {
 public:
  Connection(net::Reactor& reactor, Pool& pool, Call& first);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  net::FramePool& frame_pool() const { return reactor_.frame_pool(); }
  static net::Task run(net::Reactor& reactor, Pool& pool, Call& first);

  // It is idle: carries this one next.
  void begin(Call& call);
  // The call has content to send, or room for more of the response.
  void go_on();
  // The call leaves. What it asked for cannot be taken back, so the connection ends, unless it is still being made.
  void abandon();
  // It is idle, and is not to carry any more.
  void retire();
  // The pool goes.
  void leave();
  // That it is connected to; none: a socket of this machine.
  const net::Address& address() const { return connected_; }

 private:
  friend class Pool;

  net::Async<bool> open();
  net::Async<bool> resolve();
  net::Async<bool> connect();
  net::Async<bool> secure();
  Failure tls_failure() const;
  net::Async<bool> carry();
  net::Async<HopEnd> connect_to(std::optional<net::Address> address, net::Deadline deadline, int& error);
  net::Deadline within(const base::Limit& limit) const;
  void fail_slow(HopEnd end, const base::Limit& limit);

  void send_request();
  void take(std::string_view bytes);
  // What is left of them behind the heads; nothing: the final one is not there yet.
  std::optional<std::string_view> take_heads(std::string_view bytes);
  void take_content(std::string_view bytes);
  void peer_ended();
  void expired();
  net::Deadline deadline() const;
  bool reads() const;
  bool is_sent() const;
  void enter(HopPhase phase);
  void finish(bool reusable);
  void fail(const Failure& failure);
  base::Milliseconds now_ms() const { return reactor_.now().monotonic_ms; }

  net::Reactor& reactor_;
  Pool* pool_; // null: it has gone
  Call* call_; // null: idle
  std::optional<net::Socket> socket_;
  net::NameWait* resolving_ = nullptr; // while it waits for an address
  net::Address connected_;
  std::string address_;  // as it was connected to
  std::string received_; // of a head that is not whole yet
  std::string trailers_;
  codec::h1::ContentReader reader_;
  base::Milliseconds progress_ms_ = 0; // when octets last went or came
  std::uint64_t unsent_ = 0;           // octets queued when it was last looked
  std::uint32_t calls_ = 0;
  std::uint32_t interims_ = 0;
  std::uint32_t response_offset_ = 0; // octets of interim heads before the one that is read
  bool head_sent_ = false;
  bool answering_ = false; // octets of a response have come
  bool head_taken_ = false;
  bool tunnel_ = false;
  bool stays_ = false; // says the response
  bool reusable_ = false;
  bool leaving_ = false;
  bool idle_ = false; // the pool's to say
};

} // namespace responsum::client
