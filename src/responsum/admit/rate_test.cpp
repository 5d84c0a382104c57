#include "responsum/admit/rate.hpp"

#include <gtest/gtest.h>

namespace responsum::admit {
namespace {

constexpr Nanoseconds start = 1'000 * ns_per_s;

// So many of `count` requests at one moment are granted.
std::uint64_t granted_at(const Rate& rate, Nanoseconds& arrival, Nanoseconds now, int count) {
  std::uint64_t granted = 0;
  for (int i = 0; i < count; ++i) {
    const Taken taken = take(rate, arrival, now);
    arrival = taken.arrival;
    granted += taken.share.granted ? 1 : 0;
  }
  return granted;
}

TEST(Rate, GrantsTheBurstAndThenOneAnInterval) {
  const Rate rate{.requests = 10, .window_ms = 10'000, .burst = 3};
  Nanoseconds arrival = 0;
  EXPECT_EQ(granted_at(rate, arrival, start, 10), 3u);
  EXPECT_EQ(granted_at(rate, arrival, start + ns_per_s - 1, 10), 0u);
  EXPECT_EQ(granted_at(rate, arrival, start + ns_per_s, 10), 1u);
  EXPECT_EQ(granted_at(rate, arrival, start + 3 * ns_per_s, 10), 2u);
  EXPECT_EQ(granted_at(rate, arrival, start + 60 * ns_per_s, 10), 3u);
}

TEST(Rate, SaysWhatIsLeftAndHowLongToWait) {
  const Rate rate{.requests = 2, .window_ms = 60'000, .burst = 2};
  const Taken first = take(rate, 0, start);
  EXPECT_TRUE(first.share.granted);
  EXPECT_EQ(first.share.remaining, 1u);
  EXPECT_EQ(first.share.wait_ns, 0);
  EXPECT_EQ(first.share.full_ns, 30 * ns_per_s);
  const Taken second = take(rate, first.arrival, start);
  EXPECT_TRUE(second.share.granted);
  EXPECT_EQ(second.share.remaining, 0u);
  EXPECT_EQ(second.share.wait_ns, 30 * ns_per_s);
  const Taken third = take(rate, second.arrival, start + 10 * ns_per_s);
  EXPECT_FALSE(third.share.granted);
  EXPECT_EQ(third.share.remaining, 0u);
  EXPECT_EQ(third.share.wait_ns, 20 * ns_per_s);
  EXPECT_EQ(third.arrival, second.arrival) << "a refusal costs nothing";
}

TEST(Rate, WhoWaitsAsLongAsToldIsServed) {
  const Rate rate{.requests = 7, .window_ms = 1000, .burst = 2};
  Nanoseconds arrival = 0;
  Nanoseconds now = start;
  for (int i = 0; i < 100; ++i) {
    const Taken taken = take(rate, arrival, now);
    ASSERT_TRUE(taken.share.granted) << i;
    arrival = taken.arrival;
    if (taken.share.remaining == 0) {
      ASSERT_FALSE(take(rate, arrival, now + taken.share.wait_ns - 1).share.granted);
      now += taken.share.wait_ns;
    }
  }
}

TEST(Rate, WhatIsPutBackMayBeTakenAgain) {
  const Rate rate{.requests = 1, .window_ms = 1000, .burst = 1};
  const Taken taken = take(rate, 0, start);
  EXPECT_FALSE(take(rate, taken.arrival, start).share.granted);
  EXPECT_TRUE(take(rate, put_back(rate, taken.arrival), start).share.granted);
}

TEST(Rate, WholeSecondsAreNeverTooFew) {
  EXPECT_EQ(whole_seconds(0), 0u);
  EXPECT_EQ(whole_seconds(1), 1u);
  EXPECT_EQ(whole_seconds(ns_per_s), 1u);
  EXPECT_EQ(whole_seconds(ns_per_s + 1), 2u);
}

} // namespace
} // namespace responsum::admit
