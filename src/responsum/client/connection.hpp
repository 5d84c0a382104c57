// One connection to an endpoint: made, used for call after call, and ended.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/client/call.hpp"
#include "responsum/client/http2.hpp"
#include "responsum/client/patience.hpp"
#include "responsum/client/script.hpp"
#include "responsum/codec/h1/content.hpp"
#include "responsum/net/intrusive.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/net/resolver.hpp"
#include "responsum/net/socket.hpp"
#include "responsum/net/task.hpp"

namespace responsum::client {

class Pool;

// Lives in the frame of its own coroutine, which Pool starts; nobody else owns one. In HTTP/1.1 it carries one call
// after another; in HTTP/2 many at a time, each by a stream.
class Connection final : public net::Hook<Connection>, public Carrier, private StreamOwner, private ProgramOwner {
 public:
  Connection(net::Reactor& reactor, Pool& pool, Call& first);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  net::FramePool& frame_pool() const { return reactor_.frame_pool(); }
  static net::Task run(net::Reactor& reactor, Pool& pool, Call& first);

  // What it begins with; see Call.
  std::string_view introduction() const { return introduction_; }
  // It is being made, for others: is to carry this one, too.
  void join(Call& call);
  std::size_t joined() const { return waiting_.size(); }
  // In HTTP/2, and carries none.
  bool shared_by_none() const { return http2_ && http2_->streams() == 0; }
  // It is idle: carries this one next. Or, in HTTP/2, it takes_streams().
  void begin(Call& call);
  bool takes_streams() const;
  void go_on(Call& call) override;
  // One that is still being made goes on being made; one of HTTP/1.1 ends.
  void abandon(Call& call) override;
  // It is not to carry any more calls than it does.
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
  net::Async<bool> introduce();
  bool start_program();
  net::Async<bool> secure(std::string& early);
  Failure tls_failure() const;
  net::Async<bool> carry();
  net::Async<bool> carry_streams();
  void take_streams(const net::Received& received);
  bool is_spent() const;
  void on_stream_ended() override;
  void on_http1_wanted() override;
  void hand_out();
  void tell_waiting(const Failure& failure);
  net::Async<HopEnd> connect_to(std::optional<net::Address> address, net::Deadline deadline, int& error);
  net::Deadline within(const base::Limit& limit) const;

  void send_request();
  void send_head();
  bool send_content();
  void end_content();
  void take(std::string_view bytes);
  // What is left of them behind the heads; nothing: the final one is not there yet.
  std::optional<std::string_view> take_heads(std::string_view bytes);
  void take_content(std::string_view bytes);
  // Of a script; see script.cpp.
  std::string_view script_head();
  void take_records(std::string_view bytes);
  void take_output(std::string_view bytes);
  bool take_script_head(std::string_view& bytes);
  void output_ended();
  void answer_ended();
  void program_stays();
  void output_refused(message::Fault fault, std::uint32_t offset, std::string_view detail);
  void renew_line();
  void drain_program();
  void on_said(std::string_view words) override;
  void on_exit() override;
  bool speaks_records() const { return script_ != nullptr && !script_->is_program; }
  bool is_program() const { return script_ != nullptr && script_->is_program; }
  void peer_ended();
  void expired();
  Stage stage() const;
  net::Deadline deadline() const;
  net::Deadline next_look() const;
  bool reads() const;
  bool is_sent() const;
  void enter(HopPhase phase);
  void enter_making(HopPhase phase);
  void finish(bool reusable);
  void fail(const Failure& failure);
  base::Milliseconds now_ms() const { return reactor_.now().monotonic_ms; }

  net::Reactor& reactor_;
  Pool* pool_;                 // null: it has gone
  Call* call_ = nullptr;       // of HTTP/1.1; null: idle
  std::vector<Call*> waiting_; // for it to be made
  std::optional<net::Socket> socket_;
  std::optional<Http2> http2_;         // there once it is known that it is spoken
  std::unique_ptr<Script> script_;     // there if a script answers
  net::NameWait* resolving_ = nullptr; // while it waits for an address
  net::Address connected_;
  std::string address_; // as it was connected to
  std::string introduction_;
  std::string received_; // of a head that is not whole yet
  std::string trailers_;
  codec::h1::ContentReader reader_;
  base::Milliseconds progress_ms_ = 0; // when octets last went or came
  std::uint64_t unsent_ = 0;           // octets queued when it was last looked
  std::uint32_t calls_ = 0;
  std::uint32_t interims_ = 0;
  std::uint32_t response_offset_ = 0; // octets of interim heads before the one that is read
  HopPhase making_ = HopPhase::choose;
  bool by_http1_; // is what is to be agreed on
  bool made_ = false;
  bool head_sent_ = false;
  bool last_chunk_sent_ = false;
  bool answering_ = false; // octets of a response have come
  bool head_taken_ = false;
  bool tunnel_ = false;
  bool stays_ = false; // says the response
  bool reusable_ = false;
  bool leaving_ = false;
  bool idle_ = false; // the pool's to say
};

} // namespace responsum::client
