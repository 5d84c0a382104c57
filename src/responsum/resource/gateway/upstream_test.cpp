#include "responsum/resource/gateway/upstream.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "responsum/client/called_test.hpp"

namespace responsum::resource::gateway {
namespace {

using client::HopEnd;
using client::testing::Called;
using client::testing::PlayedUpstream;

constexpr std::string_view good = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
constexpr std::string_view ill = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

struct Listening final : HealthListener {
  void on_health(const Upstream& upstream, EndpointId endpoint, HealthChange change, std::string_view why) override {
    told.push_back(std::string{name(change)} + " " + upstream.endpoints()[endpoint].host + ": " + std::string{why});
  }
  void on_gone(const Upstream&) override { told.push_back("gone"); }
  std::vector<std::string> told;
};

struct Waiting final : Waiter {
  client::Wish wish() const override { return {}; }
  void on_turn() override { ++turns; }
  void on_waited_long() override {}
  int turns = 0;
};

// Two servers: the second is asked where the first cannot be.
class UpstreamTest : public ::testing::Test {
 protected:
  UpstreamTest() {
    options_.name = "app";
    options_.limits = client::testing::usual_limits();
    options_.limits.max_connections.value = 1;
    options_.sharing.health.passive = {
        .max_consecutive_failures = 1, .ejection_ms = 10'000, .max_ejection_ms = 10'000, .max_ejected_percent = 100};
    options_.sharing.health.active = {.rise = 1, .fall = 1};
    options_.sharing.checks.interval_ms = 1'000;
    options_.sharing.checks.timeout_ms = {"timeout_ms", 500};
    options_.sharing.checks.statuses.set(200);
  }

  void make(std::string_view first, std::string_view second) {
    for (const std::string_view answer : {first, second}) {
      PlayedUpstream& played = *servers_.emplace_back(
          std::make_unique<PlayedUpstream>("127.0.0." + std::to_string(servers_.size() + 1) + ":0", answer));
      client::Endpoint endpoint;
      endpoint.host = "127.0.0." + std::to_string(servers_.size());
      endpoint.address = net::Address::parse_host(endpoint.host).value();
      endpoint.port = played.port();
      endpoint.text = "http://" + endpoint.host;
      endpoint.backup = servers_.size() > 1;
      options_.endpoints.push_back(endpoint);
    }
    upstream_ = std::make_unique<Upstream>(reactor_, listener_, options_, Means{}, 1);
  }
  // Which one a request that begins now is sent to.
  EndpointId begin(Called& call, Health::Attempt& attempt) {
    EndpointId chosen = max_endpoints;
    if (upstream_->choose({}, 0, {}, chosen) != Upstream::Choice::chosen) return max_endpoints;
    call.began = reactor_.now().monotonic_ms;
    upstream_->begin(chosen, call, attempt);
    return chosen;
  }
  template <class Done>
  bool until(Done done) {
    return net::testing::turn_until(reactor_, [&] {
      for (const auto& server : servers_) server->play();
      return done();
    });
  }
  void later(base::Milliseconds ms) {
    clock_.now.monotonic_ms += ms;
    for (int i = 0; i < 10; ++i) {
      reactor_.run_turn(0);
      for (const auto& server : servers_) server->play();
    }
  }

  net::testing::Clock clock_;
  net::Reactor reactor_{clock_.options()};
  std::vector<std::unique_ptr<PlayedUpstream>> servers_;
  UpstreamOptions options_;
  Listening listener_;
  std::unique_ptr<Upstream> upstream_;
};

// Its connection closes, and yet there is no room: who had a turn now would only go on waiting, again and again.
TEST_F(UpstreamTest, WhoWaitsIsNotOfferedAServerThatIsOut) {
  make("", "");
  Called first, second;
  Health::Attempt of_first, of_second;
  ASSERT_EQ(begin(first, of_first), 0);
  upstream_->failed(of_first, {.end = HopEnd::head_slow}); // it is still open
  ASSERT_EQ(begin(second, of_second), 1);
  ASSERT_TRUE(until([&] {
    return std::ranges::all_of(servers_, [](const auto& s) { return s->accepted() == 1 && !s->heard(0).empty(); });
  }));
  Waiting waiting;
  ASSERT_TRUE(upstream_->wait(waiting));
  first.carrier->abandon(first);
  upstream_->ended(0);
  later(1);
  EXPECT_EQ(waiting.turns, 0);
  second.carrier->abandon(second);
  upstream_->abandoned(of_second);
  upstream_->ended(1);
  ASSERT_TRUE(until([&] { return waiting.turns == 1; }));
}

TEST_F(UpstreamTest, SaysWhoIsOutAndWhy) {
  make("", "");
  Called first;
  Health::Attempt attempt;
  ASSERT_EQ(begin(first, attempt), 0);
  EXPECT_EQ(upstream_->who_is_out(), "");
  upstream_->failed(attempt, {.end = HopEnd::dns_failed, .rcode = "NXDOMAIN"});
  EXPECT_EQ(upstream_->who_is_out(), "http://127.0.0.1: the last request found no address for the name: NXDOMAIN");
  EXPECT_EQ(listener_.told,
            std::vector<std::string>{"ejected 127.0.0.1: the last request found no address for the name: NXDOMAIN"});
  EXPECT_TRUE(upstream_->is_out(0));
  EXPECT_FALSE(upstream_->is_out(1));
  first.carrier->abandon(first);
  upstream_->ended(0);
}

TEST_F(UpstreamTest, ChecksTakeServersOut) {
  options_.sharing.checks.path = "/";
  make(ill, good);
  for (int i = 0; i < 4; ++i) later(300);
  ASSERT_TRUE(until([&] { return !listener_.told.empty(); }));
  EXPECT_EQ(listener_.told, std::vector<std::string>{"went-down 127.0.0.1: the last check answered 503"});
  Called call;
  Health::Attempt attempt;
  EXPECT_EQ(begin(call, attempt), 1);
  ASSERT_TRUE(until([&] { return call.over; }));
  upstream_->answered(attempt);
  upstream_->ended(1);
  upstream_.reset();
  EXPECT_EQ(listener_.told.back(), "gone");
  EXPECT_TRUE(until([&] { return reactor_.live_frames() == 0; }));
}

TEST_F(UpstreamTest, GoesOnWhereItIsDescribedAnew) {
  make("", "");
  Called first, second;
  Health::Attempt attempt;
  ASSERT_EQ(begin(first, attempt), 0);
  upstream_->failed(attempt, {.end = HopEnd::head_slow});
  first.carrier->abandon(first);
  upstream_->ended(0);
  auto held = std::make_shared<int>();
  const std::weak_ptr<int> watched = held;
  UpstreamOptions again = options_;
  again.limits.max_queue.origin = {.file = "site.toml", .line = 7, .column = 1};
  again.holds = std::move(held);
  upstream_->adopt(again);
  again.holds.reset();
  EXPECT_FALSE(watched.expired());
  EXPECT_EQ(upstream_->limits().max_queue.origin.line, 7u);
  EXPECT_EQ(begin(second, attempt), 1); // the first is still out
  second.carrier->abandon(second);
  upstream_->abandoned(attempt);
  upstream_->ended(1);
  upstream_->adopt(options_);
  EXPECT_TRUE(watched.expired());
}

TEST_F(UpstreamTest, HasABudget) {
  options_.sharing.retries = {.percent = 100, .reserve = 1};
  make("", "");
  EXPECT_TRUE(upstream_->may_retry());
  EXPECT_FALSE(upstream_->may_retry());
  upstream_->requested();
  EXPECT_TRUE(upstream_->may_retry());
}

} // namespace
} // namespace responsum::resource::gateway
