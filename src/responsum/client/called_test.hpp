// For the tests of this room: a call that notes what it is told, and an upstream whose owner plays it by hand.
#pragma once

#include <algorithm>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/client/pool.hpp"
#include "responsum/codec/h2/server.hpp"
#include "responsum/net/loopback_test.hpp"

namespace responsum::client::testing {

inline constexpr std::string_view empty_answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

inline Limits usual_limits() {
  return {.dns_timeout_ms = {"dns_timeout_ms", 1000},
          .connect_timeout_ms = {"connect_timeout_ms", 1000},
          .tls_timeout_ms = {"tls_timeout_ms", 1000},
          .send_timeout_ms = {"send_timeout_ms", 1000},
          .first_byte_timeout_ms = {"first_byte_timeout_ms", 1000},
          .between_bytes_timeout_ms = {"between_bytes_timeout_ms", 1000},
          .total_timeout_ms = {"total_timeout_ms", 0},
          .tunnel_timeout_ms = {"tunnel_timeout_ms", 1000},
          .idle_timeout_ms = {"idle_timeout_ms", 100'000},
          .max_connections = {"max_connections", 8},
          .max_idle_connections = {"max_idle_connections", 8},
          .max_queue = {"max_queue", 8},
          .queue_timeout_ms = {"queue_timeout_ms", 1000},
          .max_requests_per_connection = {"max_requests_per_connection", 0},
          .max_response_head_bytes = {"max_response_head_bytes", 4096},
          .max_response_fields = {"max_response_fields", 32},
          .max_interim_responses = {"max_interim_responses", 4},
          .http2_max_streams = {"http2_max_streams", 3},
          .http2_window_bytes = {"http2_window_bytes", 65535},
          .http2_max_idle_frames = {"http2_max_idle_frames", 1000},
          .http2_max_continuations = {"http2_max_continuations", 4}};
}

struct Called final : Call {
  message::Method method() const override { return upload.empty() ? message::Method::get : message::Method::post; }
  bool asks_to_switch() const override { return switches; }
  std::string_view introduction() const override { return introduced_by; }
  Wish wish() const { return {.switches = switches, .introduction = introduced_by}; }
  std::string_view head() override { return "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n"; }
  RequestParts parts() const override {
    return {.method = upload.empty() ? "GET" : "POST", .target = target, .host = "app.test", .fields = {}};
  }
  std::span<const codec::fcgi::Param> params() const override { return told; }
  std::string_view program() const override { return program_path; }
  void on_said(std::string_view words) override { said += words; }
  bool chunked() const override { return false; }
  std::string_view content() const override {
    return std::string_view{upload}.substr(sent, ready - std::min(ready, sent));
  }
  void content_sent(std::size_t octets) override { sent += octets; }
  bool content_whole() const override { return ready >= upload.size(); }
  Clocked& clock() override { return clocked; }
  base::Milliseconds began_ms() const override { return began; }
  void on_begun(Carrier& by) override { carrier = &by; }
  void on_connected(std::string_view where, bool again, bool by_http2) override {
    http2 = by_http2;
    address = where;
    reused = again;
  }
  void on_interim(const message::ReceivedHead&) override { ++interims; }
  void on_head(const message::ReceivedHead& head, const codec::h1::BodyFraming&) override { status = head.status; }
  void on_switch(const message::ReceivedHead&) override {}
  std::size_t response_room() const override { return room; }
  void on_content(std::string_view piece) override { content_heard += piece; }
  void on_end(std::span<const message::ResponseField> fields) override {
    over = true;
    for (const message::ResponseField& f : fields) trailers += std::string{f.name} + ": " + std::string{f.value};
  }
  void on_failure(const Failure& failure) override {
    over = true;
    end = failure.end;
    detail = failure.detail;
    rcode = failure.rcode;
  }

  Clocked clocked;
  base::Milliseconds began = 0;
  Carrier* carrier = nullptr;
  std::string target = "/";
  std::span<const codec::fcgi::Param> told;
  std::string program_path;
  std::string said;
  std::string introduced_by;
  std::string upload;
  std::size_t ready = 1 << 30; // octets of it that may be sent
  std::size_t sent = 0;
  std::size_t room = 65536;
  std::string trailers;
  int interims = 0;
  bool switches = false;
  bool http2 = false;
  std::string address;
  std::string content_heard;
  std::string detail;
  std::string_view rcode;
  int status = 0;
  bool reused = false;
  bool over = false;
  HopEnd end = HopEnd::answered;
};

// Whoever has no room waits for some.
struct Queue final : Dispatcher {
  void on_room(Pool& pool) override {
    while (!calls.empty() && pool.has_room(calls.front()->wish())) {
      Called* const call = calls.front();
      calls.pop_front();
      pool.begin(*call);
    }
  }
  // It begins, or waits.
  void add(Pool& pool, Called& call) {
    calls.push_back(&call);
    on_room(pool);
  }
  std::deque<Called*> calls;
};

// Takes one connection after another, and answers every request alike.
class PlayedUpstream {
 public:
  PlayedUpstream(const std::string& at, std::string_view answer)
      : listener_{net::Listener::open(at).value()}, answer_{answer} {}

  std::uint16_t port() const { return listener_.address().port(); }
  int accepted() const { return static_cast<int>(connections_.size()); }

  // What has come on one of them.
  std::string_view heard(std::size_t connection) const { return connections_.at(connection).heard; }

  void play() {
    const int taken = ::accept4(listener_.descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (taken >= 0) connections_.push_back({net::Descriptor{taken}, {}});
    for (Taken& connection : connections_) {
      const std::string came = net::testing::get(connection.socket);
      connection.heard += came;
      if (came.ends_with("\r\n\r\n")) net::testing::put(connection.socket, answer_);
    }
  }

 private:
  struct Taken {
    net::Descriptor socket;
    std::string heard;
  };

  net::Listener listener_;
  std::string answer_;
  std::vector<Taken> connections_;
};

} // namespace responsum::client::testing
