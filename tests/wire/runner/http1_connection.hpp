// HTTP/1.1: what the script says goes out as it is written.
#pragma once

#include <memory>
#include <string>

#include "runner/connection.hpp"

namespace responsum::wire {

class Http1Connection final : public Connection {
 public:
  explicit Http1Connection(std::unique_ptr<Pipe> pipe);

  std::uint16_t local_port() const override { return pipe_->local_port(); }
  void send(std::string_view octets) override { pipe_->send(octets); }
  void send_raw(const Send& step, std::string_view octets) override;
  void start_tls(PieceSize next_size) override;
  void end_of_input() override { pipe_->end_of_input(); }
  void reset() override { pipe_->reset(); }
  std::expected<Response, std::string> receive(std::string_view method) override;
  std::expected<void, std::string> expect_last() override;
  std::expected<void, std::string> expect_silence() override { return expect_last(); }
  std::string unread() const override { return received_; }

 private:
  std::unique_ptr<Pipe> pipe_;
  std::string received_;
};

} // namespace responsum::wire
