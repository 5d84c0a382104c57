#include "driver/upstream.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <utility>

#include "runner/text.hpp"

namespace responsum::wire {

namespace fs = std::filesystem;

namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

std::uint16_t bind_somewhere(int socket) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket, generic, size) != 0 || ::getsockname(socket, generic, &size) != 0)
    throw std::runtime_error{"no port for an upstream"};
  return ntohs(address.sin_port);
}

// False: the peer sends nothing more.
bool receive(int socket, std::string& to) {
  std::array<char, 65536> buffer;
  const ssize_t size = ::recv(socket, buffer.data(), buffer.size(), 0);
  if (size <= 0) return false;
  to.append(buffer.data(), static_cast<std::size_t>(size));
  return true;
}

bool send_all(int socket, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t sent = ::send(socket, octets.data(), octets.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    octets.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// The value of a field of a head that a server of ours has written.
std::string_view value_of(std::string_view head, std::string_view name) {
  const std::string line = "\r\n" + std::string{name} + ": ";
  const auto at = head.find(line);
  if (at == std::string_view::npos) return {};
  head.remove_prefix(at + line.size());
  return head.substr(0, head.find('\r'));
}

// What `text` begins with, taken off it once it is there.
std::optional<std::string> take_through(int socket, std::string& text, std::string_view end) {
  for (;;) {
    if (const auto at = text.find(end); at != std::string::npos) {
      std::string taken = text.substr(0, at + end.size());
      text.erase(0, taken.size());
      return taken;
    }
    if (!receive(socket, text)) return std::nullopt;
  }
}

std::optional<std::string> take(int socket, std::string& text, std::size_t octets) {
  while (text.size() < octets)
    if (!receive(socket, text)) return std::nullopt;
  std::string taken = text.substr(0, octets);
  text.erase(0, octets);
  return taken;
}

// As it came, chunks, trailers and all: so that a test sees how it was sent.
std::optional<std::string> take_content(int socket, std::string& received, std::string_view head) {
  if (value_of(head, "Transfer-Encoding") == "chunked") {
    std::string content;
    for (std::size_t size = 1; size != 0;) {
      const auto line = take_through(socket, received, "\r\n");
      if (!line) return std::nullopt;
      std::from_chars(line->data(), line->data() + line->size(), size, 16);
      content += *line;
      const auto data = size == 0 ? std::optional{std::string{}} : take(socket, received, size + 2);
      if (!data) return std::nullopt;
      content += *data;
    }
    for (std::string line; line != "\r\n";) {
      const auto next = take_through(socket, received, "\r\n");
      if (!next) return std::nullopt;
      content += line = *next;
    }
    return content;
  }
  std::size_t length = 0;
  const std::string_view declared = value_of(head, "Content-Length");
  std::from_chars(declared.data(), declared.data() + declared.size(), length);
  return take(socket, received, length);
}

std::string name_of(std::string_view head) {
  std::string_view path = head.substr(head.find(' ') + 1);
  path = path.substr(0, path.find_first_of(" ?"));
  return std::string{path.substr(path.rfind('/') + 1)};
}

// Without reading: a peer that has gone shows in the state of the connection.
void wait_for_hang_up(int socket) {
  pollfd hang_up{socket, POLLRDHUP, 0};
  ::poll(&hang_up, 1, -1);
}

void break_off(int socket) {
  const linger at_once{1, 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

} // namespace

Upstream::Upstream(const fs::path& answers) {
  for (const fs::directory_entry& entry : fs::directory_iterator{answers}) {
    if (entry.path().extension() != ".answer") continue;
    std::ifstream in{entry.path(), std::ios::binary};
    auto answer = parse_answer(std::string{std::istreambuf_iterator<char>{in}, {}});
    if (!answer)
      throw std::runtime_error{entry.path().filename().string() + ":" + std::to_string(answer.error().line) + ": " +
                               answer.error().text};
    answers_.emplace(entry.path().stem().string(), std::move(*answer));
  }
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int little = 4096; // so that what is not read soon fills up
  ::setsockopt(listener_, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
  port_ = bind_somewhere(listener_);
  if (::listen(listener_, 64) != 0) throw std::runtime_error{"the upstream cannot listen"};
  acceptor_ = std::thread{[this] { accept_all(); }};
}

Upstream::~Upstream() {
  ::shutdown(listener_, SHUT_RDWR); // ends the accept
  acceptor_.join();
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
    for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
  }
  for (std::thread& connection : threads_) connection.join();
  ::close(listener_);
}

void Upstream::accept_all() {
  for (;;) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    {
      const std::lock_guard lock{mutex_};
      open_.push_back(socket);
    }
    threads_.emplace_back([this, socket] { serve(socket); });
  }
}

void Upstream::serve(int socket) {
  std::string received;
  while (serve_one(socket, received)) continue;
  const std::lock_guard lock{mutex_};
  std::erase(open_, socket);
  ::close(socket);
}

bool Upstream::serve_one(int socket, std::string& received) {
  using End = Answer::End;
  const auto head = take_through(socket, received, "\r\n\r\n");
  if (!head) return false;
  const auto found = answers_.find(name_of(*head));
  if (found == answers_.end())
    return send_all(socket, "HTTP/1.1 404 There Is No Such Answer\r\nContent-Length: 0\r\n\r\n");
  const Answer& answer = found->second;
  const auto until_closed = [socket](bool echoes) {
    for (std::string more; receive(socket, more); more.clear())
      if (echoes) send_all(socket, more);
  };
  if (answer.end == End::ignore) {
    wait_for_hang_up(socket);
    return false;
  }
  if (answer.asks_on && !send_all(socket, "HTTP/1.1 100 Continue\r\n\r\n")) return false;
  std::optional<std::string> content;
  if (!answer.early) {
    content = take_content(socket, received, *head);
    if (!content) return false;
  }
  if (!send_all(socket, fill_in(answer.octets, *head, content.value_or("")))) return false;
  if (answer.early && !take_content(socket, received, *head)) return false;
  switch (answer.end) {
  case End::stay: return true;
  case End::wait: until_closed(false); break;
  case End::echo:
    send_all(socket, std::exchange(received, {}));
    until_closed(true);
    break;
  case End::reset: break_off(socket); break;
  case End::close:
  case End::ignore: break;
  }
  return false;
}

DeadEnds::DeadEnds(const fs::path& folder) {
  const auto open = [this](int domain, int type) {
    return sockets_.emplace_back(::socket(domain, type | SOCK_CLOEXEC, 0));
  };
  closed_ = bind_somewhere(open(AF_INET, SOCK_STREAM));

  // Of a listener that never accepts the queue is full after a few connections; the next one hangs.
  const int listener = open(AF_INET, SOCK_STREAM);
  full_ = bind_somewhere(listener);
  ::listen(listener, 0);
  for (int i = 0; i < 4; ++i) {
    const sockaddr_in address = loopback(full_);
    static_cast<void>(::connect(open(AF_INET, SOCK_STREAM | SOCK_NONBLOCK),
                                reinterpret_cast<const sockaddr*>(&address), sizeof address));
  }

  datagram_ = (folder / "datagram").string();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (datagram_.size() >= sizeof address.sun_path) throw std::runtime_error{"the path of a socket is too long"};
  std::memcpy(address.sun_path, datagram_.c_str(), datagram_.size() + 1);
  if (::bind(open(AF_UNIX, SOCK_DGRAM), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error{"no socket at " + datagram_};
}

DeadEnds::~DeadEnds() {
  for (const int socket : sockets_) ::close(socket);
}

} // namespace responsum::wire
