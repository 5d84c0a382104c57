// One request on one connection, as the connection sees it: octets to send, and whom to tell what comes back.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "responsum/base/limit.hpp"
#include "responsum/codec/fcgi/writer.hpp"
#include "responsum/codec/h1/content.hpp"
#include "responsum/codec/h1/request_writer.hpp"
#include "responsum/decision/facts.hpp"
#include "responsum/message/received_head.hpp"
#include "responsum/message/response_head.hpp"

namespace responsum::client {

using decision::HopEnd;
using decision::HopPhase;

// How a call ended without a whole response.
struct Failure {
  HopEnd end;
  int error = 0;
  message::Fault fault = message::Fault::none;
  std::uint32_t fault_offset = 0;      // octets from the start of the response
  std::string_view detail{};           // good for the call that it is told by
  std::string_view rcode{};            // of the name service; good for ever
  std::optional<std::uint8_t> alert{}; // of TLS, from the upstream
  const base::Limit* limit = nullptr;
};

// The times of one attempt, by phase.
class Clocked {
 public:
  void enter(HopPhase phase, base::Milliseconds now_ms) {
    leave(now_ms);
    reached_ = phase;
    since_ms_ = now_ms;
  }
  void leave(base::Milliseconds now_ms) {
    if (reached_ != HopPhase::complete && since_ms_ != 0)
      spent_[static_cast<std::size_t>(reached_)] += static_cast<std::uint32_t>(now_ms - since_ms_);
    since_ms_ = now_ms;
  }
  HopPhase reached() const { return reached_; }
  const decltype(decision::HopAttempt::phase_ms)& spent_ms() const { return spent_; }

 private:
  HopPhase reached_ = HopPhase::choose;
  base::Milliseconds since_ms_ = 0;
  decltype(decision::HopAttempt::phase_ms) spent_{};
};

class Call;

// What carries a call: a connection, or a stream of one.
class Carrier {
 public:
  // The call has content to send, or room for more of the response.
  virtual void go_on(Call& call) = 0;
  // The call leaves. What it asked for cannot be taken back.
  virtual void abandon(Call& call) = 0;

 protected:
  ~Carrier() = default;
};

// A head as it is sent, without what is of one connection alone: Connection, Transfer-Encoding, Upgrade.
struct RequestParts {
  std::string_view method;
  std::string_view target;
  std::string_view host;
  std::span<const codec::h1::RequestField> fields;
};

// Told by its carrier in the middle of its work: a call takes note, and neither gives its carrier up nor ends within.
// After on_end or on_failure the carrier knows it no more.
class Call {
 public:
  virtual message::Method method() const = 0;
  virtual bool asks_to_switch() const = 0;
  // What a connection that is made for this call begins with, before anything else; only calls that say the same
  // share it. Empty: nothing. Good until the call has ended.
  virtual std::string_view introduction() const { return {}; }
  // It is for a connection that has carried nothing before.
  virtual bool wants_fresh() const { return false; }
  // The head of the request, for HTTP/1.1 and for HTTP/2: good until a final response has come, or the call has
  // ended.
  virtual std::string_view head() = 0;
  virtual RequestParts parts() const = 0;
  // What a script is told in place of a head (RFC 3875 4.1), and the path of the one that is a program; as long as
  // the head.
  virtual std::span<const codec::fcgi::Param> params() const { return {}; }
  virtual std::string_view program() const { return {}; }
  // Nobody knows yet how long its content is.
  virtual bool chunked() const = 0;
  // Octets of content that may be sent now; good until content_sent().
  virtual std::string_view content() const = 0;
  virtual void content_sent(std::size_t octets) = 0;
  // No more comes than that.
  virtual bool content_whole() const = 0;

  virtual Clocked& clock() = 0;
  virtual base::Milliseconds began_ms() const = 0; // of the exchange: what total_timeout_ms is about
  // This is what carries the call, or will.
  virtual void on_begun(Carrier& carrier) = 0;
  virtual void on_connected(std::string_view address, bool reused, bool http2) = 0;
  // By a script beside its response (FastCGI 5.3; the standard error of a program), at whatever time.
  virtual void on_said(std::string_view) {}
  virtual void on_interim(const message::ReceivedHead& head) = 0;
  virtual void on_head(const message::ReceivedHead& head, const codec::h1::BodyFraming& framing) = 0;
  // What is wrong with a 101, for those who asked to switch.
  virtual message::Fault fault_of_switch(const message::ReceivedHead&) const { return message::Fault::none; }
  // 101: what follows is of the other protocol, both ways, until either ends.
  virtual void on_switch(const message::ReceivedHead& head) = 0;
  // Octets of the response's content that there is room for. While there is none, none is asked for; what has come
  // then comes all the same.
  virtual std::size_t response_room() const = 0;
  virtual void on_content(std::string_view piece) = 0;
  virtual void on_end(std::span<const message::ResponseField> trailers) = 0;
  virtual void on_failure(const Failure& failure) = 0;

 protected:
  ~Call() = default;
};

} // namespace responsum::client
