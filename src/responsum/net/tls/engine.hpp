// One connection's TLS: octets of the wire in and out, octets of the application out and in. Makes no system call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <sys/uio.h>

#include "responsum/net/tls/client_context.hpp"
#include "responsum/net/tls/context.hpp"

namespace responsum::net::tls {

struct Read {
  enum class Kind : std::uint8_t {
    bytes,  // `count` octets of the application
    more,   // nothing until more of the wire is there
    end,    // the peer has said that it sends no more (close_notify)
    failed, // handshake or record is bad; failure() says why, and an alert waits to be sent
  };
  Kind kind = Kind::more;
  std::size_t count = 0;
  bool more_held = false; // with bytes: the next read() may have an answer without more of the wire
};

// Idle, it holds no buffers. The context outlives it, or is its own too, and is used by one thread.
class Engine {
 public:
  explicit Engine(const Context& context);
  // Of a connection that both sides agreed in plain to go on with in TLS (RFC 2817 3.3): `behind` is what came behind
  // that. Its handshake is under way from now on, brings no request early, and agrees on none of the context's
  // protocols but those for this.
  Engine(const Context& context, std::string_view behind);
  // The client's end: of a connection to `server`, with whom its handshake begins at the first read(). A certificate
  // that is not good for that server ends it.
  Engine(SharedClientContext context, const Server& server);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Octets as they came; all that read() does not take before the next call is kept.
  void take(std::span<const char> wire);
  // The same, before anything else came; they are kept from the start.
  void take_kept(std::string_view wire);
  // Goes on with the handshake as far as it must, and decrypts.
  Read read(std::span<char> into);
  // Encrypts all of it; false: the connection has failed. Nothing can be written before it carries().
  bool write(std::span<const iovec> pieces);
  // Says that no more will be sent (RFC 8446 6.1), once.
  void close();

  // What the last read(), write() or close() wants sent. It stands in scratch that all engines of the context share:
  // to be asked right after each of these calls, and good until the next call of any of them.
  std::string_view take_output();
  // Instead of that: it goes out with what is written next. False: it wants nothing sent.
  bool hold_output();

  bool established() const;
  // The handshake goes on, and octets of the application have come already: whoever sends them may be repeating what
  // another has sent (RFC 8446 8). They may be answered.
  bool early() const { return read_early_ && !established(); }
  // Octets of the application can be read and written.
  bool carries() const { return read_early_ || established(); }
  // Nothing of the wire has come yet.
  bool untouched() const { return !touched_; }
  // Why, with the alert that was sent or received: "alert sent: protocol_version (unsupported protocol)", "alert
  // received: unknown_ca", "http request"; empty while nothing failed.
  const std::string& failure() const { return failure_; }
  // The alert that the peer has sent, unless it was the end (RFC 8446 6).
  std::optional<std::uint8_t> received_alert() const;
  // What is wrong with the certificate that the server showed this client; empty: nothing, or it came to none.
  const std::string& certificate_fault() const;
  // The peer has said that it sends no more: an end without that may be somebody else's doing.
  bool said_end() const;
  // The name that the client asked for, in lower case; empty: none.
  std::string_view server_name() const;
  // Which of the context's was shown; of meaning once the handshake is done.
  std::size_t identity() const;
  // "h2"; empty: none was agreed on.
  std::string_view protocol() const;
  // "TLSv1.3"
  std::string_view version() const;
  std::string_view cipher() const;
  bool resumed() const;
  // That the client showed; none when it showed none or was not asked.
  std::optional<ClientCertificate> client() const;

 private:
  friend struct WireBio;
  struct Inner;

  void attach();
  void enter_handshake();
  void begin();
  Read decrypt(std::span<char> into);
  void end_handshake();
  int read_record(std::span<char> into, std::size_t& got);
  Read fail(std::string why);

  std::unique_ptr<Inner> inner_;
  std::string_view input_; // not read yet: of the caller's octets, or of kept_
  std::string kept_;
  std::string held_; // output
  std::string failure_;
  bool touched_ = false;
  bool upgraded_ = false;
  bool in_handshake_ = false; // and counted by the context
  bool awaits_early_;
  bool read_early_ = false;
};

// Whether these first octets of a connection are meant as TLS (RFC 8446 5.1: a record of type handshake).
constexpr bool begins_handshake(std::span<const char> wire) { return !wire.empty() && wire.front() == 0x16; }

} // namespace responsum::net::tls
