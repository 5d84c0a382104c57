// What was received for sockets together with others, and what was sent so: each gets its own, and nothing is lost.
#include <array>
#include <cerrno>
#include <climits>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "responsum/net/arrival.hpp"
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

// --- One arrival ---------------------------------------------------------------------------------------------------

TEST(Arrival, IsTakenPieceByPiece) {
  const std::string room = "0123456789";
  Arrival arrival{room, 6};
  std::array<char, 4> into;
  EXPECT_TRUE(arrival.there() && arrival.is_news());
  EXPECT_EQ(arrival.take(into), 4);
  EXPECT_FALSE(arrival.emptied());
  std::array<char, 2> elsewhere;
  Arrival moved = arrival.moved_to(elsewhere.data());
  EXPECT_EQ(moved.take(into), 2);
  EXPECT_EQ(into[0], '4');
  EXPECT_FALSE(moved.emptied()) << "more may have come";
  EXPECT_FALSE(moved.there() || moved.is_news());
}

TEST(Arrival, ThatFilledItsRoomSaysNothingOfTheRest) {
  const std::string room = "0123";
  Arrival arrival{room, 4};
  std::array<char, 8> into;
  EXPECT_EQ(arrival.take(into), 4);
  EXPECT_FALSE(arrival.emptied());
}

TEST(Arrival, OfAnErrorIsToldOnce) {
  for (const int result : {0, -EAGAIN, -ECONNRESET}) {
    Arrival arrival{std::string_view{"0123"}, result};
    EXPECT_TRUE(arrival.there());
    EXPECT_EQ(arrival.is_news(), result == -ECONNRESET) << "the rest the kernel says again";
    std::array<char, 8> into;
    EXPECT_EQ(arrival.take(into), result);
    EXPECT_FALSE(arrival.there() || arrival.is_news());
  }
}

// --- Many sockets --------------------------------------------------------------------------------------------------

TEST_P(SocketCalls, OfManyConnectionsStayApart) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  constexpr std::size_t count = 300; // more than are received or sent at once, and than a turn has events
  std::vector<Pair> pairs(count);
  std::vector<Seen> seen(count);
  for (std::size_t i = 0; i < count; ++i) reactor.spawn(echo(reactor, std::move(pairs[i].ours), seen[i], 1000));
  reactor.run_turn(0);
  for (int round = 0; round < 3; ++round) {
    std::vector<std::string> back(count);
    for (std::size_t i = 0; i < count; ++i) put(pairs[i].theirs, pattern(1 + i * 37));
    EXPECT_TRUE(turn_until(reactor, [&] {
      bool all = true;
      for (std::size_t i = 0; i < count; ++i) {
        back[i] += get(pairs[i].theirs);
        all = all && back[i].size() == 1 + i * 37;
      }
      return all;
    }));
    for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(back[i], pattern(1 + i * 37)) << i;
  }
}

TEST_P(SocketCalls, OfWhomThePeerHasLeftLeaveTheOthersAlone) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  constexpr std::size_t count = 6;
  std::vector<Pair> pairs;
  std::vector<Seen> seen(count);
  for (std::size_t i = 0; i < count; ++i) {
    pairs.push_back(tcp_pair());
    reactor.spawn(echo(reactor, std::move(pairs[i].ours), seen[i], 1000));
  }
  reactor.run_turn(0);
  for (std::size_t i = 0; i < count; ++i) put(pairs[i].theirs, "octets");
  const ::linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(pairs[1].theirs.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  pairs[1].theirs.close();
  ::shutdown(pairs[2].theirs.number(), SHUT_WR);
  for (const std::size_t i : {0UZ, 2UZ, 3UZ, 4UZ, 5UZ}) {
    std::string back;
    EXPECT_TRUE(turn_until(reactor, [&] { return (back += get(pairs[i].theirs)) == "octets"; })) << i;
  }
  EXPECT_TRUE(turn_until(reactor, [&] { return !seen[1].ends.empty() && !seen[2].ends.empty(); }));
  EXPECT_EQ(seen[1].ends, std::vector{Kind::reset});
  EXPECT_EQ(seen[2].ends, std::vector{Kind::end});
}

// --- What comes while there is something else to hear of -----------------------------------------------------------

// Woken by another, and then not in the mood to read for a while.
struct Reluctant {
  Socket* socket = nullptr;
  bool reads = true;
  std::string heard;
  std::vector<Kind> kinds;
};

Task reluctant(Reactor& reactor, Accepted accepted, Reluctant& state) {
  Socket socket{reactor, std::move(accepted)};
  state.socket = &socket;
  for (;;) {
    Received received;
    if (state.reads)
      received = co_await socket.receive_or_woken(reactor.after(1000));
    else
      received = co_await socket.woken(reactor.after(1000));
    state.kinds.push_back(received.kind);
    if (received.kind == Kind::bytes) state.heard.append(received.bytes.data(), received.bytes.size());
    if (received.kind == Kind::woken) state.reads = !state.reads;
    if (received.kind != Kind::bytes && received.kind != Kind::woken) break;
  }
  state.socket = nullptr;
}

Task waker(Reactor& reactor, Accepted accepted, Reluctant& state) {
  Socket socket{reactor, std::move(accepted)};
  const Received received = co_await socket.receive(reactor.after(1000));
  EXPECT_EQ(received.kind, Kind::bytes);
  state.socket->wake();
}

TEST_P(SocketCalls, KeepWhatCameWhileTheirCoroutineHadOtherNews) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  Pair first;
  Pair second;
  Reluctant state;
  reactor.spawn(reluctant(reactor, std::move(second.ours), state));
  reactor.spawn(waker(reactor, std::move(first.ours), state));
  reactor.run_turn(0);
  put(first.theirs, "wake it"); // its event comes first
  put(second.theirs, "early ");
  reactor.run_turn(0);
  reactor.run_turn(0);
  EXPECT_EQ(state.kinds, std::vector{Kind::woken});
  EXPECT_FALSE(state.reads);
  put(second.theirs, "and late");
  reactor.run_turn(0);
  EXPECT_EQ(state.heard, "");
  state.socket->wake();
  EXPECT_TRUE(turn_until(reactor, [&] { return state.heard == "early and late"; })) << state.heard;
  put(second.theirs, ", and on");
  EXPECT_TRUE(turn_until(reactor, [&] { return state.heard == "early and late, and on"; })) << state.heard;
  second.theirs.close();
  EXPECT_TRUE(turn_until(reactor, [&] { return state.socket == nullptr; }));
  EXPECT_EQ(state.kinds.back(), Kind::end);
}

TEST_P(SocketCalls, ThatCloseDropWhatWasKept) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  Pair first;
  Pair second;
  Reluctant state;
  reactor.spawn(reluctant(reactor, std::move(second.ours), state));
  reactor.spawn(waker(reactor, std::move(first.ours), state));
  reactor.run_turn(0);
  put(first.theirs, "wake it");
  put(second.theirs, "early ");
  reactor.run_turn(0);
  state.socket->abort();
  state.socket->wake();
  EXPECT_TRUE(turn_until(reactor, [&] { return state.socket == nullptr; }));
  EXPECT_EQ(state.kinds.back(), Kind::reset);
  EXPECT_EQ(state.heard, "");
}

// Ends the connection of another whose event is still to come.
Task killer(Reactor& reactor, Accepted accepted, Reluctant& state) {
  Socket socket{reactor, std::move(accepted)};
  const Received received = co_await socket.receive(reactor.after(1000));
  EXPECT_EQ(received.kind, Kind::bytes);
  state.socket->abort();
  state.socket->wake();
}

TEST_P(SocketCalls, LeaveNothingToWhoComesAfterThem) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  for (int round = 0; round < 3; ++round) {
    Pair first;
    Pair second;
    Reluctant state;
    reactor.spawn(reluctant(reactor, std::move(second.ours), state));
    reactor.spawn(killer(reactor, std::move(first.ours), state));
    reactor.run_turn(0);
    put(first.theirs, "end it");
    put(second.theirs, "nobody's");
    EXPECT_TRUE(turn_until(reactor, [&] { return state.socket == nullptr; }));
    EXPECT_EQ(state.heard, "");
    // Likely at the same place in memory.
    Pair after;
    Reluctant other;
    reactor.spawn(reluctant(reactor, std::move(after.ours), other));
    for (int turn = 0; turn < 3; ++turn) reactor.run_turn(0);
    EXPECT_EQ(other.heard, "");
    put(after.theirs, "its own");
    EXPECT_TRUE(turn_until(reactor, [&] { return other.heard == "its own"; })) << other.heard;
    after.theirs.close();
    EXPECT_TRUE(turn_until(reactor, [&] { return other.socket == nullptr; }));
  }
}

// --- What is queued on a socket that was sent for with others ------------------------------------------------------

// When its own connection fails it says goodbye on another.
Task mourner(Reactor& reactor, Accepted accepted, Socket*& other) {
  Socket socket{reactor, std::move(accepted)};
  Received received = co_await socket.receive(reactor.after(1000));
  EXPECT_EQ(received.kind, Kind::bytes);
  socket.queue("answer");
  other->queue("first, ");
  received = co_await socket.receive(reactor.after(1000));
  EXPECT_EQ(received.kind, Kind::reset);
  other->queue("second, ");
  other->push();
  other->queue("third");
}

Task holder(Reactor& reactor, Accepted accepted, Socket*& there) {
  Socket socket{reactor, std::move(accepted)};
  there = &socket;
  const Received received = co_await socket.receive(reactor.after(1000));
  EXPECT_EQ(received.kind, Kind::end);
  there = nullptr;
}

TEST_P(SocketCalls, SendInOrderWhatIsQueuedWhileATurnEnds) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  Pair failing;
  Pair other;
  Socket* socket = nullptr;
  reactor.spawn(holder(reactor, std::move(other.ours), socket));
  reactor.spawn(mourner(reactor, std::move(failing.ours), socket));
  reactor.run_turn(0);
  put(failing.theirs, "request");
  ::shutdown(failing.theirs.number(), SHUT_RD); // whoever sends there now fails
  std::string heard;
  EXPECT_TRUE(turn_until(reactor, [&] { return (heard += get(other.theirs)) == "first, second, third"; })) << heard;
  other.theirs.close();
  EXPECT_TRUE(turn_until(reactor, [&] { return socket == nullptr; }));
}

TEST_P(SocketCalls, SendMorePiecesThanOneCallTakes) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  Pair many = tcp_pair(); // whose kernel does not say again that there is room
  Pair few;
  Socket* to_many = nullptr;
  Socket* to_few = nullptr;
  reactor.spawn(holder(reactor, std::move(many.ours), to_many));
  reactor.spawn(holder(reactor, std::move(few.ours), to_few));
  reactor.run_turn(0);
  const std::string text = pattern(2 * 3 * IOV_MAX);
  std::string expected;
  for (std::size_t at = 0; at < text.size(); at += 2) { // every other octet, so that no two pieces adjoin
    to_many->queue(std::string_view{text}.substr(at, 1));
    expected += text[at];
  }
  to_few->queue("few");
  reactor.run_turn(0);
  EXPECT_EQ(get(few.theirs), "few");
  std::string heard;
  EXPECT_TRUE(turn_until(reactor, [&] { return (heard += get(many.theirs)).size() == expected.size(); }));
  EXPECT_EQ(heard, expected);
  many.theirs.close();
  few.theirs.close();
  EXPECT_TRUE(turn_until(reactor, [&] { return to_many == nullptr && to_few == nullptr; }));
}

TEST_P(SocketCalls, FollowUpWhatTheKernelHadNoRoomFor) {
  Clock clock{.calls_together = GetParam()};
  Reactor reactor{clock.options()};
  Pair slow = tcp_pair(8192);
  Pair quick;
  Socket* to_slow = nullptr;
  Socket* to_quick = nullptr;
  reactor.spawn(holder(reactor, std::move(slow.ours), to_slow));
  reactor.spawn(holder(reactor, std::move(quick.ours), to_quick));
  reactor.run_turn(0);
  std::string much = pattern(3'000'000);
  const std::string expected = much;
  to_slow->queue(much);
  to_quick->queue("little");
  reactor.run_turn(0);
  much.assign(much.size(), '#'); // what was queued from may change after the turn
  EXPECT_EQ(get(quick.theirs), "little");
  EXPECT_TRUE(to_slow->has_backlog());
  std::string heard;
  EXPECT_TRUE(turn_until(reactor, [&] { return (heard += get(slow.theirs)).size() == expected.size(); }));
  EXPECT_EQ(heard, expected);
  slow.theirs.close();
  quick.theirs.close();
  EXPECT_TRUE(turn_until(reactor, [&] { return to_slow == nullptr && to_quick == nullptr; }));
}

} // namespace
} // namespace responsum::net
