// Octets as they are.
#pragma once

#include "runner/pipe.hpp"

namespace responsum::wire {

class TcpPipe final : public Pipe {
 public:
  // To 127.0.0.1. A failure shows in the first send or receive. `begins` is sent at once, with the connection's own
  // port for `{port}`.
  TcpPipe(std::uint16_t port, Duration deadline, PieceSize next_size, std::string_view begins = {});
  ~TcpPipe() override;
  TcpPipe(const TcpPipe&) = delete;
  TcpPipe& operator=(const TcpPipe&) = delete;

  void send(std::string_view octets) override;
  void end_of_input() override;
  void reset() override;
  Arrival receive(std::string& to) override;
  std::uint16_t local_port() const override { return local_port_; }

 private:
  int socket_ = -1;
  std::uint16_t local_port_ = 0;
  Duration deadline_;
  PieceSize next_size_;
  bool ended_ = false;
};

} // namespace responsum::wire
