#include "responsum/net/listener.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>

#include "responsum/net/loopback_test.hpp"

namespace responsum::net {
namespace {

using testing::Clock;
using testing::get;
using testing::put;
using testing::turn_until;

Descriptor connect_to(const Address& address) {
  sockaddr_storage system{};
  const socklen_t size = address.to(system);
  Descriptor client{::socket(system.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  RESPONSUM_ASSERT(::connect(client.number(), reinterpret_cast<sockaddr*>(&system), size) == 0);
  ::fcntl(client.number(), F_SETFL, O_NONBLOCK);
  return client;
}

Task shout(Reactor& reactor, Accepted accepted, int& ended) {
  Socket socket{reactor, std::move(accepted)};
  for (;;) {
    const Received received = co_await socket.receive(reactor.after(10'000));
    if (received.kind != Received::Kind::bytes) break;
    const auto text = reactor.turn_memory().copy({received.bytes.data(), received.bytes.size()});
    socket.queue(text);
    socket.queue("!");
  }
  ++ended;
}

struct Server {
  Clock clock;
  Reactor reactor{clock.options()};
  std::vector<int> refusals;
  int accepted = 0;
  int ended = 0;
  Acceptor acceptor{reactor,
                    Listener::open("127.0.0.1:0").value(),
                    {.accepted =
                         [this](Accepted connection) {
                           ++accepted;
                           reactor.spawn(shout(reactor, std::move(connection), ended));
                         },
                     .refused = [this](int error) { refusals.push_back(error); }}};
  const Address& address() const { return acceptor.listener().address(); }
};

TEST(Listener, TellsThePortThatTheKernelChose) {
  for (const std::string_view where : {"127.0.0.1:0", "[::1]:0"}) {
    const auto listener = Listener::open(where);
    ASSERT_TRUE(listener) << listener.error().text();
    EXPECT_NE(listener->bound_port(), 0);
    EXPECT_TRUE(listener->address().is_loopback());
  }
}

TEST(Listener, ReportsWhatFailed) {
  const auto name = Listener::open("localhost:80");
  ASSERT_FALSE(name);
  EXPECT_EQ(name.error().error, EINVAL);
  EXPECT_NE(name.error().text().find("localhost:80"), std::string::npos);
  const auto foreign = Listener::open("192.0.2.1:0"); // RFC 5737: nobody's
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().error, EADDRNOTAVAIL);
  EXPECT_EQ(foreign.error().what, "bind 192.0.2.1:0");
  EXPECT_FALSE(Listener::open("127.0.0.1:0", {.congestion_control = "none-such"}));
}

TEST(Listener, SharesItsPortWithOtherWorkers) {
  const auto first = Listener::open("127.0.0.1:0");
  ASSERT_TRUE(first);
  EXPECT_TRUE(Listener::open(first->address().text()));
}

TEST(Listener, CorksHeadsByCongestionControl) {
  EXPECT_TRUE(Listener::open("127.0.0.1:0", {.congestion_control = "reno"})->corks_heads());
  const auto bbr = Listener::open("127.0.0.1:0", {.congestion_control = "bbr"});
  if (!bbr) GTEST_SKIP() << "this kernel has no bbr";
  EXPECT_FALSE(bbr->corks_heads());
}

TEST(Acceptor, ServesManyConnections) {
  Server server;
  constexpr std::size_t count = 500;
  std::vector<Descriptor> clients;
  for (std::size_t i = 0; i < count; ++i) clients.push_back(connect_to(server.address()));
  std::vector<std::string> got(count);
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < count; ++i) put(clients[i], std::to_string(i));
    for (std::size_t i = 0; i < count; ++i) {
      got[i].clear();
      EXPECT_TRUE(turn_until(server.reactor, [&] { return (got[i] += get(clients[i])) == std::to_string(i) + "!"; }));
    }
  }
  EXPECT_EQ(server.accepted, static_cast<int>(count));
  clients.clear();
  EXPECT_TRUE(turn_until(server.reactor, [&] { return server.ended == static_cast<int>(count); }));
  EXPECT_EQ(server.reactor.live_frames(), 0U);
}

TEST(Acceptor, HandsOverNodelayAndThePeer) {
  Clock clock;
  Reactor reactor{clock.options()};
  std::vector<Accepted> accepted;
  Acceptor acceptor{
      reactor,
      Listener::open("127.0.0.1:0").value(),
      {.accepted = [&](Accepted connection) { accepted.push_back(std::move(connection)); }, .refused = [](int) {}}};
  const Descriptor client = connect_to(acceptor.listener().address());
  ASSERT_TRUE(turn_until(reactor, [&] { return !accepted.empty(); }));
  int nodelay = 0;
  socklen_t size = sizeof nodelay;
  ::getsockopt(accepted[0].descriptor.number(), IPPROTO_TCP, TCP_NODELAY, &nodelay, &size);
  EXPECT_NE(nodelay, 0);
  EXPECT_NE(::fcntl(accepted[0].descriptor.number(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_TRUE(accepted[0].peer.is_loopback());
  EXPECT_NE(accepted[0].peer.port(), 0);
}

TEST(Acceptor, AcceptsWhatWaitsBeforeItStops) {
  Server server;
  const Descriptor client = connect_to(server.address());
  server.acceptor.stop();
  server.acceptor.stop();
  EXPECT_EQ(server.accepted, 1);
  put(client, "still here");
  std::string got;
  EXPECT_TRUE(turn_until(server.reactor, [&] { return (got += get(client)) == "still here!"; }));
  sockaddr_storage system{};
  const socklen_t size = server.address().to(system);
  const Descriptor late{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  EXPECT_EQ(::connect(late.number(), reinterpret_cast<sockaddr*>(&system), size), -1);
  EXPECT_EQ(errno, ECONNREFUSED);
}

TEST(Acceptor, RefusesAndPausesWithoutDescriptors) {
  Server server;
  Descriptor first = connect_to(server.address());
  Descriptor second = connect_to(server.address());
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const Descriptor next_free{::dup(0)};
  const rlimit none{static_cast<rlim_t>(next_free.number()), before.rlim_max}; // all below are in use
  ::setrlimit(RLIMIT_NOFILE, &none);
  EXPECT_TRUE(turn_until(server.reactor, [&] { return !server.refusals.empty(); }));
  for (int i = 0; i < 5; ++i) server.reactor.run_turn(0);
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(server.refusals, std::vector{EMFILE}) << "then it pauses";
  EXPECT_EQ(server.accepted, 0);
  bool ended = false;
  get(first, &ended);
  EXPECT_TRUE(ended) << "the first was told";
  server.clock.now.monotonic_ms += Acceptor::refusal_pause_ms + TimerWheel::tick_ms;
  EXPECT_TRUE(turn_until(server.reactor, [&] { return server.accepted == 1; }));
  put(second, "late");
  std::string got;
  EXPECT_TRUE(turn_until(server.reactor, [&] { return (got += get(second)) == "late!"; }));
}

} // namespace
} // namespace responsum::net
