// Octets in TLS, by OpenSSL over a pipe that knows nothing of it.
#pragma once

#include <memory>

#include "runner/pipe.hpp"

namespace responsum::wire {

class TlsPipe final : public Pipe {
 public:
  // Performs the handshake over `wire`, and trusts whatever certificate it is shown: who is shown which is what other
  // tests are about. A failure shows in the first receive. `alpn` is the one protocol that is offered.
  TlsPipe(std::unique_ptr<Pipe> wire, PieceSize next_size, std::string_view alpn);
  ~TlsPipe() override; // says that it is the end
  TlsPipe(const TlsPipe&) = delete;
  TlsPipe& operator=(const TlsPipe&) = delete;

  void send(std::string_view octets) override;
  void end_of_input() override;
  void reset() override;
  Arrival receive(std::string& to) override;
  std::uint16_t local_port() const override { return wire_->local_port(); }

 private:
  void carry_out(); // what the engine has for the server
  Arrival carry_in();
  bool shake_hands(std::string_view alpn);

  struct Engine;
  PieceSize next_size_;
  std::unique_ptr<Pipe> wire_;
  std::unique_ptr<Engine> engine_;
  bool established_ = false;
  bool was_reset_ = false;
};

} // namespace responsum::wire
