// What a socket does where it is encrypted.
#include <algorithm>
#include <cerrno>
#include <cstring>

#include <sys/socket.h>

#include "responsum/net/socket.hpp"

namespace responsum::net {

bool Socket::receive_decrypted() {
  for (;;) {
    const tls::Read read = tls_->read({into_, into_bytes_});
    // Tickets, or the server's part of a handshake that brought a request early, leave with the answer.
    if (read.kind == tls::Read::Kind::bytes && tls_->carries())
      hold_encryption();
    else
      send_encryption(0);
    if (failed()) {
      outcome_ = Outcome::failed;
      return true;
    }
    switch (read.kind) {
    case tls::Read::Kind::bytes:
      if (read.more_held) readable_ = true; // of which epoll knows nothing
      into_bytes_ = static_cast<std::uint32_t>(read.count);
      outcome_ = Outcome::bytes;
      return true;
    case tls::Read::Kind::end: outcome_ = Outcome::end; return true;
    case tls::Read::Kind::failed:
      fail(Failure::unsound, EPROTO);
      outcome_ = Outcome::failed;
      return true;
    case tls::Read::Kind::more: break;
    }
    std::span<char> room = reactor_->wire_buffer();
    if (tls_->untouched()) room = room.first(std::min<std::size_t>(room.size(), into_bytes_)); // it may be plain
    const ssize_t got = receive_wire(room);
    if (got <= 0) return got == 0;
    const std::span<const char> wire = room.first(static_cast<std::size_t>(got));
    if (tls_->untouched() && !tls::begins_handshake(wire)) return speak_plainly(wire);
    tls_->take(wire);
  }
}

// The client takes this for a port without TLS. Whoever is told in the clear what is wrong can mend it.
bool Socket::speak_plainly(std::span<const char> wire) {
  tls_.reset();
  std::memcpy(into_, wire.data(), wire.size());
  into_bytes_ = static_cast<std::uint32_t>(wire.size());
  outcome_ = Outcome::bytes;
  return true;
}

void Socket::start_tls(const tls::Context& context, std::string_view behind) {
  RESPONSUM_ASSERT(!tls_ && pending_bytes() == 0);
  tls_ = std::make_unique<tls::Engine>(context, behind);
  readable_ = true; // what the engine holds is read before the wire
}

void Socket::begin_tls(tls::SharedClientContext context, const tls::Server& server) {
  RESPONSUM_ASSERT(!tls_ && pending_bytes() == 0);
  tls_ = std::make_unique<tls::Engine>(std::move(context), server);
  readable_ = true; // so that it is asked what to send
}

void Socket::expect_tls(const tls::Context& context, std::string_view wire) {
  RESPONSUM_ASSERT(!tls_ && pending_bytes() == 0);
  tls_ = std::make_unique<tls::Engine>(context);
  if (wire.empty()) return;
  tls_->take_kept(wire);
  readable_ = true; // what the engine holds is read before the wire
}

void Socket::send_encrypted(std::span<const iovec> pieces, int flags) {
  if (!tls_->carries()) return; // there is nobody yet who could read it
  if (!tls_->write(pieces)) return fail(Failure::unsound, EPROTO);
  send_encryption(flags);
}

// What TLS wants sent after the last that was asked of it.
void Socket::send_encryption(int flags) {
  const std::string_view wire = tls_->take_output();
  if (wire.empty()) return;
  iovec piece{const_cast<char*>(wire.data()), wire.size()};
  send_wire({&piece, 1}, flags);
}

// The same, but with what is queued in this turn, if it is nothing at all.
void Socket::hold_encryption() {
  if (tls_->hold_output()) output_ = reactor_->output_.add(output_, *this, {});
}

// Behind all that is queued tells the peer that the end is meant: what ends without may have been cut by anybody
// (RFC 8446 6.1).
void Socket::send_end(int flags) {
  send_queued(MSG_MORE);
  if (!tls_ || failed()) return;
  tls_->close();
  send_encryption(flags);
}

// The same when nothing waits any more, as far as the kernel has room.
void Socket::send_last_words() {
  tls_->close();
  const std::string_view wire = tls_->take_output();
  if (!wire.empty()) ::send(descriptor(), wire.data(), wire.size(), MSG_NOSIGNAL);
}

} // namespace responsum::net
