#include "responsum/codec/h2/allowance.hpp"

#include <gtest/gtest.h>

namespace responsum::codec::h2 {
namespace {

constexpr base::Milliseconds start_ms = 1'000'000;

TEST(Allowance, EndsWhenAllIsTaken) {
  Allowance allowance{3};
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(allowance.take(start_ms));
  EXPECT_FALSE(allowance.take(start_ms));
}

TEST(Allowance, ComesBackInHalfAMinute) {
  Allowance allowance{3};
  for (int i = 0; i < 3; ++i) allowance.take(start_ms);
  EXPECT_FALSE(allowance.take(start_ms + 9'999));
  EXPECT_TRUE(allowance.take(start_ms + 10'000));
  EXPECT_FALSE(allowance.take(start_ms + 10'001));
}

TEST(Allowance, NeverHoldsMoreThanItsMost) {
  Allowance allowance{2};
  EXPECT_TRUE(allowance.take(start_ms));
  constexpr base::Milliseconds later_ms = start_ms + 3'600'000;
  EXPECT_TRUE(allowance.take(later_ms));
  EXPECT_TRUE(allowance.take(later_ms));
  EXPECT_FALSE(allowance.take(later_ms));
}

} // namespace
} // namespace responsum::codec::h2
