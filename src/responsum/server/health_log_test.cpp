#include "responsum/server/health_log.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace responsum::server {
namespace {

using resource::gateway::HealthChange;
using resource::gateway::Upstream;

// The same upstream, as two workers have it.
class HealthLogTest : public ::testing::Test {
 protected:
  HealthLogTest() {
    log_.say_to([this](const std::string& sentence) { said_.push_back(sentence); });
  }
  std::unique_ptr<Upstream> make(std::string_view name) {
    resource::gateway::UpstreamOptions options;
    options.name = name;
    client::Endpoint& endpoint = options.endpoints.emplace_back();
    endpoint.text = "http://127.0.0.1:1";
    endpoint.address = net::Address::parse_host("127.0.0.1").value();
    return std::make_unique<Upstream>(reactor_, log_, std::move(options), resource::gateway::Means{}, 1);
  }
  void change(const std::unique_ptr<Upstream>& upstream, HealthChange change) {
    log_.on_health(*upstream, 0, change, "the last check answered 503");
  }

  net::Reactor reactor_;
  HealthLog log_;
  std::vector<std::string> said_;
  std::unique_ptr<Upstream> one_ = make("app"), other_ = make("app");
};

constexpr std::string_view down = "http://127.0.0.1:1 of upstream app is down: the last check answered 503";

TEST_F(HealthLogTest, TellsOnceForAllWorkers) {
  change(one_, HealthChange::went_down);
  change(other_, HealthChange::went_down);
  EXPECT_EQ(said_, std::vector<std::string>{std::string{down}});
  change(one_, HealthChange::came_up);
  EXPECT_EQ(said_.size(), 1u) << "another worker does not use it yet";
  change(other_, HealthChange::came_up);
  EXPECT_EQ(said_.back(), "http://127.0.0.1:1 of upstream app is used again");
}

TEST_F(HealthLogTest, TellsWhyThereAreNoRequestsForAWhile) {
  const auto unnamed = make("http://127.0.0.1:1");
  log_.on_health(*unnamed, 0, HealthChange::ejected, "the last request was refused the connection");
  EXPECT_EQ(said_.back(),
            "http://127.0.0.1:1 gets no requests for a while: the last request was refused the connection");
}

TEST_F(HealthLogTest, ForgetsWhatAnUpstreamKnewThatIsGone) {
  change(one_, HealthChange::went_down);
  one_.reset();
  change(other_, HealthChange::came_up);
  EXPECT_EQ(said_.size(), 1u) << "it was used by this one all the time";
  change(other_, HealthChange::went_down);
  EXPECT_EQ(said_, (std::vector<std::string>{std::string{down}, std::string{down}}));
}

} // namespace
} // namespace responsum::server
