// Octets in TLS, by OpenSSL over a pipe that knows nothing of it.
#pragma once

#include <memory>

#include "runner/tcp_pipe.hpp"

namespace responsum::wire {

class TlsPipe final : public Pipe {
 public:
  // Performs the handshake, which trusts whatever certificate it is shown: who is shown which is what other tests are
  // about. A failure shows in the first receive. `alpn` is the one protocol that is offered; `begins` comes in the
  // clear before it.
  TlsPipe(std::uint16_t port, Duration deadline, PieceSize next_size, std::string_view alpn,
          std::string_view begins = {});
  ~TlsPipe() override; // says that it is the end
  TlsPipe(const TlsPipe&) = delete;
  TlsPipe& operator=(const TlsPipe&) = delete;

  void send(std::string_view octets) override;
  void end_of_input() override;
  void reset() override;
  Arrival receive(std::string& to) override;
  std::uint16_t local_port() const override { return tcp_.local_port(); }

 private:
  void carry_out(); // what the engine has for the server
  Arrival carry_in();
  bool shake_hands(std::string_view alpn);

  struct Engine;
  PieceSize next_size_;
  TcpPipe tcp_;
  std::unique_ptr<Engine> engine_;
  bool established_ = false;
  bool was_reset_ = false;
};

} // namespace responsum::wire
