#include "responsum/net/periodic.hpp"

#include <gtest/gtest.h>

namespace responsum::net {
namespace {

TEST(Periodic, WorksOnceAnIntervalUntilItGoes) {
  base::Now now{.monotonic_ms = 1000, .wall_s = 1, .wall_ns = 0};
  Reactor reactor{{.clock = [&now] { return now; }}};
  int done = 0;
  {
    const Periodic periodic{reactor, 100, [&done] { ++done; }};
    now.monotonic_ms += 50;
    reactor.run_turn(0);
    EXPECT_EQ(done, 0);
    for (int i = 1; i <= 3; ++i) {
      now.monotonic_ms += 120;
      reactor.run_turn(0);
      EXPECT_EQ(done, i);
    }
  }
  now.monotonic_ms += 500;
  reactor.run_turn(0);
  EXPECT_EQ(done, 3);
}

} // namespace
} // namespace responsum::net
