#include "responsum/client/pool.hpp"

#include <array>
#include <memory>

#include <gtest/gtest.h>

#include "responsum/client/called_test.hpp"
#include "responsum/net/name_server_test.hpp"

namespace responsum::client {
namespace {

using net::testing::NameServer;
using net::testing::Reply;
using testing::Called;
using testing::empty_answer;
using testing::PlayedUpstream;

struct NobodyWaits final : Dispatcher {
  void on_room(Pool&) override {}
};

// An upstream with a name, which moves from one address to another.
class NamedPoolTest : public ::testing::Test {
 protected:
  NamedPoolTest() {
    endpoint_.host = "app.test";
    endpoint_.port = old_.port();
    pool_ = std::make_unique<Pool>(reactor_, endpoint_, &resolver_.name("app.test"), in_plain_, limits_, nobody_,
                                   scratch_);
  }

  bool played(const Called& call) {
    return net::testing::turn_until(reactor_, [&] {
      play();
      return call.over;
    });
  }
  void play() {
    for (auto asked = names_.take(); asked; asked = names_.take()) names_.answer(*asked, reply_);
    old_.play();
    new_.play();
  }
  void call(Called& call) {
    call.began = reactor_.now().monotonic_ms;
    pool_->begin(call);
    ASSERT_TRUE(played(call));
    EXPECT_EQ(call.end, HopEnd::answered);
    for (int i = 0; i < 3; ++i) reactor_.run_turn(0); // the connection is free
  }

  net::testing::Clock clock_;
  NameServer names_{SOCK_NONBLOCK};
  Reply reply_{.ttl_s = 10, .addresses = "127.0.0.1"};
  net::ResolverLimits name_limits_{.server_timeout_ms = {"server_timeout_ms", 1000},
                                   .min_ttl_ms = {"min_ttl_ms", 1000},
                                   .max_ttl_ms = {"max_ttl_ms", 100'000},
                                   .failure_ttl_ms = {"failure_ttl_ms", 1000},
                                   .max_stale_ms = {"max_stale_ms", 0},
                                   .max_addresses = {"max_addresses", 4}};
  PlayedUpstream old_{"127.0.0.1:0", empty_answer};
  PlayedUpstream new_{"127.0.0.2:" + std::to_string(old_.port()), empty_answer};
  net::Reactor reactor_{clock_.options()};
  net::Resolver resolver_{reactor_, std::span{&names_.address(), 1}, name_limits_};
  Limits limits_ = testing::usual_limits();
  Endpoint endpoint_;
  Encryption in_plain_;
  NobodyWaits nobody_;
  Scratch scratch_;
  std::unique_ptr<Pool> pool_;
};

TEST_F(NamedPoolTest, KeepsAConnectionForTheNextCall) {
  Called first, second;
  call(first);
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.address, "127.0.0.1:" + std::to_string(old_.port()));
  call(second);
  EXPECT_TRUE(second.reused);
  EXPECT_EQ(pool_->open(), 1u);
}

TEST_F(NamedPoolTest, LeavesAnAddressThatTheNameHasLeft) {
  Called first, second, third;
  call(first);
  clock_.now.monotonic_ms += 5'000;
  call(second);
  EXPECT_TRUE(second.reused);
  reply_ = {.ttl_s = 10, .addresses = "127.0.0.2"};
  clock_.now.monotonic_ms += 5'100; // it is in use, and so asked for again
  ASSERT_TRUE(net::testing::turn_until(reactor_, [&] {
    play();
    return !resolver_.name("app.test").leads_to(net::Address::parse("127.0.0.1:80").value());
  }));
  call(third);
  EXPECT_FALSE(third.reused);
  EXPECT_EQ(third.address, "127.0.0.2:" + std::to_string(old_.port()));
  EXPECT_EQ(pool_->open(), 1u); // the old one has been closed
}

TEST_F(NamedPoolTest, AddressesTakeTurns) {
  reply_ = {.ttl_s = 10, .addresses = "127.0.0.1,127.0.0.2"};
  limits_.max_idle_connections.value = 0;
  std::array<Called, 4> calls;
  for (Called& each : calls) call(each);
  EXPECT_EQ(old_.accepted(), 2);
  EXPECT_EQ(new_.accepted(), 2);
}

TEST_F(NamedPoolTest, SaysWhatTheNameServiceSaid) {
  reply_ = {.code = Reply::Code::no_such_name};
  Called call;
  pool_->begin(call);
  ASSERT_TRUE(played(call));
  EXPECT_EQ(call.end, HopEnd::dns_failed);
  EXPECT_EQ(call.rcode, "NXDOMAIN");
  EXPECT_EQ(call.clocked.reached(), HopPhase::resolve);
  EXPECT_EQ(call.address, "app.test:" + std::to_string(old_.port()));
}

TEST_F(NamedPoolTest, HasATimeForTheName) {
  Called call;
  call.began = reactor_.now().monotonic_ms;
  pool_->begin(call);
  clock_.now.monotonic_ms += 1'100;
  reactor_.run_turn(0);
  ASSERT_TRUE(call.over);
  EXPECT_EQ(call.end, HopEnd::dns_slow);
}

TEST_F(NamedPoolTest, WhoGivesUpLeavesTheConnectionToOthers) {
  Called first, second;
  pool_->begin(first);
  first.carrier->abandon(first);
  ASSERT_TRUE(net::testing::turn_until(reactor_, [&] {
    play();
    return pool_->open() == 1 && pool_->in_use() == 0;
  }));
  EXPECT_FALSE(first.over);
  call(second);
  EXPECT_EQ(old_.accepted(), 1);
}

TEST_F(NamedPoolTest, EndsWhileANameIsLookedUp) {
  {
    Called first;
    pool_->begin(first);
    first.carrier->abandon(first);
    pool_.reset();
  }
  reactor_.run_turn(0);
  EXPECT_EQ(reactor_.live_frames(), 0u);
}

} // namespace
} // namespace responsum::client
