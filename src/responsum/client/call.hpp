// One request on one connection, as the connection sees it: octets to send, and whom to tell what comes back.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "responsum/base/limit.hpp"
#include "responsum/codec/h1/content.hpp"
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

class Connection;

// Told by its connection in the middle of its work: a call takes note, and neither gives its connection up nor ends
// within. After on_end or on_failure the connection knows it no more.
class Call {
 public:
  virtual message::Method method() const = 0;
  virtual bool asks_to_switch() const = 0;
  // Head of the request as it is sent: good until the call has ended.
  virtual std::string_view head() const = 0;
  // Octets of content, framed, that may be sent now; good until content_sent().
  virtual std::string_view content() const = 0;
  virtual void content_sent(std::size_t octets) = 0;
  // All of it has been handed out.
  virtual bool content_complete() const = 0;

  virtual Clocked& clock() = 0;
  virtual base::Milliseconds began_ms() const = 0; // of the exchange: what total_timeout_ms is about
  // It is this connection that carries the call.
  virtual void on_begun(Connection& connection) = 0;
  virtual void on_connected(std::string_view address, bool reused) = 0;
  virtual void on_interim(const message::ReceivedHead& head) = 0;
  virtual void on_head(const message::ReceivedHead& head, const codec::h1::BodyFraming& framing) = 0;
  // 101: what follows is of the other protocol, both ways, until either ends.
  virtual void on_switch(const message::ReceivedHead& head) = 0;
  // Octets of the response's content that there is room for. While there is none the connection does not read; what
  // it has read then comes all the same.
  virtual std::size_t response_room() const = 0;
  virtual void on_content(std::string_view piece) = 0;
  virtual void on_end(std::span<const message::ResponseField> trailers) = 0;
  virtual void on_failure(const Failure& failure) = 0;

 protected:
  ~Call() = default;
};

} // namespace responsum::client
