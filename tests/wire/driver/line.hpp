// One connection of an upstream, in plain or in TLS. It blocks.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

namespace responsum::wire {

class Line {
 public:
  // `socket` is its owner's to close.
  explicit Line(int socket) : socket_{socket} {}

  // Octets that have come, left to be received; fewer where the connection ends before. Of a connection in plain.
  std::string peek(std::size_t octets) const;
  // A header of the PROXY protocol that the connection begins with, if it does; before anything else.
  void take_introduction();
  // False: the other side and this one came to no agreement.
  bool begin_tls(SSL_CTX& context);
  // False: the peer sends nothing more.
  bool receive(std::string& to);
  bool send_all(std::string_view octets);
  // What `text` begins with, taken off it once it is there.
  std::optional<std::string> take_through(std::string& text, std::string_view end);
  std::optional<std::string> take(std::string& text, std::size_t octets);

  // Says that the end is meant, where there are words for it.
  void say_end();
  // Without reading: a peer that has gone shows in the state of the connection.
  void wait_for_hang_up() const;
  void break_off() const;

  int socket() const { return socket_; }
  // What TLS agreed on; empty: nothing.
  std::string_view protocol() const;
  // How it is encrypted: "plain", or "TLSv1.3 to app.test from nobody, by h2".
  std::string description() const;
  // What it began with, in words without ports: those are never twice the same. "": with something else.
  std::string_view introduction() const { return introduction_; }
  // "resumed", or "new".
  std::string_view session() const;

 private:
  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  int socket_;
  std::string introduction_;
  std::unique_ptr<SSL, Free> ssl_;
};

} // namespace responsum::wire
