#include "runner/tcp_pipe.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace responsum::wire {

TcpPipe::TcpPipe(std::uint16_t port, Duration deadline, PieceSize next_size, std::string_view begins)
    : deadline_{deadline}, next_size_{std::move(next_size)} {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int one = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  const timeval limit{deadline.count() / 1000, deadline.count() % 1000 * 1000};
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::connect(socket_, generic, sizeof address) != 0) return;
  socklen_t size = sizeof address;
  if (::getsockname(socket_, generic, &size) == 0) local_port_ = ntohs(address.sin_port);
  constexpr std::string_view place = "{port}";
  std::string first{begins};
  if (const auto at = first.find(place); at != std::string::npos)
    first.replace(at, place.size(), std::to_string(local_port_));
  send(first);
}

TcpPipe::~TcpPipe() {
  if (socket_ >= 0) ::close(socket_);
}

void TcpPipe::send(std::string_view octets) {
  while (!octets.empty()) {
    const std::size_t size = std::clamp<std::size_t>(next_size_(), 1, octets.size());
    const ssize_t sent = ::send(socket_, octets.data(), size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return;
    octets.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void TcpPipe::end_of_input() { ::shutdown(socket_, SHUT_WR); }

void TcpPipe::reset() {
  if (socket_ < 0) return;
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(socket_, -1));
  ended_ = true;
}

Arrival TcpPipe::receive(std::string& to) {
  if (ended_) return Arrival::end;
  pollfd readable{socket_, POLLIN, 0};
  if (::poll(&readable, 1, static_cast<int>(deadline_.count())) <= 0) return Arrival::too_late;
  std::array<char, 65536> buffer;
  const ssize_t size = ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (size > 0) {
    to.append(buffer.data(), static_cast<std::size_t>(size));
    return Arrival::octets;
  }
  ended_ = true; // also after a reset: the server is gone either way
  return Arrival::end;
}

} // namespace responsum::wire
