// HTTP/2, by nghttp2: each request of the script is said in a stream of its own (RFC 9113 8).
#pragma once

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "runner/connection.hpp"

namespace responsum::wire {

class Http2Connection final : public Connection {
 public:
  Http2Connection(std::unique_ptr<Pipe> pipe, std::string_view scheme);
  ~Http2Connection() override;
  Http2Connection(const Http2Connection&) = delete;
  Http2Connection& operator=(const Http2Connection&) = delete;

  std::uint16_t local_port() const override { return pipe_->local_port(); }

  // A head leaves as soon as it is whole, content as it comes.
  void send(std::string_view octets) override;
  void send_raw(const Send& step, std::string_view octets) override;
  void start_tls(PieceSize) override { std::abort(); } // no script that does so is played over this protocol
  void end_of_input() override { pipe_->end_of_input(); }
  void reset() override { pipe_->reset(); }

  std::expected<Response, std::string> receive(std::string_view method) override;
  // An answer ends its stream; of the connection it says nothing.
  std::expected<void, std::string> expect_last() override { return {}; }
  std::expected<void, std::string> expect_silence() override;
  std::string unread() const override;

 private:
  Arrival advance(); // sends what there is to send, and receives
  std::string broken(Arrival why) const;

  class Session;
  std::unique_ptr<Pipe> pipe_;
  std::unique_ptr<Session> session_;
};

} // namespace responsum::wire
