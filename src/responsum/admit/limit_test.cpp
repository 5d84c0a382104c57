#include "responsum/admit/limit.hpp"

#include <gtest/gtest.h>

namespace responsum::admit {
namespace {

TEST(Limit, TellsItsPolicyAsAStructuredField) {
  Limit limit{.name = "burst", .rate = {.requests = 100, .window_ms = 60'000, .burst = 20}};
  EXPECT_EQ(limit.policy(), "\"burst\";q=100;w=60");
  limit.name = "per \"second\"";
  limit.rate.window_ms = 1;
  EXPECT_EQ(limit.policy(), "\"per \\\"second\\\"\";q=100;w=1");
}

TEST(Limit, TellsWhatIsLeft) {
  EXPECT_EQ(rate_field("burst", {.granted = true, .remaining = 3, .wait_ns = 0, .full_ns = ns_per_s / 2}),
            "\"burst\";r=3;t=1");
  EXPECT_EQ(
      rate_field("burst", {.granted = false, .remaining = 0, .wait_ns = 17 * ns_per_s, .full_ns = 60 * ns_per_s}),
      "\"burst\";r=0;t=17");
}

} // namespace
} // namespace responsum::admit
