#include "responsum/admin/openmetrics.hpp"

#include <gtest/gtest.h>

namespace responsum::admin {
namespace {

TEST(OpenMetrics, WritesFamiliesWithTheirSamples) {
  OpenMetrics out;
  out.family("things", "counter", "", "How many.").sample("_total", {}, 3);
  out.family("wait_seconds", "histogram", "seconds", "How long.");
  out.sample("_bucket", {{"route", "/"}, {"le", "0.5"}}, 2);
  out.exemplar({{"exchange_id", "6gz"}}, 420, 1'800'000'000, 42'000'000);
  out.sample_in_thousandths("_sum", {{"route", "/"}}, 1042);
  EXPECT_EQ(std::move(out).take(), R"(# TYPE things counter
# HELP things How many.
things_total 3
# TYPE wait_seconds histogram
# UNIT wait_seconds seconds
# HELP wait_seconds How long.
wait_seconds_bucket{route="/",le="0.5"} 2 # {exchange_id="6gz"} 0.42 1800000000.042
wait_seconds_sum{route="/"} 1.042
# EOF
)");
}

TEST(OpenMetrics, EscapesWhatAConfigurationMayHold) {
  OpenMetrics out;
  out.family("x", "gauge", "", "a \"b\"\n\\").sample("", {{"name", "a \"b\"\n\\"}}, 1);
  EXPECT_EQ(std::move(out).take(),
            "# TYPE x gauge\n# HELP x a \\\"b\\\"\\n\\\\\nx{name=\"a \\\"b\\\"\\n\\\\\"} 1\n# EOF\n");
}

TEST(OpenMetrics, WritesThousandthsAsBounds) {
  EXPECT_EQ(thousandths(0), "0.0");
  EXPECT_EQ(thousandths(5), "0.005");
  EXPECT_EQ(thousandths(250), "0.25");
  EXPECT_EQ(thousandths(1000), "1.0");
  EXPECT_EQ(thousandths(7500), "7.5");
  EXPECT_EQ(thousandths(123456), "123.456");
}

} // namespace
} // namespace responsum::admin
