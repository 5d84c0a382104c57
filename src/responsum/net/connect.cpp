#include "responsum/net/connect.hpp"

#include <cerrno>
#include <cstddef>
#include <cstring>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>

namespace responsum::net {

namespace {

std::expected<Descriptor, int> begin(int family, const sockaddr* to, socklen_t size) {
  Descriptor descriptor{::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!descriptor.valid()) return std::unexpected{errno};
  if (family != AF_UNIX) {
    const int on = 1;
    ::setsockopt(descriptor.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  if (::connect(descriptor.number(), to, size) != 0 && errno != EINPROGRESS) return std::unexpected{errno};
  return descriptor;
}

} // namespace

std::expected<Descriptor, int> begin_connect(const Address& to) {
  sockaddr_storage system{};
  const socklen_t size = to.to(system);
  return begin(system.ss_family, reinterpret_cast<const sockaddr*>(&system), size);
}

std::expected<Descriptor, int> begin_connect(std::string_view path) {
  sockaddr_un system{};
  system.sun_family = AF_UNIX;
  if (path.size() >= sizeof system.sun_path) return std::unexpected{ENAMETOOLONG};
  std::memcpy(system.sun_path, path.data(), path.size());
  if (path.starts_with('@')) system.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  return begin(AF_UNIX, reinterpret_cast<const sockaddr*>(&system), size);
}

} // namespace responsum::net
