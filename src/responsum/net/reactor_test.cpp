#include "responsum/net/reactor.hpp"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "responsum/net/loopback_test.hpp"
#include "responsum/net/socket.hpp"

namespace responsum::net {
namespace {

using testing::Clock;
using testing::get;
using testing::Pair;
using testing::put;

TEST(Reactor, RunsWhatOtherThreadsPostUntilStopped) {
  Reactor reactor;
  constexpr int posts = 2000;
  int run = 0; // of the reactor's thread
  std::thread loop{[&] { reactor.run(); }};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int at = 0; at < posts; ++at)
        reactor.post([&] {
          if (++run == 4 * posts) reactor.stop();
        });
    });
  for (std::thread& thread : threads) thread.join();
  loop.join();
  EXPECT_EQ(run, 4 * posts);
}

TEST(Reactor, WakesForStopFromAnotherThread) {
  Reactor reactor;
  std::thread other{[&] { reactor.stop(); }};
  reactor.run();
  other.join();
  EXPECT_EQ(reactor.live_frames(), 0u);
}

TEST(Reactor, CountsItsTurns) {
  Reactor reactor;
  const std::uint64_t& turn = reactor.turn_number();
  const std::uint64_t before = turn;
  reactor.run_turn(0);
  reactor.run_turn(0);
  EXPECT_EQ(turn, before + 2);
}

TEST(Reactor, DestroysUnrunWhatNobodyRan) {
  const auto token = std::make_shared<int>(0);
  {
    Reactor reactor;
    reactor.post([token] { ++*token; });
  }
  EXPECT_EQ(*token, 0);
  EXPECT_EQ(token.use_count(), 1);
}

TEST(Reactor, ReadsItsClockAtBothEndsOfATurn) {
  int reads = 0;
  Clock clock;
  ReactorOptions options{.clock = [&] {
    ++reads;
    return clock.now;
  }};
  Reactor reactor{std::move(options)};
  reads = 0;
  clock.now.monotonic_ms += 5;
  reactor.run_turn(0);
  EXPECT_EQ(reads, 2);
  EXPECT_EQ(reactor.now(), clock.now);
  EXPECT_EQ(reactor.after(10).at_ms, clock.now.monotonic_ms + 10);
  EXPECT_EQ(reactor.last_turn_ms(), 0);
  reactor.post([&clock] { clock.now.monotonic_ms += 7; });
  reactor.run_turn(0);
  EXPECT_EQ(reactor.last_turn_ms(), 7);
}

Task forever(Reactor& reactor, Accepted accepted, std::shared_ptr<int> token) {
  Socket socket{reactor, std::move(accepted)};
  socket.queue("never sent");
  co_await socket.receive(reactor.after(1000));
  ++*token;
}

TEST(Reactor, TakesSuspendedTasksAlong) {
  const auto token = std::make_shared<int>(0);
  Pair pair;
  {
    Reactor reactor;
    reactor.spawn(forever(reactor, std::move(pair.ours), token));
    EXPECT_EQ(token.use_count(), 2);
  }
  EXPECT_EQ(token.use_count(), 1);
  EXPECT_EQ(*token, 0);
  bool ended = false;
  get(pair.theirs, &ended);
  EXPECT_TRUE(ended);
}

struct Order {
  std::vector<std::string> events;
  std::vector<const Descriptor*> peers;
};

Task in_two_phases(Reactor& reactor, Accepted accepted, Order& order) {
  Socket socket{reactor, std::move(accepted)};
  for (;;) {
    const Received received = co_await socket.receive(reactor.after(1000));
    if (received.kind != Received::Kind::bytes) co_return;
    for (const Descriptor* peer : order.peers) order.events.push_back(get(*peer).empty() ? "nothing" : "something");
    auto answer = std::make_unique<std::string>("answer");
    socket.queue(*answer);
    reactor.at_turn_end([&order, kept = std::move(answer)] { order.events.push_back("retired " + *kept); });
  }
}

TEST(Reactor, DecidesForAllBeforeItSendsForAny) {
  Clock clock;
  Reactor reactor{clock.options()};
  Pair first;
  Pair second;
  Order order;
  order.peers = {&first.theirs, &second.theirs};
  reactor.spawn(in_two_phases(reactor, std::move(first.ours), order));
  reactor.spawn(in_two_phases(reactor, std::move(second.ours), order));
  reactor.run_turn(0);
  put(first.theirs, "1");
  put(second.theirs, "2");
  reactor.run_turn(0);
  EXPECT_EQ(order.events, (std::vector<std::string>{"nothing", "nothing", "nothing", "nothing", "retired answer",
                                                    "retired answer"}));
  EXPECT_EQ(get(first.theirs), "answer");
  EXPECT_EQ(get(second.theirs), "answer");
}

// Two sessions, each of which ends the other when it hears something: the second event of the turn has no socket.
struct Rivals {
  std::vector<std::unique_ptr<Socket>> sockets;
  int heard = 0;
};

Task end_all_others(Reactor& reactor, Rivals& rivals, std::size_t me) {
  const Received received = co_await rivals.sockets[me]->receive(reactor.after(1000));
  if (received.kind != Received::Kind::bytes) co_return;
  ++rivals.heard;
  for (std::size_t i = 0; i < rivals.sockets.size(); ++i)
    if (i != me) rivals.sockets[i].reset();
}

TEST(Reactor, ForgetsEventsOfSocketsThatAreGone) {
  Clock clock;
  Reactor reactor{clock.options()};
  Pair first;
  Pair second;
  Rivals rivals;
  rivals.sockets.push_back(std::make_unique<Socket>(reactor, std::move(first.ours)));
  rivals.sockets.push_back(std::make_unique<Socket>(reactor, std::move(second.ours)));
  reactor.spawn(end_all_others(reactor, rivals, 0));
  reactor.spawn(end_all_others(reactor, rivals, 1));
  reactor.run_turn(0);
  reactor.run_turn(0);
  put(first.theirs, "1");
  put(second.theirs, "2");
  reactor.run_turn(0);
  EXPECT_EQ(rivals.heard, 1);
  rivals.sockets.clear();
}

} // namespace
} // namespace responsum::net
