#include "responsum/net/listener.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace responsum::net {

namespace {

bool set(int descriptor, int level, int option, int value) {
  return ::setsockopt(descriptor, level, option, &value, sizeof value) == 0;
}

std::string_view congestion_control(int descriptor, std::span<char> name) {
  auto size = static_cast<socklen_t>(name.size());
  if (::getsockopt(descriptor, IPPROTO_TCP, TCP_CONGESTION, name.data(), &size) != 0) return {};
  return {name.data(), ::strnlen(name.data(), size)};
}

bool wants_for_resources(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

Descriptor open_reserve() { return Descriptor{::open("/dev/null", O_RDONLY | O_CLOEXEC)}; }

// The name of the first step that failed, errno as it left it; empty: all set.
std::string_view prepare(int descriptor, const Address& address, const ListenerOptions& options) {
  if (!set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)) return "set SO_REUSEADDR on";
  if (!set(descriptor, SOL_SOCKET, SO_REUSEPORT, 1)) return "set SO_REUSEPORT on";
  // So that "[::]:80" and "0.0.0.0:80" can stand side by side, and each means what it says.
  if (address.family() == Address::Family::v6 && !set(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 1))
    return "set IPV6_V6ONLY on";
  // Accepted sockets inherit it, which saves a call for each.
  if (!set(descriptor, IPPROTO_TCP, TCP_NODELAY, 1)) return "set TCP_NODELAY on";
  if (options.defer_accept_s > 0 && !set(descriptor, IPPROTO_TCP, TCP_DEFER_ACCEPT, options.defer_accept_s))
    return "set TCP_DEFER_ACCEPT on";
  const std::string& wanted = options.congestion_control;
  if (!wanted.empty() && ::setsockopt(descriptor, IPPROTO_TCP, TCP_CONGESTION, wanted.data(),
                                      static_cast<socklen_t>(wanted.size())) != 0)
    return "set congestion control of";
  sockaddr_storage system{};
  const socklen_t size = address.to(system);
  if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&system), size) != 0) return "bind";
  if (::listen(descriptor, options.backlog) != 0) return "listen on";
  return {};
}

// Whether somebody listens there. Only a socket that shares with nobody can tell: those with SO_REUSEPORT share in
// silence.
bool is_taken(int family, const Address& address) {
  const Descriptor probe{::socket(family, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP)};
  set(probe.number(), SOL_SOCKET, SO_REUSEADDR, 1);
  if (family == AF_INET6) set(probe.number(), IPPROTO_IPV6, IPV6_V6ONLY, 1);
  sockaddr_storage system{};
  const socklen_t size = address.to(system);
  return ::bind(probe.number(), reinterpret_cast<const sockaddr*>(&system), size) != 0 && errno == EADDRINUSE;
}

} // namespace

std::expected<Listener, NetError> Listener::open(std::string_view where, const ListenerOptions& options) {
  const auto failed = [&](int error, std::string_view step) {
    return std::unexpected{NetError{error, std::string{step} + " " + std::string{where}}};
  };
  const std::optional<Address> address = Address::parse(where);
  if (!address) return failed(EINVAL, "understand the address");
  const int family = address->family() == Address::Family::v4 ? AF_INET : AF_INET6;
  Descriptor descriptor{::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP)};
  if (!descriptor.valid()) return failed(errno, "create a socket for");
  if (options.alone && address->port() != 0 && is_taken(family, *address)) return failed(EADDRINUSE, "bind");
  if (const auto step = prepare(descriptor.number(), *address, options); !step.empty()) return failed(errno, step);
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (::getsockname(descriptor.number(), reinterpret_cast<sockaddr*>(&bound), &size) != 0)
    return failed(errno, "find the port of");
  char name[32];
  const bool corks_heads = congestion_control(descriptor.number(), name) != "bbr";
  return Listener{std::move(descriptor), Address::from(bound), corks_heads};
}

namespace {

// Edge-triggered: a level would have the kernel ask once more after each report. Modifying the registration reports
// what is still there.
constexpr std::uint32_t connections = EPOLLIN | EPOLLET;

} // namespace

Acceptor::Acceptor(Reactor& reactor, Listener listener, AcceptCallbacks callbacks)
    : Timer{[](Timer& timer) { static_cast<Acceptor&>(timer).resume(); }},
      reactor_{reactor},
      listener_{std::move(listener)},
      callbacks_{std::move(callbacks)},
      reserve_{open_reserve()} {
  if (const int error = reactor_.watch(listener_.descriptor(), connections, *this); error != 0)
    throw std::system_error{error, std::generic_category(), "watching a listener"};
}

Acceptor::~Acceptor() {
  if (!stopped_) reactor_.forget(*this);
}

void Acceptor::stop() {
  if (stopped_) return;
  accept_some(std::numeric_limits<int>::max());
  stopped_ = true;
  reactor_.forget(*this);
  unlink();
  listener_.close();
}

void Acceptor::on_events(std::uint32_t) {
  if (!accept_some(accepts_per_turn)) reactor_.rewatch(listener_.descriptor(), connections, *this);
}

// False: there may be more.
bool Acceptor::accept_some(int at_most) {
  for (int i = 0; i < at_most; ++i) {
    sockaddr_storage peer;
    socklen_t size = sizeof peer;
    Descriptor accepted{
        ::accept4(listener_.descriptor(), reinterpret_cast<sockaddr*>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (accepted.valid()) {
      callbacks_.accepted(Accepted{std::move(accepted), Address::from(peer), listener_.corks_heads()});
      continue;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) return true;
    // Anything else is the failure of one connection that was gone before it was accepted.
    if (wants_for_resources(errno)) {
      refuse(errno);
      return true;
    }
  }
  return false;
}

void Acceptor::refuse(int error) {
  if (reserve_.valid()) {
    reserve_.close();
    Descriptor{::accept4(listener_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC)}.close();
    reserve_ = open_reserve();
  }
  pause();
  callbacks_.refused(error);
}

void Acceptor::pause() {
  reactor_.rewatch(listener_.descriptor(), 0, *this);
  reactor_.timers().arm(*this, reactor_.after(refusal_pause_ms));
}

void Acceptor::resume() {
  if (!reserve_.valid()) reserve_ = open_reserve();
  reactor_.rewatch(listener_.descriptor(), connections, *this);
}

} // namespace responsum::net
