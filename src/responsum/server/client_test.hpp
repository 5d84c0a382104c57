// For tests: a client over loopback.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "responsum/net/address.hpp"
#include "responsum/net/descriptor.hpp"

namespace responsum::server {

// A client that waits for its answers, but not for ever.
class Client {
 public:
  explicit Client(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(socket_.number(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_storage to{};
    const socklen_t size = net::Address::parse("127.0.0.1:" + std::to_string(port))->to(to);
    connected_ = ::connect(socket_.number(), reinterpret_cast<const sockaddr*>(&to), size) == 0;
  }

  bool connected() const { return connected_; }
  void send(std::string_view bytes) { ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL); }
  // The content of the answer to GET; answers here are short and have a length.
  std::string get(const std::string& path, const std::string& host = "a") {
    const std::string request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    send(request);
    std::string got;
    for (;;) {
      const std::size_t head = got.find("\r\n\r\n");
      const std::size_t length = got.find("Content-Length: ");
      if (head != got.npos && length < head && got.size() >= head + 4 + std::stoul(got.substr(length + 16)))
        return got.substr(head + 4);
      if (!receive(got)) return "ended";
    }
  }
  // Nothing more will be sent.
  void end() { ::shutdown(socket_.number(), SHUT_WR); }
  // Until the server ends the connection.
  bool ends() {
    std::string ignored;
    while (receive(ignored)) {
    }
    return ended_;
  }

 private:
  bool receive(std::string& into) {
    char part[4096];
    const ssize_t got = ::recv(socket_.number(), part, sizeof part, 0);
    ended_ = got == 0;
    if (got > 0) into.append(part, static_cast<std::size_t>(got));
    return got > 0;
  }

  net::Descriptor socket_;
  bool connected_ = false;
  bool ended_ = false;
};

} // namespace responsum::server
