#include "driver/line.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <openssl/err.h>
#include <openssl/x509.h>

#include <array>
#include <span>

#include "responsum/codec/proxy_protocol/parser.hpp"
#include "responsum/net/address.hpp"

namespace responsum::wire {

namespace {

namespace proxy = codec::proxy_protocol;

std::string words(const proxy::Header& header) {
  std::string text = "version " + std::to_string(header.version);
  if (!header.addresses_known()) return text + " of nobody";
  const std::size_t octets = header.family == proxy::Family::ipv4 ? 4 : 16;
  const auto host = [octets](const proxy::Endpoint& end) {
    return net::Address::from(std::span{end.address}.first(octets), end.port).host();
  };
  return text + " from " + host(header.source) + " to " + host(header.destination);
}

} // namespace

std::string Line::peek(std::size_t octets) const {
  std::string some(octets, '\0');
  const ssize_t size = ::recv(socket_, some.data(), some.size(), MSG_PEEK | MSG_WAITALL);
  some.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return some;
}

// Octet by octet: what is behind it may be of TLS, and is not this one's to receive.
void Line::take_introduction() {
  for (std::size_t octets = 1;; ++octets) {
    std::string begun = peek(octets);
    proxy::Header header;
    const codec::h1::Progress progress = proxy::Parser{}.parse(begun, {}, header);
    if (progress == codec::h1::Progress::faulty || begun.size() < octets) return;
    if (progress == codec::h1::Progress::incomplete) continue;
    ::recv(socket_, begun.data(), begun.size(), MSG_WAITALL);
    introduction_ = words(header);
    return;
  }
}

bool Line::begin_tls(SSL_CTX& context) {
  ssl_.reset(SSL_new(&context));
  SSL_set_fd(ssl_.get(), socket_);
  if (SSL_accept(ssl_.get()) == 1) return true;
  // A request may have come already: closed above it, the connection would be reset, and the alert lost.
  ::shutdown(socket_, SHUT_WR);
  std::array<char, 4096> rest;
  while (::recv(socket_, rest.data(), rest.size(), 0) > 0) {
  }
  return false;
}

bool Line::receive(std::string& to) {
  std::array<char, 65536> buffer;
  const ssize_t size = ssl_ ? SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()))
                            : ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (size <= 0) return false;
  to.append(buffer.data(), static_cast<std::size_t>(size));
  return true;
}

bool Line::send_all(std::string_view octets) {
  if (ssl_) return octets.empty() || SSL_write(ssl_.get(), octets.data(), static_cast<int>(octets.size())) > 0;
  while (!octets.empty()) {
    const ssize_t sent = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    octets.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::optional<std::string> Line::take_through(std::string& text, std::string_view end) {
  for (;;) {
    if (const auto at = text.find(end); at != std::string::npos) {
      std::string taken = text.substr(0, at + end.size());
      text.erase(0, taken.size());
      return taken;
    }
    if (!receive(text)) return std::nullopt;
  }
}

std::optional<std::string> Line::take(std::string& text, std::size_t octets) {
  while (text.size() < octets)
    if (!receive(text)) return std::nullopt;
  std::string taken = text.substr(0, octets);
  text.erase(0, octets);
  return taken;
}

void Line::say_end() {
  if (ssl_) SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

void Line::wait_for_hang_up() const {
  pollfd hang_up{socket_, POLLRDHUP, 0};
  ::poll(&hang_up, 1, -1);
}

void Line::break_off() const {
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

std::string_view Line::protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  if (ssl_) SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string Line::description() const {
  if (!ssl_) return "plain";
  const char* const name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
  std::string peer = "nobody";
  if (X509* const certificate = SSL_get0_peer_certificate(ssl_.get())) {
    std::array<char, 64> common{};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, common.data(), common.size());
    peer = common.data();
  }
  return std::string{SSL_get_version(ssl_.get())} + " to " + (name != nullptr ? name : "no name") + " from " + peer +
         (protocol().empty() ? "" : ", by " + std::string{protocol()});
}

std::string_view Line::session() const { return ssl_ && SSL_session_reused(ssl_.get()) == 1 ? "resumed" : "new"; }

} // namespace responsum::wire
