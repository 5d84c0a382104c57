#include "driver/upstream.hpp"

#include "driver/fastcgi_end.hpp"
#include "driver/http2_end.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
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

// The value of a field of a head that a server of ours has written.
std::string_view value_of(std::string_view head, std::string_view name) {
  const std::string line = "\r\n" + std::string{name} + ": ";
  const auto at = head.find(line);
  if (at == std::string_view::npos) return {};
  head.remove_prefix(at + line.size());
  return head.substr(0, head.find('\r'));
}

// As it came, chunks, trailers and all: so that a test sees how it was sent.
std::optional<std::string> take_content(Line& line, std::string& received, std::string_view head) {
  if (value_of(head, "Transfer-Encoding") == "chunked") {
    std::string content;
    for (std::size_t size = 1; size != 0;) {
      const auto prefix = line.take_through(received, "\r\n");
      if (!prefix) return std::nullopt;
      std::from_chars(prefix->data(), prefix->data() + prefix->size(), size, 16);
      content += *prefix;
      const auto data = size == 0 ? std::optional{std::string{}} : line.take(received, size + 2);
      if (!data) return std::nullopt;
      content += *data;
    }
    for (std::string trailer; trailer != "\r\n";) {
      const auto next = line.take_through(received, "\r\n");
      if (!next) return std::nullopt;
      content += trailer = *next;
    }
    return content;
  }
  std::size_t length = 0;
  const std::string_view declared = value_of(head, "Content-Length");
  std::from_chars(declared.data(), declared.data() + declared.size(), length);
  return line.take(received, length);
}

std::string name_of(std::string_view head) {
  std::string_view path = head.substr(head.find(' ') + 1);
  path = path.substr(0, path.find_first_of(" ?"));
  return std::string{path.substr(path.rfind('/') + 1)};
}

int listen_somewhere(std::uint16_t& port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int little = 4096; // so that what is not read soon fills up
  ::setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
  port = bind_somewhere(listener);
  if (::listen(listener, 64) != 0) throw std::runtime_error{"the upstream cannot listen"};
  return listener;
}

} // namespace

Upstream::Upstream(const fs::path& answers) : certificates_{answers.parent_path()} {
  for (const fs::directory_entry& entry : fs::directory_iterator{answers}) {
    if (entry.path().extension() != ".answer") continue;
    std::ifstream in{entry.path(), std::ios::binary};
    auto answer = parse_answer(std::string{std::istreambuf_iterator<char>{in}, {}});
    if (!answer)
      throw std::runtime_error{entry.path().filename().string() + ":" + std::to_string(answer.error().line) + ": " +
                               answer.error().text};
    answers_.emplace(entry.path().stem().string(), std::move(*answer));
  }
  plain_.socket = listen_somewhere(plain_.port);
  secure_.socket = listen_somewhere(secure_.port);
  http2_.socket = listen_somewhere(http2_.port);
  fastcgi_.socket = listen_somewhere(fastcgi_.port);
  for (Listener* listener : {&plain_, &secure_, &http2_, &fastcgi_})
    listener->acceptor = std::thread{[this, listener] { accept_all(*listener); }};
}

Upstream::~Upstream() {
  for (Listener* listener : {&plain_, &secure_, &http2_, &fastcgi_}) {
    ::shutdown(listener->socket, SHUT_RDWR); // ends the accept
    listener->acceptor.join();
    ::close(listener->socket);
  }
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
    for (const int socket : open_) ::shutdown(socket, SHUT_RDWR);
  }
  for (Listener* listener : {&plain_, &secure_, &http2_, &fastcgi_})
    for (std::thread& connection : listener->connections) connection.join();
}

void Upstream::accept_all(Listener& listener) {
  for (;;) {
    const int socket = ::accept4(listener.socket, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    {
      const std::lock_guard lock{mutex_};
      open_.push_back(socket);
    }
    listener.connections.emplace_back([this, socket, &listener] { serve(socket, listener); });
  }
}

// A handshake where none is expected is answered as such servers do.
bool Upstream::begin(Line& line, const Listener& listener) {
  if (&listener == &fastcgi_) return true;
  line.take_introduction();
  if (&listener == &http2_) return true;
  if (&listener == &secure_) return line.begin_tls(certificates_.context());
  const std::string first = line.peek(1);
  if (first.empty()) return false;
  constexpr char handshake = 0x16;
  if (first.front() != handshake) return true;
  line.send_all("HTTP/1.1 400 Not Here\r\nConnection: close\r\n\r\n");
  return false;
}

void Upstream::serve(int socket, const Listener& listener) {
  {
    Line line{socket};
    std::string received;
    bool more = begin(line, listener);
    if (more && (&listener == &http2_ || line.protocol() == "h2")) {
      Http2End{line, answers_}.run();
      more = false;
    }
    if (more && &listener == &fastcgi_) {
      FastCgiEnd{line, answers_}.run();
      more = false;
    }
    for (int count = 1; more; ++count) more = serve_one(line, received, count);
  }
  const std::lock_guard lock{mutex_};
  std::erase(open_, socket);
  ::close(socket);
}

bool Upstream::serve_one(Line& line, std::string& received, int count) {
  using End = Answer::End;
  const auto head = line.take_through(received, "\r\n\r\n");
  if (!head) return false;
  const auto found = answers_.find(name_of(*head));
  if (found == answers_.end())
    return line.send_all("HTTP/1.1 404 There Is No Such Answer\r\nContent-Length: 0\r\n\r\n");
  const Answer& answer = found->second;
  const auto until_closed = [&line](bool echoes) {
    for (std::string more; line.receive(more); more.clear())
      if (echoes) line.send_all(more);
  };
  if (answer.end == End::ignore) {
    line.wait_for_hang_up();
    return false;
  }
  if (answer.asks_on && !line.send_all("HTTP/1.1 100 Continue\r\n\r\n")) return false;
  std::optional<std::string> content;
  if (!answer.early) {
    content = take_content(line, received, *head);
    if (!content) return false;
  }
  const std::string taken = std::move(content).value_or(std::string{});
  const std::string description = line.description();
  const Played played{.head = *head,
                      .content = taken,
                      .line = description,
                      .session = line.session(),
                      .introduction = line.introduction(),
                      .count = count};
  if (!line.send_all(octets_for(answer, played))) return false;
  if (answer.early && !take_content(line, received, *head)) return false;
  switch (answer.end) {
  case End::stay: return true;
  case End::wait: until_closed(false); break;
  case End::echo:
    line.send_all(std::exchange(received, {}));
    until_closed(true);
    break;
  case End::reset: line.break_off(); break;
  case End::close: line.say_end(); break;
  case End::sever:
  case End::refuse:
  case End::give_up:
  case End::leave:
  case End::push:
  case End::overload:
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
