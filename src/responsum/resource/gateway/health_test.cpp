#include "responsum/resource/gateway/health.hpp"

#include <gtest/gtest.h>

#include "responsum/resource/gateway/balance.hpp"

namespace responsum::resource::gateway {
namespace {

constexpr HealthSettings three_failures{
    {.max_consecutive_failures = 3, .ejection_ms = 1000, .max_ejection_ms = 5000, .max_ejected_percent = 50},
    {.rise = 2, .fall = 3}};

HealthChange fail(Health& health, EndpointId id, base::Milliseconds now_ms) {
  return health.failed(health.began(id, now_ms), now_ms);
}
HealthChange succeed(Health& health, EndpointId id, base::Milliseconds now_ms) {
  return health.succeeded(health.began(id, now_ms), now_ms);
}
// Fails until it is ejected or the threshold has passed.
HealthChange fail_often(Health& health, EndpointId id, base::Milliseconds now_ms) {
  HealthChange change = HealthChange::none;
  for (int i = 0; i < 3 && change == HealthChange::none; ++i) change = fail(health, id, now_ms);
  return change;
}

TEST(Health, HasARowForEachChange) {
  for (std::size_t i = 0; i < health_change_rows.size(); ++i)
    EXPECT_EQ(static_cast<std::size_t>(health_change_rows[i].change), i);
}

TEST(PassiveHealth, EjectsAfterFailuresInARow) {
  Health health{three_failures, 4};
  EXPECT_EQ(fail(health, 0, 0), HealthChange::none);
  EXPECT_EQ(fail(health, 0, 0), HealthChange::none);
  EXPECT_EQ(succeed(health, 0, 0), HealthChange::none);
  EXPECT_EQ(health.consecutive_failures(0), 0u);
  EXPECT_EQ(fail_often(health, 0, 100), HealthChange::ejected);
  EXPECT_TRUE(health.ejected(0));
  EXPECT_EQ(health.ejected_until_ms(0), 1100);
  EXPECT_FALSE(health.usable(0, 1099));
  EXPECT_TRUE(health.usable(0, 1100));
  EXPECT_EQ(health.usable(1099).count(), 3u);
}

TEST(PassiveHealth, TriesWithOneRequest) {
  Health health{three_failures, 4};
  fail_often(health, 0, 0);
  const Health::Attempt trial = health.began(0, 1000);
  EXPECT_TRUE(trial.trial);
  EXPECT_FALSE(health.usable(0, 1000)) << "only one at a time";
  health.abandoned(trial);
  EXPECT_TRUE(health.usable(0, 1000)) << "who left says nothing";
  EXPECT_EQ(succeed(health, 0, 1000), HealthChange::recovered);
  EXPECT_TRUE(health.usable(0, 1000));
  EXPECT_FALSE(health.began(0, 1000).trial);
}

TEST(PassiveHealth, EjectsForTwiceAsLongEachTime) {
  Health health{three_failures, 4};
  fail_often(health, 0, 0);
  base::Milliseconds now_ms = 0;
  for (const base::Milliseconds expected_ms : {1000, 2000, 4000, 5000, 5000}) {
    EXPECT_EQ(health.ejected_until_ms(0) - now_ms, expected_ms);
    now_ms = health.ejected_until_ms(0);
    EXPECT_EQ(fail(health, 0, now_ms), HealthChange::ejected);
  }
  now_ms = health.ejected_until_ms(0);
  EXPECT_EQ(succeed(health, 0, now_ms), HealthChange::recovered);
  // Soon after it is remembered, after the longest time forgotten.
  fail_often(health, 0, now_ms + 5000);
  EXPECT_EQ(health.ejected_until_ms(0), now_ms + 10'000);
  now_ms = health.ejected_until_ms(0);
  succeed(health, 0, now_ms);
  fail_often(health, 0, now_ms + 5001);
  EXPECT_EQ(health.ejected_until_ms(0), now_ms + 5001 + 1000);
}

TEST(PassiveHealth, LeavesAShare) {
  Health health{three_failures, 4};
  EXPECT_EQ(fail_often(health, 0, 0), HealthChange::ejected);
  EXPECT_EQ(fail_often(health, 1, 0), HealthChange::ejected);
  EXPECT_EQ(fail_often(health, 2, 0), HealthChange::none);
  EXPECT_TRUE(health.usable(2, 0));
  EXPECT_EQ(succeed(health, 0, 1000), HealthChange::recovered);
  EXPECT_EQ(fail(health, 2, 1000), HealthChange::ejected) << "now there is room for it";

  Health single{three_failures, 1};
  EXPECT_EQ(fail_often(single, 0, 0), HealthChange::none) << "the only one is never ejected";
  Health counted{three_failures, 4};
  for (EndpointId id : {EndpointId{0}, EndpointId{1}})
    for (int i = 0; i < 3; ++i) counted.checked(id, false);
  EXPECT_EQ(fail_often(counted, 2, 0), HealthChange::none) << "what is down counts too";
}

TEST(PassiveHealth, IgnoresWhatBeganBefore) {
  Health health{three_failures, 4};
  const Health::Attempt early = health.began(0, 0);
  const Health::Attempt late = health.began(0, 0);
  fail_often(health, 0, 0);
  EXPECT_EQ(health.succeeded(early, 10), HealthChange::none);
  EXPECT_FALSE(health.usable(0, 10));
  const Health::Attempt trial = health.began(0, 1000);
  EXPECT_EQ(health.failed(late, 1001), HealthChange::none);
  EXPECT_EQ(health.succeeded(trial, 1002), HealthChange::recovered);
}

TEST(PassiveHealth, CanBeOff) {
  Health health{{{.max_consecutive_failures = 0}, {}}, 2};
  for (int i = 0; i < 100; ++i) EXPECT_EQ(fail(health, 0, 0), HealthChange::none);
  EXPECT_TRUE(health.usable(0, 0));
}

TEST(ActiveHealth, RisesAndFallsWithChecksInARow) {
  Health health{three_failures, 2};
  EXPECT_EQ(health.checked(0, false), HealthChange::none);
  EXPECT_EQ(health.checked(0, false), HealthChange::none);
  EXPECT_EQ(health.checked(0, true), HealthChange::none);
  EXPECT_EQ(health.checked(0, false), HealthChange::none);
  EXPECT_EQ(health.checked(0, false), HealthChange::none);
  EXPECT_TRUE(health.up(0));
  EXPECT_EQ(health.checked(0, false), HealthChange::went_down);
  EXPECT_FALSE(health.usable(0, 0));
  EXPECT_EQ(health.checked(0, true), HealthChange::none);
  EXPECT_EQ(health.checked(0, false), HealthChange::none);
  EXPECT_EQ(health.checked(0, true), HealthChange::none);
  EXPECT_EQ(health.checked(0, true), HealthChange::came_up);
  EXPECT_TRUE(health.usable(0, 0));
}

// Balance and health together, in simulated time: one of three fails for a while.
TEST(Health, LeadsRequestsAroundWhatFails) {
  const std::vector<BalancedEndpoint> endpoints{{"a", 1, false}, {"b", 1, false}, {"c", 1, false}};
  Balancer balancer{{Balance::round_robin, 1000}, endpoints};
  Health health{three_failures, endpoints.size()};
  int failures = 0;
  int requests_of_b = 0;
  for (base::Milliseconds now_ms = 0; now_ms < 60'000; now_ms += 10) {
    const EndpointId chosen = *balancer.choose(health.usable(now_ms), {now_ms, 0, 0});
    const Health::Attempt attempt = health.began(chosen, now_ms);
    balancer.began(chosen);
    const bool broken = chosen == 1 && now_ms < 20'000;
    const HealthChange change = broken ? health.failed(attempt, now_ms) : health.succeeded(attempt, now_ms);
    balancer.ended(chosen);
    if (change == HealthChange::recovered) balancer.recovered(chosen, now_ms);
    failures += broken ? 1 : 0;
    requests_of_b += chosen == 1 && now_ms >= 40'000 ? 1 : 0;
  }
  EXPECT_EQ(failures, 3 + 5) << "the first three, and the trials after 1, 2, 4, 5 and 5 seconds, until 17 s";
  EXPECT_NEAR(requests_of_b, 667, 3) << "and then it has its share again";
}

} // namespace
} // namespace responsum::resource::gateway
