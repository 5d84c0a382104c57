#include "runner/canned_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace responsum::wire {

CannedServer::CannedServer(Respond respond) : respond_{std::move(respond)} {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, generic, size) == 0 && ::listen(listener_, 16) == 0 &&
      ::getsockname(listener_, generic, &size) == 0)
    port_ = ntohs(address.sin_port);
  acceptor_ = std::thread{[this] { serve(); }};
}

CannedServer::~CannedServer() {
  ::shutdown(listener_, SHUT_RDWR); // ends the accept
  acceptor_.join();
  for (std::thread& connection : threads_) connection.join(); // the clients of a test close before their server
  ::close(listener_);
}

std::vector<Observed> CannedServer::take_exchanges(std::size_t, std::chrono::milliseconds) {
  const std::lock_guard lock{mutex_};
  return std::exchange(finished_, {});
}

std::size_t CannedServer::connections() const {
  const std::lock_guard lock{mutex_};
  return connections_;
}

void CannedServer::serve() {
  while (true) {
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    const int socket = ::accept(listener_, reinterpret_cast<sockaddr*>(&peer), &size);
    if (socket < 0) return;
    threads_.emplace_back([this, socket, port = ntohs(peer.sin_port)] {
      serve_connection(socket, port);
      ::close(socket);
    });
  }
}

void CannedServer::serve_connection(int socket, std::uint16_t client_port) {
  {
    const std::lock_guard lock{mutex_};
    ++connections_;
  }
  std::string received;
  while (true) {
    for (auto end = received.find("\r\n\r\n"); end != std::string::npos; end = received.find("\r\n\r\n")) {
      const Answer answer = respond_(std::string_view{received}.substr(0, end + 4));
      received.erase(0, end + 4);
      if (!answer.condition.empty()) {
        const std::lock_guard lock{mutex_};
        finished_.push_back({client_port, answer.condition, "B1y"});
      }
      if (::send(socket, answer.octets.data(), answer.octets.size(), MSG_NOSIGNAL) < 0 || answer.close) return;
    }
    std::array<char, 4096> buffer;
    const ssize_t size = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (size <= 0) return;
    received.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

} // namespace responsum::wire
