#include "responsum/resource/gateway/upstream.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "responsum/client/called_test.hpp"

namespace responsum::resource::gateway {
namespace {

using client::testing::Called;
using client::testing::PlayedUpstream;

struct Waiting final : Waiter {
  client::Wish wish() const override { return {}; }
  void on_turn() override { ++turns; }
  void on_waited_long() override {}
  int turns = 0;
};

// Two servers that never answer, with one connection each: the second is asked where the first cannot be.
class UpstreamTest : public ::testing::Test {
 protected:
  UpstreamTest() {
    limits_.max_connections.value = 1;
    sharing_.health.passive = {
        .max_consecutive_failures = 1, .ejection_ms = 10'000, .max_ejection_ms = 10'000, .max_ejected_percent = 100};
    for (int i = 0; i < 2; ++i) {
      servers_.push_back(std::make_unique<PlayedUpstream>("127.0.0.1:0", ""));
      client::Endpoint& endpoint = endpoints_.emplace_back();
      endpoint.host = "127.0.0.1";
      endpoint.address = net::Address::parse_host(endpoint.host).value();
      endpoint.port = servers_.back()->port();
      endpoint.text = "http://127.0.0.1:" + std::to_string(endpoint.port);
      endpoint.backup = i != 0;
    }
    upstream_ = std::make_unique<Upstream>(reactor_, "app", origin_, endpoints_, limits_, sharing_, Means{}, 1);
  }

  // Which one a request that begins now is sent to.
  EndpointId begin(Called& call, Health::Attempt& attempt) {
    EndpointId chosen = max_endpoints;
    if (upstream_->choose({}, 0, {}, chosen) != Upstream::Choice::chosen) return max_endpoints;
    call.began = reactor_.now().monotonic_ms;
    upstream_->begin(chosen, call, attempt);
    return chosen;
  }
  // The servers have their requests.
  bool asked() {
    return net::testing::turn_until(reactor_, [this] {
      for (const auto& server : servers_) server->play();
      return std::ranges::all_of(servers_, [](const auto& s) { return s->accepted() == 1 && !s->heard(0).empty(); });
    });
  }
  void some_turns() {
    for (int i = 0; i < 10; ++i) reactor_.run_turn(0);
  }

  net::testing::Clock clock_;
  net::Reactor reactor_{clock_.options()};
  std::vector<std::unique_ptr<PlayedUpstream>> servers_;
  base::Origin origin_{};
  std::vector<client::Endpoint> endpoints_;
  client::Limits limits_ = client::testing::usual_limits();
  Sharing sharing_{};
  std::unique_ptr<Upstream> upstream_;
};

// Its connection closes, and yet there is no room: who had a turn now would only go on waiting, again and again.
TEST_F(UpstreamTest, WhoWaitsIsNotOfferedAServerThatIsOut) {
  Called first, second;
  Health::Attempt of_first, of_second;
  ASSERT_EQ(begin(first, of_first), 0);
  upstream_->failed(of_first); // its connection is still open
  ASSERT_EQ(begin(second, of_second), 1);
  ASSERT_TRUE(asked());
  Waiting waiting;
  ASSERT_TRUE(upstream_->wait(waiting));
  first.carrier->abandon(first);
  upstream_->ended(0);
  some_turns();
  EXPECT_EQ(waiting.turns, 0);
  second.carrier->abandon(second);
  upstream_->abandoned(of_second);
  upstream_->ended(1);
  ASSERT_TRUE(net::testing::turn_until(reactor_, [&] { return waiting.turns == 1; }));
}

} // namespace
} // namespace responsum::resource::gateway
