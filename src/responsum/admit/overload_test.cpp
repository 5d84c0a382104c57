#include "responsum/admit/overload.hpp"

#include <gtest/gtest.h>

#include "responsum/admit/places.hpp"

namespace responsum::admit {
namespace {

constexpr base::Milliseconds target_ms = 20;

TEST(Overload, LetsALongTurnPass) {
  Overload o;
  EXPECT_FALSE(o.sheds(1000, 500, target_ms));
  EXPECT_FALSE(o.sheds(1050, 500, target_ms));
  EXPECT_FALSE(o.sheds(1060, 1, target_ms)) << "a short one";
  EXPECT_FALSE(o.sheds(1150, 500, target_ms)) << "it counts from the beginning again";
}

TEST(Overload, ShedsWhatStaysTooLongMoreAndMoreOften) {
  Overload o;
  base::Milliseconds now = 1000;
  const auto shed_within = [&](base::Milliseconds ms) {
    int count = 0;
    for (const base::Milliseconds end = now + ms; now < end; ++now) count += o.sheds(now, 50, target_ms) ? 1 : 0;
    return count;
  };
  EXPECT_EQ(shed_within(100), 0);
  const int first = shed_within(500);
  const int second = shed_within(500);
  EXPECT_GT(first, 1);
  EXPECT_GT(second, first);
  EXPECT_FALSE(o.sheds(now, 3, target_ms)) << "the queue is gone";
}

TEST(Overload, IsOffWithoutATarget) {
  Overload o;
  for (base::Milliseconds now = 0; now < 1000; ++now) EXPECT_FALSE(o.sheds(now, 1000, 0));
}

TEST(Places, AreTakenAndGivenBack) {
  Places places;
  {
    const Place first = places.take(2);
    const Place second = places.take(2);
    EXPECT_TRUE(first.taken());
    EXPECT_TRUE(second.taken());
    EXPECT_FALSE(places.take(2).taken());
  }
  Place moved = places.take(1);
  Place kept = std::move(moved);
  EXPECT_TRUE(kept.taken());
  EXPECT_FALSE(places.take(1).taken());
  kept = Place{};
  EXPECT_TRUE(places.take(1).taken());
}

} // namespace
} // namespace responsum::admit
