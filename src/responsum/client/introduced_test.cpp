// Connections that begin with words about whom they are for.
#include <gtest/gtest.h>

#include "responsum/client/called_test.hpp"
#include "responsum/client/pool.hpp"

namespace responsum::client {
namespace {

using testing::Called;
using testing::empty_answer;

class IntroducedTest : public ::testing::Test {
 protected:
  IntroducedTest() {
    endpoint_.host = "127.0.0.1";
    endpoint_.address = net::Address::parse_host("127.0.0.1").value();
    endpoint_.port = upstream_.port();
    one_.introduced_by = "PROXY TCP4 of one\r\n";
    another_.introduced_by = "PROXY TCP4 of another\r\n";
  }

  void begin(Called& call) {
    call.began = reactor_.now().monotonic_ms;
    call.over = false;
    queue_.add(pool_, call);
  }
  bool answered(const Called& call) {
    const bool over = net::testing::turn_until(reactor_, [&] {
      upstream_.play();
      return call.over;
    });
    for (int i = 0; i < 3; ++i) reactor_.run_turn(0); // the connection is free
    return over && call.end == HopEnd::answered;
  }

  net::testing::Clock clock_;
  testing::PlayedUpstream upstream_{"127.0.0.1:0", empty_answer};
  net::Reactor reactor_{clock_.options()};
  Limits limits_ = testing::usual_limits();
  Endpoint endpoint_;
  Encryption in_plain_;
  testing::Queue queue_;
  Scratch scratch_;
  Called one_, another_;
  Pool pool_{reactor_, endpoint_, nullptr, in_plain_, limits_, queue_, scratch_};
};

TEST_F(IntroducedTest, AConnectionIsForOneClient) {
  begin(one_);
  ASSERT_TRUE(answered(one_));
  begin(another_);
  ASSERT_TRUE(answered(another_));
  EXPECT_FALSE(another_.reused);
  begin(one_);
  ASSERT_TRUE(answered(one_));
  EXPECT_TRUE(one_.reused);
  EXPECT_EQ(pool_.open(), 2u);
  EXPECT_TRUE(upstream_.heard(0).starts_with("PROXY TCP4 of one\r\nGET "));
  EXPECT_EQ(upstream_.heard(0).rfind("PROXY"), 0u); // once
  EXPECT_TRUE(upstream_.heard(1).starts_with("PROXY TCP4 of another\r\nGET "));
}

TEST_F(IntroducedTest, OneThatIsFreeMakesRoomForAnotherClient) {
  limits_.max_connections.value = 1;
  begin(one_);
  ASSERT_TRUE(answered(one_));
  begin(another_);
  ASSERT_TRUE(answered(another_));
  EXPECT_EQ(upstream_.accepted(), 2);
  EXPECT_EQ(pool_.open(), 1u);
}

TEST_F(IntroducedTest, WhoWaitsTakesTheRoomOfOneThatBecomesFree) {
  limits_.max_connections.value = 1;
  begin(one_);
  begin(another_);
  EXPECT_EQ(queue_.calls.size(), 1u);
  ASSERT_TRUE(answered(one_));
  ASSERT_TRUE(answered(another_));
  EXPECT_EQ(upstream_.accepted(), 2);
  EXPECT_EQ(pool_.open(), 1u);
  EXPECT_EQ(reactor_.live_frames(), 2u); // of the one that is open: that of its life, and that of what it waits for
}

} // namespace
} // namespace responsum::client
