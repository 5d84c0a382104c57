// What the tests of this room share: connected pairs and a clock that stands until it is told to go.
#pragma once

#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "responsum/base/assert.hpp"
#include "responsum/net/descriptor.hpp"
#include "responsum/net/listener.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/net/socket.hpp"

namespace responsum::net::testing {

struct Clock {
  base::Now now{.monotonic_ms = 100'000, .wall_s = 1'700'000'000, .wall_ns = 0};
  unsigned calls_together = 1; // those of a single socket as well
  ReactorOptions options(std::uint32_t write_timeout_ms = 60'000) {
    return {.write_timeout_ms = write_timeout_ms, .clock = [this] { return now; }, .calls_together = calls_together};
  }
};

// Tests of sockets whose calls are made one by one, or together.
class SocketCalls : public ::testing::TestWithParam<unsigned> {};

inline std::string name_of_calls(const ::testing::TestParamInfo<unsigned>& calls) {
  return calls.param == 0 ? "alone" : "from_" + std::to_string(calls.param);
}

// The first end non-blocking for a Socket, the second for the test.
struct Pair {
  Accepted ours;
  Descriptor theirs;

  Pair() {
    int ends[2];
    RESPONSUM_ASSERT(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
    ours.descriptor = Descriptor{ends[0]};
    theirs = Descriptor{ends[1]};
  }
};

// A file in memory.
inline Descriptor file_of(std::string_view content) {
  Descriptor file{::memfd_create("content", MFD_CLOEXEC)};
  RESPONSUM_ASSERT(::write(file.number(), content.data(), content.size()) == static_cast<ssize_t>(content.size()));
  return file;
}

// A TCP connection over loopback.
inline Pair tcp_pair(int send_buffer_bytes = 0) {
  Pair pair;
  auto listener = Listener::open("127.0.0.1:0").value();
  sockaddr_storage system{};
  const socklen_t size = listener.address().to(system);
  pair.theirs = Descriptor{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (send_buffer_bytes != 0) {
    ::setsockopt(listener.descriptor(), SOL_SOCKET, SO_SNDBUF, &send_buffer_bytes, sizeof send_buffer_bytes);
    ::setsockopt(pair.theirs.number(), SOL_SOCKET, SO_RCVBUF, &send_buffer_bytes, sizeof send_buffer_bytes);
  }
  RESPONSUM_ASSERT(::connect(pair.theirs.number(), reinterpret_cast<sockaddr*>(&system), size) == 0);
  ::fcntl(pair.theirs.number(), F_SETFL, O_NONBLOCK);
  const int accepted = ::accept4(listener.descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  RESPONSUM_ASSERT(accepted >= 0);
  pair.ours = Accepted{Descriptor{accepted}, listener.address(), listener.corks_heads()};
  return pair;
}

inline void put(const Descriptor& to, std::string_view text) {
  RESPONSUM_ASSERT(::send(to.number(), text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size()));
}

// What is there now; `ended` tells whether the other end has finished (or reset).
inline std::string get(const Descriptor& from, bool* ended = nullptr) {
  std::string all;
  std::array<char, 65536> part;
  for (;;) {
    const ssize_t got = ::recv(from.number(), part.data(), part.size(), 0);
    if (got > 0) {
      all.append(part.data(), static_cast<std::size_t>(got));
      continue;
    }
    if (ended != nullptr) *ended = got == 0 || (errno != EAGAIN && errno != EINTR);
    return all;
  }
}

// Turns until `done` or far too many. Each waits for events, at most a moment.
template <class Done>
bool turn_until(Reactor& reactor, Done done) {
  for (int i = 0; i < 5000 && !done(); ++i) reactor.run_turn(2);
  return done();
}

// Text in which no two places look alike.
inline std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + (i * 7 + i / 251) % 26);
  return text;
}

// What an echo() heard.
struct Seen {
  std::vector<std::string> texts;
  std::vector<Received::Kind> ends;
  int error = 0;
};

// Sends back what it hears, until it hears nothing for `timeout_ms`.
inline Task echo(Reactor& reactor, Accepted accepted, Seen& seen, base::Milliseconds timeout_ms) {
  Socket socket{reactor, std::move(accepted)};
  for (;;) {
    const Received received = co_await socket.receive(reactor.after(timeout_ms));
    if (received.kind != Received::Kind::bytes) {
      seen.ends.push_back(received.kind);
      seen.error = received.error;
      co_return;
    }
    const auto copy = reactor.turn_memory().copy({received.bytes.data(), received.bytes.size()});
    seen.texts.emplace_back(copy);
    socket.queue(copy);
  }
}

} // namespace responsum::net::testing
