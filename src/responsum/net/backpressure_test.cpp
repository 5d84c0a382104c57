// Peers that send but do not read, and requests that come faster than their answers leave.
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "responsum/net/loopback_test.hpp"
#include "responsum/net/socket.hpp"

namespace responsum::net {
namespace {

using testing::Clock;
using testing::echo;
using testing::get;
using testing::Pair;
using testing::pattern;
using testing::put;
using testing::Seen;
using testing::SocketCalls;
using testing::tcp_pair;
using testing::turn_until;
using Kind = Received::Kind;

Task answer_with(Reactor& reactor, Accepted accepted, std::string_view answer, Seen& seen,
                 base::Milliseconds timeout_ms) {
  Socket socket{reactor, std::move(accepted)};
  for (;;) {
    const Received received = co_await socket.receive(reactor.after(timeout_ms));
    if (received.kind != Kind::bytes) {
      seen.ends.push_back(received.kind);
      co_return;
    }
    seen.texts.emplace_back(received.bytes.data(), received.bytes.size());
    socket.queue(answer.substr(0, 10));
    socket.queue(answer.substr(11));
    EXPECT_EQ(socket.pending_bytes(), answer.size() - 1);
  }
}

TEST_P(SocketCalls, DoesNotReadFromAPeerThatDoesNotRead) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  Pair pair = tcp_pair(8192);
  std::string answer = pattern(3'000'000);
  Seen seen;
  reactor.spawn(answer_with(reactor, std::move(pair.ours), answer, seen, 1000));
  put(pair.theirs, "first");
  EXPECT_TRUE(turn_until(reactor, [&] { return seen.texts.size() == 1; }));
  const std::string expected = answer.substr(0, 10) + answer.substr(11);
  answer.assign(answer.size(), '#'); // what was queued from may change after the turn
  put(pair.theirs, "second");
  for (int i = 0; i < 20; ++i) reactor.run_turn(0);
  EXPECT_EQ(seen.texts.size(), 1U);
  std::string got;
  EXPECT_TRUE(turn_until(reactor, [&] { return (got += get(pair.theirs)).size() >= expected.size(); }));
  EXPECT_EQ(got.substr(0, expected.size()), expected);
  EXPECT_TRUE(turn_until(reactor, [&] { return seen.texts.size() == 2; }));
}

TEST_P(SocketCalls, StallsWhenThePeerTakesNothing) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options(500)};
  Pair pair = tcp_pair(8192);
  const std::string answer = pattern(3'000'000);
  Seen seen;
  reactor.spawn(answer_with(reactor, std::move(pair.ours), answer, seen, 200));
  put(pair.theirs, "first");
  EXPECT_TRUE(turn_until(reactor, [&] { return seen.texts.size() == 1; }));
  clock.now.monotonic_ms += 400;
  for (int i = 0; i < 5; ++i) reactor.run_turn(0);
  EXPECT_TRUE(seen.ends.empty()) << "while output waits the receive deadline does not count";
  clock.now.monotonic_ms += 100 + TimerWheel::tick_ms;
  reactor.run_turn(0);
  EXPECT_EQ(seen.ends, std::vector{Kind::stalled});
}

TEST_P(SocketCalls, CountsTheReceiveDeadlineFromWhenItsOutputIsOut) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options(5000)};
  Pair pair = tcp_pair(8192);
  const std::string answer = pattern(1'000'000);
  Seen seen;
  reactor.spawn(answer_with(reactor, std::move(pair.ours), answer, seen, 200));
  put(pair.theirs, "first");
  EXPECT_TRUE(turn_until(reactor, [&] { return seen.texts.size() == 1; }));
  clock.now.monotonic_ms += 3000;
  std::size_t got = 0;
  EXPECT_TRUE(turn_until(reactor, [&] { return (got += get(pair.theirs).size()) == answer.size() - 1; }));
  reactor.run_turn(0);
  clock.now.monotonic_ms += 180;
  reactor.run_turn(0);
  EXPECT_TRUE(seen.ends.empty());
  clock.now.monotonic_ms += 20 + TimerWheel::tick_ms;
  reactor.run_turn(0);
  EXPECT_EQ(seen.ends, std::vector{Kind::timed_out});
}

TEST_P(SocketCalls, HearsOfAResetWhileOutputWaits) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  Pair pair = tcp_pair(8192);
  const std::string answer = pattern(3'000'000);
  Seen seen;
  reactor.spawn(answer_with(reactor, std::move(pair.ours), answer, seen, 200));
  put(pair.theirs, "first");
  EXPECT_TRUE(turn_until(reactor, [&] { return seen.texts.size() == 1; }));
  pair.theirs.close(); // with bytes unread: a reset
  EXPECT_TRUE(turn_until(reactor, [&] { return !seen.ends.empty(); }));
  EXPECT_EQ(seen.ends, std::vector{Kind::reset});
}

TEST_P(SocketCalls, AnswersPipelinedRequestsWithoutStarvingOthers) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  Pair busy = tcp_pair();
  Pair other = tcp_pair();
  Seen of_busy;
  Seen of_other;
  reactor.spawn(echo(reactor, std::move(busy.ours), of_busy, 1000));
  reactor.spawn(echo(reactor, std::move(other.ours), of_other, 1000));
  reactor.run_turn(0);
  const std::string much = pattern(300'000);
  std::size_t sent = 0;
  std::string got;
  put(other.theirs, "me too");
  EXPECT_TRUE(turn_until(reactor, [&] {
    const ssize_t n = ::send(busy.theirs.number(), much.data() + sent, much.size() - sent, MSG_NOSIGNAL);
    if (n > 0) sent += static_cast<std::size_t>(n);
    got += get(busy.theirs);
    return got.size() == much.size();
  }));
  EXPECT_EQ(got, much);
  EXPECT_EQ(of_other.texts, std::vector<std::string>{"me too"});
}

} // namespace
} // namespace responsum::net
