#include "responsum/net/socket.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <netinet/in.h>

#include "responsum/net/loopback_test.hpp"

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

TEST_P(SocketCalls, EchoesUntilThePeerEnds) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  for (const bool tcp : {false, true}) {
    Pair pair = tcp ? tcp_pair() : Pair{};
    Seen seen;
    reactor.spawn(echo(reactor, std::move(pair.ours), seen, 1000));
    for (const std::string text : {"one", "two", "three"}) {
      put(pair.theirs, text);
      std::string back;
      EXPECT_TRUE(turn_until(reactor, [&] { return (back += get(pair.theirs)) == text; }));
    }
    ::shutdown(pair.theirs.number(), SHUT_WR);
    EXPECT_TRUE(turn_until(reactor, [&] { return !seen.ends.empty(); }));
    EXPECT_EQ(seen.ends, std::vector{Kind::end});
    EXPECT_EQ(seen.texts, (std::vector<std::string>{"one", "two", "three"}));
    EXPECT_EQ(reactor.live_frames(), 0U);
    bool ended = false;
    get(pair.theirs, &ended);
    EXPECT_TRUE(ended);
  }
}

TEST_P(SocketCalls, ReadsAtOnceWhatIsThereWhenItBegins) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  Pair pair;
  Seen seen;
  put(pair.theirs, "early");
  reactor.spawn(echo(reactor, std::move(pair.ours), seen, 1000));
  EXPECT_EQ(seen.texts, std::vector<std::string>{"early"});
  EXPECT_EQ(get(pair.theirs), "") << "sent only at the end of the turn";
  reactor.run_turn(0);
  EXPECT_EQ(get(pair.theirs), "early");
}

TEST_P(SocketCalls, HearsOfAnEndThatCameWithTheLastBytes) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  for (const bool tcp : {false, true}) {
    Pair pair = tcp ? tcp_pair() : Pair{};
    Seen seen;
    reactor.spawn(echo(reactor, std::move(pair.ours), seen, 1000));
    put(pair.theirs, "last");
    ::shutdown(pair.theirs.number(), SHUT_WR);
    EXPECT_TRUE(turn_until(reactor, [&] { return !seen.ends.empty(); }));
    EXPECT_EQ(seen.ends, std::vector{Kind::end});
    EXPECT_EQ(get(pair.theirs), "last") << "a half-closed peer still reads";
  }
}

TEST_P(SocketCalls, WakesOnReset) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  Pair pair = tcp_pair();
  Seen seen;
  reactor.spawn(echo(reactor, std::move(pair.ours), seen, 1000));
  reactor.run_turn(0);
  const ::linger at_once{1, 0};
  ::setsockopt(pair.theirs.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  pair.theirs.close();
  EXPECT_TRUE(turn_until(reactor, [&] { return !seen.ends.empty(); }));
  EXPECT_EQ(seen.ends, std::vector{Kind::reset});
  EXPECT_EQ(seen.error, ECONNRESET);
}

TEST_P(SocketCalls, TimesOutByTheReactorsClock) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  Pair pair;
  Seen seen;
  reactor.spawn(echo(reactor, std::move(pair.ours), seen, 1000));
  clock.now.monotonic_ms += 999;
  reactor.run_turn(0);
  EXPECT_TRUE(seen.ends.empty());
  put(pair.theirs, "x");
  reactor.run_turn(0);
  clock.now.monotonic_ms += 990;
  reactor.run_turn(0);
  EXPECT_TRUE(seen.ends.empty()) << "each byte puts the deadline off";
  clock.now.monotonic_ms += 10 + TimerWheel::tick_ms;
  reactor.run_turn(0);
  EXPECT_EQ(seen.ends, std::vector{Kind::timed_out});
}

TEST(Socket, TimesOutInRealTime) {
  Reactor reactor;
  Pair pair;
  Seen seen;
  reactor.spawn(echo(reactor, std::move(pair.ours), seen, 5));
  while (seen.ends.empty()) reactor.run_turn(-1);
  EXPECT_EQ(seen.ends, std::vector{Kind::timed_out});
}

Task receive_into(Reactor& reactor, Accepted accepted, std::string& into) {
  Socket socket{reactor, std::move(accepted)};
  std::size_t filled = 0;
  while (filled < into.size()) {
    const Received received = co_await socket.receive(std::span{into}.subspan(filled), reactor.after(1000));
    if (received.kind != Kind::bytes) co_return;
    EXPECT_EQ(received.bytes.data(), into.data() + filled);
    filled += received.bytes.size();
  }
  socket.queue("full");
  co_await socket.flush(reactor.after(1000));
}

TEST_P(SocketCalls, ReceivesIntoGivenMemoryAndNoMore) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  Pair pair;
  std::string into(100'000, '\0');
  const std::string sent = pattern(into.size());
  reactor.spawn(receive_into(reactor, std::move(pair.ours), into));
  for (std::size_t at = 0; at < sent.size(); at += 10'000) {
    put(pair.theirs, std::string_view{sent}.substr(at, 10'000));
    reactor.run_turn(0);
  }
  EXPECT_EQ(into, sent);
  EXPECT_EQ(get(pair.theirs), "full");
  EXPECT_EQ(reactor.live_frames(), 0U);
}

// --- Flushing, draining, closing -----------------------------------------------------------------------------------

Task flush_all(Reactor& reactor, Accepted accepted, std::string_view text, std::vector<Flushed::Kind>& results) {
  Socket socket{reactor, std::move(accepted)};
  socket.queue(text);
  Flushed flushed = co_await socket.flush(reactor.after(100));
  results.push_back(flushed.kind);
  if (flushed.kind == Flushed::Kind::timed_out) {
    EXPECT_GT(socket.pending_bytes(), 0U);
    flushed = co_await socket.flush(reactor.after(100));
    results.push_back(flushed.kind);
  }
}

TEST_P(SocketCalls, FlushesAtOnceWithoutSuspending) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  Pair pair;
  std::vector<Flushed::Kind> results;
  reactor.spawn(flush_all(reactor, std::move(pair.ours), "bye", results));
  EXPECT_EQ(results, std::vector{Flushed::Kind::done});
  bool ended = false;
  EXPECT_EQ(get(pair.theirs, &ended), "bye");
  EXPECT_TRUE(ended);
}

Task flush_then_close(Reactor& reactor, Accepted accepted, std::string_view text, bool& closed) {
  Socket socket{reactor, std::move(accepted)};
  socket.queue(text);
  const Flushed flushed = co_await socket.flush_and_close(reactor.after(100));
  EXPECT_EQ(flushed.kind, Flushed::Kind::done);
  closed = !socket.open();
}

TEST_P(SocketCalls, FlushesAndCloses) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  for (const std::size_t size : {10UZ, 2'000'000UZ}) {
    Pair pair = tcp_pair(8192);
    const std::string text = pattern(size);
    bool closed = false;
    reactor.spawn(flush_then_close(reactor, std::move(pair.ours), text, closed));
    std::string got;
    bool ended = false;
    EXPECT_TRUE(turn_until(reactor, [&] {
      got += get(pair.theirs, &ended);
      return ended;
    }));
    EXPECT_TRUE(got == text);
    EXPECT_TRUE(closed);
  }
}

TEST_P(SocketCalls, FlushTimesOutAndCanGoOn) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  Pair pair = tcp_pair(8192);
  const std::string text = pattern(2'000'000);
  std::vector<Flushed::Kind> results;
  reactor.spawn(flush_all(reactor, std::move(pair.ours), text, results));
  reactor.run_turn(0);
  EXPECT_TRUE(results.empty());
  clock.now.monotonic_ms += 100 + TimerWheel::tick_ms;
  reactor.run_turn(0);
  EXPECT_EQ(results, std::vector{Flushed::Kind::timed_out});
  std::string got;
  EXPECT_TRUE(turn_until(reactor, [&] { return (got += get(pair.theirs)).size() == text.size(); }));
  EXPECT_EQ(got, text);
  EXPECT_EQ(results, (std::vector{Flushed::Kind::timed_out, Flushed::Kind::done}));
}

Task between_requests(Reactor& reactor, Accepted accepted, Seen& seen) {
  Socket socket{reactor, std::move(accepted)};
  for (;;) {
    const Received received = co_await socket.receive_or_stop(reactor.after(1000));
    if (received.kind != Kind::bytes) {
      seen.ends.push_back(received.kind);
      co_return;
    }
    seen.texts.emplace_back(received.bytes.data(), received.bytes.size());
    socket.queue("ok");
  }
}

TEST_P(SocketCalls, StopsOnDrainOnlyBetweenRequests) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  Pair idle;
  Pair reading;
  Pair pending;
  Seen of_idle;
  Seen of_reading;
  Seen of_pending;
  reactor.spawn(between_requests(reactor, std::move(idle.ours), of_idle));
  reactor.spawn(echo(reactor, std::move(reading.ours), of_reading, 1000));
  reactor.spawn(between_requests(reactor, std::move(pending.ours), of_pending));
  reactor.run_turn(0);
  put(pending.theirs, "request");
  reactor.drain();
  reactor.run_turn(0);
  reactor.run_turn(0);
  EXPECT_EQ(of_idle.ends, std::vector{Kind::stopping});
  EXPECT_TRUE(of_reading.ends.empty());
  EXPECT_EQ(of_pending.texts, std::vector<std::string>{"request"}) << "what is there is still answered";
  EXPECT_EQ(get(pending.theirs), "ok");
  EXPECT_EQ(of_pending.ends, std::vector{Kind::stopping});
}

Task linger(Reactor& reactor, Accepted accepted, Lingered& lingered) {
  Socket socket{reactor, std::move(accepted)};
  socket.queue("refused");
  lingered = co_await socket.linger_close(reactor.after(500), 100'000);
  EXPECT_FALSE(socket.open());
}

TEST_P(SocketCalls, LingersSoThatTheAnswerArrives) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  Pair pair = tcp_pair();
  Lingered lingered{.kind = Lingered::Kind::reset};
  put(pair.theirs, pattern(50'000));
  reactor.spawn(linger(reactor, std::move(pair.ours), lingered));
  bool ended = false;
  std::string got;
  EXPECT_TRUE(turn_until(reactor, [&] {
    got += get(pair.theirs, &ended);
    return ended;
  }));
  EXPECT_EQ(got, "refused");
  EXPECT_EQ(reactor.live_frames() != 0, true) << "still waiting for the peer's end";
  pair.theirs.close();
  EXPECT_TRUE(turn_until(reactor, [&] { return reactor.live_frames() == 0; }));
  EXPECT_EQ(lingered.kind, Lingered::Kind::end);
  EXPECT_EQ(lingered.bytes, 50'000U);
}

TEST_P(SocketCalls, LingersOnlySoLongAndForSoMuch) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  Pair slow = tcp_pair();
  Pair endless = tcp_pair();
  Lingered of_slow;
  Lingered of_endless;
  reactor.spawn(linger(reactor, std::move(slow.ours), of_slow));
  reactor.spawn(linger(reactor, std::move(endless.ours), of_endless));
  const std::string much = pattern(30'000);
  EXPECT_TRUE(turn_until(reactor, [&] {
    ::send(endless.theirs.number(), much.data(), much.size(), MSG_NOSIGNAL);
    return of_endless.kind == Lingered::Kind::too_much;
  }));
  clock.now.monotonic_ms += 500 + TimerWheel::tick_ms;
  reactor.run_turn(0);
  EXPECT_EQ(of_slow.kind, Lingered::Kind::timed_out);
  EXPECT_EQ(reactor.live_frames(), 0U);
}

Task abort_it(Reactor& reactor, Accepted accepted) {
  Socket socket{reactor, std::move(accepted)};
  socket.queue("never sent");
  socket.abort();
  const Received received = co_await socket.receive(reactor.after(10));
  EXPECT_EQ(received.kind, Kind::reset);
  const Flushed flushed = co_await socket.flush(reactor.after(10));
  EXPECT_EQ(flushed.kind, Flushed::Kind::reset);
}

TEST_P(SocketCalls, AbortsWithAReset) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  Pair pair = tcp_pair();
  reactor.spawn(abort_it(reactor, std::move(pair.ours)));
  reactor.run_turn(0);
  char byte = 0;
  EXPECT_EQ(::recv(pair.theirs.number(), &byte, 1, 0), -1);
  EXPECT_EQ(errno, ECONNRESET);
}

TEST_P(SocketCalls, KnowsItsAddresses) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  Pair pair = tcp_pair();
  const Address peer = pair.ours.peer;
  const Socket socket{reactor, std::move(pair.ours)};
  EXPECT_EQ(socket.peer(), peer);
  EXPECT_TRUE(socket.local().is_loopback());
  EXPECT_NE(socket.local().port(), 0);
}

// Those of the other files, too.
INSTANTIATE_TEST_SUITE_P(Sockets, SocketCalls, ::testing::Values(0U, 1U, 2U), testing::name_of_calls);

} // namespace
} // namespace responsum::net
