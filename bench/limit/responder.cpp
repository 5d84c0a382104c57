// The physical limit: one thread, one epoll, a fixed answer, no parsing beyond finding the ends of requests.
// What no server on sockets and epoll can undercut; its options compare ways of calling the kernel.

#include "bench/load/common.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <span>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>

namespace responsum::bench {
namespace {

constexpr std::string_view help = R"(responder: the raw epoll responder; prints its port on the first line
  --head FILE       head of the answer (default: 200 with a length that fits the body)
  --body N          bytes of content (1024)
  --after answer    keep | close | shutdown: what follows the last owed answer (keep)
  --content HOW     memory | sendfile (memory)
  --more yes|no     MSG_MORE for the head before sendfile, and for the last bytes before a close (no)
  --batch N         most pipelined answers in one send (16)
  --phases 1|2      2: receive from all ready sockets, then send to all (1)
  --defer yes|no    TCP_DEFER_ACCEPT on the listener (yes)
  --first receive|register   what is done with a new connection first (receive)
  --accepts N       connections taken per wake-up; 0: until there are no more (0)
  --congestion NAME congestion control of the listener (the system's)
  --port N          0: the kernel chooses (0)
)";

enum class After : std::uint8_t { keep, close, shut_down };

struct Plan {
  std::string train;      // the answer, repeated: pipelined answers leave in one send
  std::size_t answer = 0; // bytes of one answer
  std::size_t head = 0;   // bytes of its head
  Descriptor body;        // of sendfile
  std::string congestion; // empty: the system's
  After after = After::keep;
  bool more = false, defer = false, receive_first = true, two_phases = false;
  std::size_t accepts = 0;
};

std::string head_for(std::size_t body) {
  return "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nServer: responsum\r\n"
         "Content-Type: text/plain; charset=utf-8\r\nContent-Length: " +
         std::to_string(body) +
         "\r\nLast-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\nETag: \"0123456789abcdef\"\r\nAccept-Ranges: "
         "bytes\r\n\r\n";
}

Descriptor body_file(const std::string& content) {
  Descriptor file{checked(::open("/tmp", O_TMPFILE | O_RDWR, 0600), "open")};
  for (std::string_view rest = content; !rest.empty();) {
    rest.remove_prefix(static_cast<std::size_t>(checked(::write(file.get(), rest.data(), rest.size()), "write")));
  }
  return file;
}

Plan plan_from(const Options& options) {
  Plan plan;
  const std::string body(options.number("body"), 'x');
  const std::string head = options.text("head").empty() ? head_for(body.size()) : read_file(options.text("head"));
  plan.head = head.size();
  plan.answer = head.size() + body.size();
  if (options.is("content", "sendfile")) {
    plan.body = body_file(body);
    plan.train = head;
  } else {
    const std::size_t batch = std::max<std::size_t>(options.number("batch"), 1);
    for (std::size_t count = 0; count < batch; ++count) plan.train.append(head).append(body);
  }
  plan.after = options.is("after", "close")      ? After::close
               : options.is("after", "shutdown") ? After::shut_down
                                                 : After::keep;
  plan.more = options.is("more", "yes");
  plan.defer = options.is("defer", "yes");
  plan.receive_first = options.is("first", "receive");
  plan.two_phases = options.is("phases", "2");
  plan.accepts = options.number("accepts");
  plan.congestion = options.text("congestion");
  return plan;
}

struct Connection {
  std::size_t owed = 0;       // answers not yet sent whole
  std::size_t progress = 0;   // bytes of the current answer already sent
  std::array<char, 3> tail{}; // the end of an incomplete request: as much of CRLF CRLF as can be split
  std::uint8_t tail_size = 0;
  bool registered = false;
};

class Responder {
 public:
  explicit Responder(Plan plan) : plan_(std::move(plan)), epoll_(checked(::epoll_create1(0), "epoll_create1")) {}

  [[nodiscard]] std::uint16_t listen_on(std::uint16_t port);
  [[noreturn]] void run();

 private:
  enum class Progress : std::uint8_t { done, waits, gone };

  void accept_all();
  void serve(int socket);
  void admit(int socket);
  [[nodiscard]] Progress receive(int socket);
  [[nodiscard]] Progress send_owed(int socket);
  [[nodiscard]] ssize_t send_some(int socket, const Connection& connection);
  void finish(int socket, Progress progress);
  void count_requests(Connection& connection, std::size_t received);
  void watch(int socket, std::uint32_t events);
  Connection& at(int socket) { return connections_[static_cast<std::size_t>(socket)]; }

  Plan plan_;
  Descriptor epoll_, listener_;
  std::vector<Connection> connections_ = std::vector<Connection>(1U << 17U); // by descriptor
  std::array<char, 64 * 1024> room_{};                                       // one receive buffer for all
};

std::uint16_t Responder::listen_on(std::uint16_t port) {
  listener_ = Descriptor{checked(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket")};
  const auto set = [this](int level, int name, int value) {
    checked(::setsockopt(listener_.get(), level, name, &value, sizeof value), "setsockopt");
  };
  set(SOL_SOCKET, SO_REUSEADDR, 1);
  set(IPPROTO_TCP, TCP_NODELAY, 1); // connections inherit it
  if (plan_.defer) set(IPPROTO_TCP, TCP_DEFER_ACCEPT, 5);
  if (const std::string& name = plan_.congestion; !name.empty()) {
    checked(
        ::setsockopt(listener_.get(), IPPROTO_TCP, TCP_CONGESTION, name.data(), static_cast<socklen_t>(name.size())),
        "setsockopt TCP_CONGESTION");
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  checked(::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), size), "bind");
  checked(::listen(listener_.get(), 4096), "listen");
  checked(::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
  watch(listener_.get(), plan_.accepts == 0 ? EPOLLIN | EPOLLET : EPOLLIN);
  return ntohs(address.sin_port);
}

void Responder::watch(int socket, std::uint32_t events) {
  epoll_event event{.events = events, .data = {.fd = socket}};
  checked(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, socket, &event), "epoll_ctl");
}

void Responder::run() {
  std::array<epoll_event, 256> events{};
  std::vector<int> ready;
  for (;;) {
    const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), -1);
    if (count < 0 && errno != EINTR) fail("epoll_wait");
    ready.clear();
    for (const epoll_event& event : std::span(events).first(static_cast<std::size_t>(std::max(count, 0)))) {
      const int socket = event.data.fd;
      if (socket == listener_.get()) {
        accept_all();
      } else if (!plan_.two_phases) {
        serve(socket);
      } else if (receive(socket) == Progress::gone) {
        ::close(socket);
      } else {
        ready.push_back(socket);
      }
    }
    for (const int socket : ready) finish(socket, send_owed(socket));
  }
}

void Responder::accept_all() {
  for (std::size_t count = 0; plan_.accepts == 0 || count < plan_.accepts; ++count) {
    const int socket = ::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK);
    if (socket < 0) return;
    if (static_cast<std::size_t>(socket) >= connections_.size()) {
      ::close(socket);
      continue;
    }
    at(socket) = Connection{};
    if (plan_.receive_first) {
      serve(socket);
    } else {
      admit(socket);
    }
  }
}

// Edge-triggered and once for its life: adding reports what is already there.
void Responder::admit(int socket) {
  at(socket).registered = true;
  watch(socket, EPOLLIN | EPOLLOUT | EPOLLET);
}

void Responder::serve(int socket) {
  const Progress received = receive(socket);
  finish(socket, received == Progress::gone ? received : send_owed(socket));
}

void Responder::finish(int socket, Progress progress) {
  if (progress == Progress::gone) {
    ::close(socket);
  } else if (!at(socket).registered) {
    admit(socket);
  }
}

Responder::Progress Responder::receive(int socket) {
  constexpr std::size_t headroom = 3; // for the tail of the request before
  for (;;) {
    const std::size_t space = room_.size() - headroom;
    const ssize_t received = ::recv(socket, room_.data() + headroom, space, 0);
    if (received == 0) return Progress::gone;
    if (received < 0) return errno == EAGAIN ? Progress::done : Progress::gone;
    count_requests(at(socket), static_cast<std::size_t>(received));
    if (static_cast<std::size_t>(received) < space) return Progress::done; // shorter than the buffer: drained
  }
}

void Responder::count_requests(Connection& connection, std::size_t received) {
  constexpr std::string_view end = "\r\n\r\n";
  const std::size_t tail = connection.tail_size;
  char* const begin = room_.data() + connection.tail.size() - tail;
  std::copy_n(connection.tail.data(), tail, begin);
  std::string_view rest(begin, tail + received);
  while (const void* found = ::memmem(rest.data(), rest.size(), end.data(), end.size())) {
    ++connection.owed;
    rest.remove_prefix(static_cast<std::size_t>(static_cast<const char*>(found) - rest.data()) + end.size());
  }
  const std::size_t kept = std::min(rest.size(), connection.tail.size());
  std::copy_n(rest.end() - kept, kept, connection.tail.data());
  connection.tail_size = static_cast<std::uint8_t>(kept);
}

ssize_t Responder::send_some(int socket, const Connection& connection) {
  if (plan_.body.get() < 0) {
    const std::size_t left = connection.owed * plan_.answer - connection.progress;
    const std::size_t there = plan_.train.size() - connection.progress;
    // What a close follows may wait for it: the last data and the FIN then leave in one segment.
    const bool last = left <= there && plan_.after != After::keep;
    return ::send(socket, plan_.train.data() + connection.progress, std::min(left, there),
                  MSG_NOSIGNAL | (plan_.more && last ? MSG_MORE : 0));
  }
  if (connection.progress < plan_.head) {
    return ::send(socket, plan_.train.data() + connection.progress, plan_.head - connection.progress,
                  MSG_NOSIGNAL | (plan_.more ? MSG_MORE : 0));
  }
  off_t offset = static_cast<off_t>(connection.progress - plan_.head);
  return ::sendfile(socket, plan_.body.get(), &offset, plan_.answer - connection.progress);
}

Responder::Progress Responder::send_owed(int socket) {
  Connection& connection = at(socket);
  if (connection.owed == 0) return Progress::done;
  while (connection.owed > 0) {
    const ssize_t sent = send_some(socket, connection);
    if (sent < 0) return errno == EAGAIN ? Progress::waits : Progress::gone;
    const std::size_t total = connection.progress + static_cast<std::size_t>(sent);
    connection.owed -= total / plan_.answer;
    connection.progress = total % plan_.answer;
  }
  if (plan_.after == After::close) return Progress::gone;
  if (plan_.after == After::shut_down) ::shutdown(socket, SHUT_WR);
  return Progress::done;
}

int run_with(int count, char** words) {
  if (count == 2 && std::string_view(words[1]) == "--help") {
    std::fputs(help.data(), stdout);
    return 0;
  }
  const Options options(count, words,
                        {{"head", ""},
                         {"body", "1024"},
                         {"after", "keep"},
                         {"content", "memory"},
                         {"more", "no"},
                         {"batch", "16"},
                         {"phases", "1"},
                         {"defer", "yes"},
                         {"first", "receive"},
                         {"accepts", "0"},
                         {"congestion", ""},
                         {"congestion", ""},
                         {"port", "0"}});
  const auto responder = std::make_unique<Responder>(plan_from(options));
  std::printf("%u\n", unsigned{responder->listen_on(static_cast<std::uint16_t>(options.number("port")))});
  std::fflush(stdout);
  responder->run();
}

} // namespace
} // namespace responsum::bench

int main(int count, char** words) {
  try {
    return responsum::bench::run_with(count, words);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "responder: %s\n", error.what());
    return 1;
  }
}
