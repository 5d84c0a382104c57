#include "runner/tls_pipe.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <limits>

namespace responsum::wire {

namespace {

template <auto Free>
struct Deleter {
  void operator()(auto* object) const { Free(object); }
};

constexpr const char* server_name = "site.test";

} // namespace

struct TlsPipe::Engine {
  std::unique_ptr<SSL_CTX, Deleter<&SSL_CTX_free>> context{SSL_CTX_new(TLS_client_method())};
  std::unique_ptr<SSL, Deleter<&SSL_free>> ssl{SSL_new(context.get())};
  // Of the engine, which frees them: what comes from the server, and what goes there.
  BIO* in = BIO_new(BIO_s_mem());
  BIO* out = BIO_new(BIO_s_mem());

  Engine() {
    BIO_set_mem_eof_return(in, -1); // an empty buffer is no end: more may come
    SSL_set_bio(ssl.get(), in, out);
    SSL_set_connect_state(ssl.get());
  }

  bool wants_more(int result) const { return SSL_get_error(ssl.get(), result) == SSL_ERROR_WANT_READ; }
};

TlsPipe::TlsPipe(std::unique_ptr<Pipe> wire, PieceSize next_size, std::string_view alpn)
    : next_size_{std::move(next_size)}, wire_{std::move(wire)}, engine_{std::make_unique<Engine>()} {
  established_ = shake_hands(alpn);
}

TlsPipe::~TlsPipe() {
  if (established_) end_of_input();
}

bool TlsPipe::shake_hands(std::string_view alpn) {
  SSL* const ssl = engine_->ssl.get();
  SSL_set_tlsext_host_name(ssl, server_name);
  std::string offered{static_cast<char>(alpn.size())};
  offered += alpn;
  // Answers 0 when it succeeds, unlike the rest of the library.
  if (SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(offered.data()),
                          static_cast<unsigned>(offered.size())) != 0)
    return false;
  while (true) {
    ERR_clear_error();
    const int done = SSL_do_handshake(ssl);
    const bool wants_more = done != 1 && engine_->wants_more(done);
    carry_out();
    if (done == 1) break;
    if (!wants_more || carry_in() != Arrival::octets) return false;
  }
  const unsigned char* chosen = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl, &chosen, &size);
  return std::ranges::equal(std::string_view{reinterpret_cast<const char*>(chosen), size}, alpn);
}

void TlsPipe::carry_out() {
  char* octets = nullptr;
  const long size = BIO_get_mem_data(engine_->out, &octets);
  if (size > 0) wire_->send({octets, static_cast<std::size_t>(size)});
  static_cast<void>(BIO_reset(engine_->out));
}

Arrival TlsPipe::carry_in() {
  std::string octets;
  const Arrival arrival = wire_->receive(octets);
  if (!octets.empty()) BIO_write(engine_->in, octets.data(), static_cast<int>(octets.size()));
  return arrival;
}

// Each piece is a record of its own, and the octets of the records leave in pieces again.
void TlsPipe::send(std::string_view octets) {
  constexpr std::size_t most = std::numeric_limits<int>::max();
  while (established_ && !octets.empty()) {
    const std::size_t size = std::clamp<std::size_t>(next_size_(), 1, std::min(most, octets.size()));
    ERR_clear_error();
    if (SSL_write(engine_->ssl.get(), octets.data(), static_cast<int>(size)) <= 0) return;
    octets.remove_prefix(size);
    carry_out();
  }
}

void TlsPipe::end_of_input() {
  if (established_) {
    ERR_clear_error();
    SSL_shutdown(engine_->ssl.get());
    carry_out();
  }
  wire_->end_of_input();
}

void TlsPipe::reset() {
  wire_->reset();
  established_ = false; // nothing more is said
  was_reset_ = true;
}

Arrival TlsPipe::receive(std::string& to) {
  if (was_reset_) return Arrival::end;
  while (established_) {
    std::array<char, 65536> buffer;
    ERR_clear_error();
    const int size = SSL_read(engine_->ssl.get(), buffer.data(), static_cast<int>(buffer.size()));
    if (size > 0) {
      to.append(buffer.data(), static_cast<std::size_t>(size));
      return Arrival::octets;
    }
    if (SSL_get_error(engine_->ssl.get(), size) == SSL_ERROR_ZERO_RETURN) return Arrival::end;
    if (!engine_->wants_more(size)) return Arrival::cut;
    carry_out(); // the answer to an update of keys, say
    const Arrival arrival = carry_in();
    if (arrival == Arrival::too_late) return arrival;
    if (arrival != Arrival::octets) return Arrival::cut;
  }
  return Arrival::cut;
}

} // namespace responsum::wire
