// A light load generator: fixed requests, one epoll, answers counted by their length. Light, so that the server's
// core is the one that is full: a server that waits for its load wakes more often and looks dearer than it is.

#include "bench/load/common.hpp"
#include "bench/load/learned.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <span>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>

namespace responsum::bench {
namespace {

constexpr std::string_view help = R"(generator: prints one line of JSON
  --port N          on 127.0.0.1
  --request FILE    the bytes of one request
  --expect TEXT     what the status line of every answer starts with ("HTTP/1.1 ")
  --mode HOW        keep | fresh (a connection a request) | idle (one request each, then silence) (keep)
  --connections N   (64)
  --depth N         requests sent at once on a connection (1)
  --seconds N.N     how long requests are started; idle: longest time the connections are held (1)
  --drain HOW       copy: read the answers, as a client does; discard: drop them in the kernel (MSG_TRUNC), which is
                    lighter, but leaves out what a reader's pull on the caches does to the server (copy)
  --spin yes|no     poll without sleeping: the server never has to wake the generator (no)
idle prints "holding N" when all are answered, and ends when its standard input does.
)";

using Clock = std::chrono::steady_clock;

constexpr std::size_t verify_every = 16; // answers of a connection
constexpr std::chrono::seconds grace{5}; // for answers that are due when the time is over

struct Load {
  std::uint16_t port = 0;
  std::string requests; // `depth` of them
  std::size_t depth = 1, connections = 64;
  bool fresh = false, spin = false, discard = false;
  std::chrono::nanoseconds duration{};
  Learned answer;
};

struct Client {
  Descriptor socket;
  std::size_t unsent = 0;   // bytes of the current batch of requests
  std::size_t received = 0; // bytes of the current batch of answers
  std::size_t answers = 0;  // in this connection's life
  bool waits = false;       // answers are due
};

struct Result {
  std::uint64_t requests = 0, connections = 0;
  std::chrono::nanoseconds elapsed{};
};

class Generator {
 public:
  explicit Generator(Load load)
      : load_(std::move(load)), epoll_(checked(::epoll_create1(0), "epoll_create1")), clients_(load_.connections) {}

  [[nodiscard]] Result run();

 private:
  void open(std::size_t index);
  void start(Client& client);
  void flush(Client& client);
  void on_event(std::size_t index, std::uint32_t events);
  void drain(Client& client, std::uint32_t events);
  void verify(const Client& client, std::string_view received) const;
  void batch_done(std::size_t index);

  Load load_;
  Descriptor epoll_;
  std::vector<Client> clients_;
  std::size_t active_ = 0; // connections with answers due
  bool over_ = false;
  Result result_;
  std::vector<char> room_ = std::vector<char>(1U << 20U);
};

void Generator::open(std::size_t index) {
  Client& client = clients_[index];
  client.socket = Descriptor{checked(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket")};
  client.answers = 0;
  const int on = 1;
  if (!load_.fresh)
    checked(::setsockopt(client.socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "setsockopt");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(load_.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int result = ::connect(client.socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  if (result < 0 && errno != EINPROGRESS) fail("connect");
  ++result_.connections;
  ++active_;
  start(client);
  // Added after the first send: on loopback the handshake is over by then, and one event less is reported.
  epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data = {.u64 = index}};
  checked(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, client.socket.get(), &event), "epoll_ctl");
}

void Generator::start(Client& client) {
  client.waits = true;
  client.unsent = load_.requests.size();
  client.received = 0;
  flush(client);
}

void Generator::flush(Client& client) {
  while (client.unsent > 0) {
    const char* const from = load_.requests.data() + (load_.requests.size() - client.unsent);
    const ssize_t sent = ::send(client.socket.get(), from, client.unsent, MSG_NOSIGNAL);
    if (sent < 0 && errno == EAGAIN) return;
    client.unsent -= static_cast<std::size_t>(checked(sent, "send"));
  }
}

void Generator::on_event(std::size_t index, std::uint32_t events) {
  Client& client = clients_[index];
  if (!client.waits) return;
  if (client.unsent > 0) flush(client);
  const std::size_t due = load_.depth * load_.answer.bytes;
  drain(client, events);
  if (client.received == due && (!load_.fresh || (events & EPOLLRDHUP) != 0)) batch_done(index);
}

// Reads what is there of the batch; an answer that begins here is compared now and then.
void Generator::drain(Client& client, std::uint32_t events) {
  const std::size_t due = load_.depth * load_.answer.bytes;
  while (client.received < due) {
    const bool look = client.received == 0 && client.answers % verify_every == 0;
    const std::size_t want = std::min(due - client.received, room_.size());
    const ssize_t got = ::recv(client.socket.get(), room_.data(), want, load_.discard && !look ? MSG_TRUNC : 0);
    if (got < 0 && errno == EAGAIN) return;
    if (checked(got, "recv") == 0) throw std::runtime_error("the server closed before its answer was complete");
    if (look) verify(client, {room_.data(), static_cast<std::size_t>(got)});
    client.received += static_cast<std::size_t>(got);
    if (static_cast<std::size_t>(got) < want && (events & EPOLLRDHUP) == 0) return; // drained; an edge will follow
  }
  if ((events & EPOLLRDHUP) != 0 && !load_.fresh) throw std::runtime_error("the server closed a kept connection");
}

void Generator::verify(const Client& client, std::string_view received) const {
  const std::size_t common = std::min(received.size(), load_.answer.status_line.size());
  if (received.substr(0, common) == std::string_view(load_.answer.status_line).substr(0, common)) return;
  throw std::runtime_error("answer " + std::to_string(client.answers + 1) + " of a connection is not \"" +
                           load_.answer.status_line + "\" but \"" +
                           std::string(received.substr(0, received.find('\r'))) + "\"");
}

void Generator::batch_done(std::size_t index) {
  Client& client = clients_[index];
  result_.requests += load_.depth;
  client.answers += load_.depth;
  client.waits = false;
  if (load_.fresh) client.socket.reset();
  if (over_) {
    --active_;
  } else if (load_.fresh) {
    --active_;
    open(index);
  } else {
    start(client);
  }
}

Result Generator::run() {
  const Clock::time_point begin = Clock::now();
  const Clock::time_point end = begin + load_.duration;
  for (std::size_t index = 0; index < clients_.size(); ++index) open(index);
  std::array<epoll_event, 256> events{};
  while (active_ > 0) {
    const int count =
        ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), load_.spin ? 0 : 100);
    if (count < 0 && errno != EINTR) fail("epoll_wait");
    const Clock::time_point now = Clock::now();
    over_ = now >= end;
    if (now >= end + grace) throw std::runtime_error(std::to_string(active_) + " connections got no answer");
    for (const epoll_event& event : std::span(events).first(static_cast<std::size_t>(std::max(count, 0)))) {
      on_event(event.data.u64, event.events);
    }
  }
  result_.elapsed = Clock::now() - begin;
  return result_;
}

// Connections that each had one answer and stay open, for the price of an idle one.
void hold_idle(const Load& load, std::string_view request) {
  std::vector<Descriptor> held;
  held.reserve(load.connections);
  while (held.size() < load.connections) {
    held.push_back(connect_to(load.port));
    if (learn(held.back(), request).status_line != load.answer.status_line) {
      throw std::runtime_error("another status line on connection " + std::to_string(held.size()));
    }
  }
  std::printf("holding %zu\n", held.size());
  std::fflush(stdout);
  pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
  const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(load.duration).count();
  checked(::poll(&input, 1, static_cast<int>(patience)), "poll");
  for (const Descriptor& connection : held) { // a connection that the server dropped costs it nothing
    char byte = 0;
    if (::recv(connection.get(), &byte, 1, MSG_DONTWAIT | MSG_PEEK) >= 0 || errno != EAGAIN) {
      throw std::runtime_error("the server did not keep its idle connections");
    }
  }
}

void raise_descriptor_limit() {
  rlimit limit{};
  checked(::getrlimit(RLIMIT_NOFILE, &limit), "getrlimit");
  limit.rlim_cur = limit.rlim_max;
  checked(::setrlimit(RLIMIT_NOFILE, &limit), "setrlimit");
}

int run_with(int count, char** words) {
  if (count == 2 && std::string_view(words[1]) == "--help") {
    std::fputs(help.data(), stdout);
    return 0;
  }
  const Options options(count, words,
                        {{"port", "0"},
                         {"request", ""},
                         {"expect", "HTTP/1.1 "},
                         {"mode", "keep"},
                         {"connections", "64"},
                         {"depth", "1"},
                         {"seconds", "1"},
                         {"spin", "no"},
                         {"drain", "copy"}});
  raise_descriptor_limit();
  const std::string request = read_file(options.text("request"));
  Load load{.port = static_cast<std::uint16_t>(options.number("port")),
            .requests = {},
            .depth = std::max<std::size_t>(options.number("depth"), 1),
            .connections = options.number("connections"),
            .fresh = options.is("mode", "fresh"),
            .spin = options.is("spin", "yes"),
            .discard = options.is("drain", "discard"),
            .duration = std::chrono::nanoseconds(static_cast<std::int64_t>(std::stod(options.text("seconds")) * 1e9)),
            .answer = {}};
  for (std::size_t copy = 0; copy < load.depth; ++copy) load.requests += request;
  load.answer = learn(connect_to(load.port), request);
  if (!load.answer.status_line.starts_with(options.text("expect"))) {
    throw std::runtime_error("expected \"" + options.text("expect") + "\", got \"" + load.answer.status_line + "\"");
  }
  if (options.is("mode", "idle")) {
    hold_idle(load, request);
    return 0;
  }
  const std::size_t answer = load.answer.bytes;
  const std::string status_line = load.answer.status_line;
  const Result result = Generator(std::move(load)).run();
  const double seconds = std::chrono::duration<double>(result.elapsed).count();
  // One more request than counted was sent, to learn the answer. Any error has ended the run before this line.
  std::printf("{\"requests\": %llu, \"seconds\": %.6f, \"errors\": 0, \"connections\": %llu, \"answer_bytes\": %zu, "
              "\"status\": \"%.3s\"}\n",
              static_cast<unsigned long long>(result.requests + 1), seconds,
              static_cast<unsigned long long>(result.connections + 1), answer, status_line.c_str() + 9);
  return 0;
}

} // namespace
} // namespace responsum::bench

int main(int count, char** words) {
  try {
    return responsum::bench::run_with(count, words);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "generator: %s\n", error.what());
    return 1;
  }
}
