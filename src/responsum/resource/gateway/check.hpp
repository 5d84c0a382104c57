// Asks one endpoint again and again whether it is well, on connections of its own.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "responsum/base/clock.hpp"
#include "responsum/client/call.hpp"
#include "responsum/client/pool.hpp"
#include "responsum/net/timer.hpp"
#include "responsum/resource/gateway/endpoints.hpp"
#include "responsum/resource/gateway/options.hpp"

namespace responsum::resource::gateway {

struct CheckSettings {
  std::string path;          // that is asked for; empty: nothing is
  std::string host;          // empty: that of the endpoint
  std::bitset<600> statuses; // by number: which answers are good
  base::Milliseconds interval_ms = 5000;
  base::Limit timeout_ms; // for the whole of it
  IntroducedBy introduced_by = IntroducedBy::nothing;
};

// What became of an attempt, for people: "was refused the connection". Nothing of it is what the endpoint has sent.
std::string words_of(const client::Failure& failure);

// Told in the middle of the connection's work: takes note, and ends no check.
class Checked {
 public:
  // `why` is good for the call: "answered 503", "was refused the connection".
  virtual void on_checked(EndpointId endpoint, bool good, std::string_view why) = 0;

 protected:
  ~Checked() = default;
};

// A connection for each check: whether one can be made is part of the question. It is made as those of requests are,
// in TLS and with an introduction where they are, for no client.
class Check final : private client::Call, private client::Dispatcher, private net::Timer {
 public:
  // How the endpoint is reached; see client::Pool.
  struct Road {
    const client::Endpoint& endpoint;
    net::Name* name;
    const client::Encryption& encryption;
    const client::Limits& limits; // of requests: those of size are those of checks
  };

  // All of it outlives the check, but the Road itself. The first comes after `first_ms`, so that those of many do not
  // come at once.
  Check(net::Reactor& reactor, const Road& road, EndpointId id, const CheckSettings& settings,
        client::Scratch& scratch, Checked& told, base::Milliseconds first_ms);
  ~Check();
  Check(const Check&) = delete;
  Check& operator=(const Check&) = delete;

  // Settings and limits say the same as before, from other places.
  void adopt();

 private:
  static void on_time(net::Timer& timer) { static_cast<Check&>(timer).begin(); }
  void begin();
  void end(bool good, std::string_view why);

  message::Method method() const override { return message::Method::get; }
  bool asks_to_switch() const override { return false; }
  std::string_view introduction() const override { return introduction_; }
  std::string_view head() override { return head_; }
  client::RequestParts parts() const override;
  bool chunked() const override { return false; }
  std::string_view content() const override { return {}; }
  void content_sent(std::size_t) override {}
  bool content_whole() const override { return true; }
  client::Clocked& clock() override { return clock_; }
  base::Milliseconds began_ms() const override { return began_ms_; }
  void on_begun(client::Carrier& carrier) override { carrier_ = &carrier; }
  void on_connected(std::string_view, bool, bool) override {}
  void on_interim(const message::ReceivedHead&) override {}
  void on_head(const message::ReceivedHead& head, const codec::h1::BodyFraming&) override { status_ = head.status; }
  void on_switch(const message::ReceivedHead&) override {}
  std::size_t response_room() const override { return 64 * 1024; }
  void on_content(std::string_view) override {} // what is said in it is for people
  void on_end(std::span<const message::ResponseField> trailers) override;
  void on_failure(const client::Failure& failure) override;
  void on_room(client::Pool&) override {}

  net::Reactor& reactor_;
  const CheckSettings& settings_;
  const client::Limits& of_requests_;
  Checked& told_;
  EndpointId id_;
  std::string introduction_;
  std::string host_;
  std::string head_;
  client::Limits limits_;
  client::Clocked clock_;
  base::Milliseconds began_ms_ = 0;
  std::uint16_t status_ = 0;
  client::Carrier* carrier_ = nullptr; // null: none carries it now
  client::Pool pool_;
};

} // namespace responsum::resource::gateway
