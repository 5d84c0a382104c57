// The physical limit of a gateway: one thread, one epoll, octets handed on as they come. Of requests only the end is
// looked for, of responses only the length, to know when a pooled connection is free again. Each connection is added
// to the epoll once for its life.

#include "bench/load/common.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace responsum::bench {
namespace {

constexpr std::string_view help = R"(relay: the raw relay; prints its port on the first line
  --upstream N      port of 127.0.0.1 that answers
  --port N          0: the kernel chooses (0)
)";

constexpr int none = -1;

// A client, or a connection to the upstream; they are paired for as long as an answer lasts.
struct End {
  int partner = none;
  bool is_client = false;
  std::size_t owed = 0; // to the client: octets of the answer that are still to come; 0: the next begin it
  std::string waiting;  // what the other end has not taken yet
};

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

class Relay {
 public:
  explicit Relay(std::uint16_t upstream)
      : upstream_{loopback(upstream)}, epoll_{checked(::epoll_create1(0), "epoll_create1")} {}

  [[nodiscard]] std::uint16_t listen_on(std::uint16_t port);
  [[noreturn]] void run();

 private:
  void accept_all();
  void watch(int socket);
  int take_upstream();
  void receive_from_client(int client);
  void receive_from_upstream(int upstream);
  void hand_on(int to, std::string_view octets);
  void flush(int socket);
  void end(int socket);
  End& at(int socket) { return ends_[static_cast<std::size_t>(socket)]; }

  sockaddr_in upstream_;
  Descriptor epoll_, listener_;
  std::vector<End> ends_ = std::vector<End>(1U << 17U); // by descriptor
  std::vector<int> idle_;                               // connections to the upstream, the latest last
  std::array<char, 64 * 1024> room_{};                  // one receive buffer for all
};

std::uint16_t Relay::listen_on(std::uint16_t port) {
  listener_ = Descriptor{checked(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket")};
  const int on = 1;
  checked(::setsockopt(listener_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "setsockopt");
  checked(::setsockopt(listener_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "setsockopt");
  sockaddr_in address = loopback(port);
  socklen_t size = sizeof address;
  checked(::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), size), "bind");
  checked(::listen(listener_.get(), 4096), "listen");
  checked(::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
  watch(listener_.get());
  return ntohs(address.sin_port);
}

void Relay::watch(int socket) {
  epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLET, .data = {.fd = socket}};
  checked(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, socket, &event), "epoll_ctl");
}

void Relay::run() {
  std::array<epoll_event, 256> events{};
  for (;;) {
    const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), -1);
    if (count < 0 && errno != EINTR) fail("epoll_wait");
    for (const epoll_event& event : std::span(events).first(static_cast<std::size_t>(std::max(count, 0)))) {
      const int socket = event.data.fd;
      if (socket == listener_.get()) {
        accept_all();
        continue;
      }
      if ((event.events & EPOLLOUT) != 0) flush(socket);
      if ((event.events & ~static_cast<std::uint32_t>(EPOLLOUT)) == 0) continue;
      if (at(socket).is_client)
        receive_from_client(socket);
      else
        receive_from_upstream(socket);
    }
  }
}

void Relay::accept_all() {
  for (;;) {
    const int socket = ::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK);
    if (socket < 0) return;
    at(socket) = End{};
    at(socket).is_client = true;
    watch(socket);
  }
}

int Relay::take_upstream() {
  if (!idle_.empty()) {
    const int socket = idle_.back();
    idle_.pop_back();
    return socket;
  }
  const int socket = checked(::socket(AF_INET, SOCK_STREAM, 0), "socket");
  const int on = 1;
  checked(::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "setsockopt");
  checked(::connect(socket, reinterpret_cast<const sockaddr*>(&upstream_), sizeof upstream_), "connect");
  at(socket) = End{};
  watch(socket);
  return socket;
}

// One request at a time, as the load sends them.
void Relay::receive_from_client(int client) {
  const ssize_t received = ::recv(client, room_.data(), room_.size(), MSG_DONTWAIT);
  if (received < 0 && errno == EAGAIN) return;
  if (received <= 0) return end(client);
  const std::string_view octets(room_.data(), static_cast<std::size_t>(received));
  if (at(client).partner == none) {
    const int upstream = take_upstream();
    at(client).partner = upstream;
    at(upstream).partner = client;
  }
  hand_on(at(client).partner, octets);
}

void Relay::receive_from_upstream(int upstream) {
  for (;;) {
    const ssize_t received = ::recv(upstream, room_.data(), room_.size(), MSG_DONTWAIT);
    if (received < 0 && errno == EAGAIN) return;
    const int client = at(upstream).partner;
    if (received <= 0 || client == none) {
      if (client != none) end(client);
      return end(upstream);
    }
    const std::string_view octets(room_.data(), static_cast<std::size_t>(received));
    std::size_t& owed = at(client).owed;
    if (owed == 0) {
      const std::size_t head = octets.find("\r\n\r\n");
      const std::size_t length = octets.find("Content-Length: ");
      if (head == std::string_view::npos || length == std::string_view::npos) return end(client);
      std::from_chars(octets.data() + length + 16, octets.data() + head, owed);
      owed += head + 4;
    }
    owed -= std::min(owed, octets.size());
    const bool last = owed == 0;
    if (last) {
      at(client).partner = at(upstream).partner = none;
      idle_.push_back(upstream);
    }
    hand_on(client, octets);
    if (octets.size() < room_.size()) return; // shorter than the buffer: drained
  }
}

void Relay::hand_on(int to, std::string_view octets) {
  std::string& waiting = at(to).waiting;
  if (waiting.empty()) {
    const ssize_t sent = ::send(to, octets.data(), octets.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) octets.remove_prefix(static_cast<std::size_t>(sent));
  }
  if (!octets.empty()) waiting.append(octets);
}

void Relay::flush(int socket) {
  std::string& waiting = at(socket).waiting;
  if (waiting.empty()) return;
  const ssize_t sent = ::send(socket, waiting.data(), waiting.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent > 0) waiting.erase(0, static_cast<std::size_t>(sent));
}

void Relay::end(int socket) {
  const int partner = at(socket).partner;
  std::erase(idle_, socket);
  at(socket) = End{};
  ::close(socket);
  if (partner == none) return;
  at(partner).partner = none;
  if (!at(partner).is_client) end(partner);
}

int run_with(int count, char** words) {
  if (count == 2 && std::string_view(words[1]) == "--help") {
    std::fputs(help.data(), stdout);
    return 0;
  }
  const Options options(count, words, {{"upstream", "0"}, {"port", "0"}});
  const auto relay = std::make_unique<Relay>(static_cast<std::uint16_t>(options.number("upstream")));
  std::printf("%u\n", unsigned{relay->listen_on(static_cast<std::uint16_t>(options.number("port")))});
  std::fflush(stdout);
  relay->run();
}

} // namespace
} // namespace responsum::bench

int main(int count, char** words) {
  try {
    return responsum::bench::run_with(count, words);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "relay: %s\n", error.what());
    return 1;
  }
}
