#include "responsum/admit/budget.hpp"

#include <gtest/gtest.h>

namespace responsum::admit {
namespace {

constexpr base::UnixSeconds saturday = 1'795'876'800; // 2026-11-28T14:40:00Z

TEST(Period, IsOfTheCalendar) {
  EXPECT_EQ(bounds_of(Period::hour, saturday).begin_s, 1'795'874'400);
  EXPECT_EQ(bounds_of(Period::hour, saturday).end_s, 1'795'878'000);
  EXPECT_EQ(bounds_of(Period::day, saturday).begin_s, 1'795'824'000);
  EXPECT_EQ(bounds_of(Period::day, saturday).end_s, 1'795'910'400);
  EXPECT_EQ(bounds_of(Period::week, saturday).begin_s, 1'795'824'000 - 5 * 86'400) << "Monday";
  EXPECT_EQ(bounds_of(Period::week, saturday).end_s, 1'795'824'000 + 2 * 86'400);
  EXPECT_EQ(bounds_of(Period::month, saturday).begin_s, 1'795'824'000 - 27 * 86'400);
  EXPECT_EQ(bounds_of(Period::month, saturday).end_s, 1'795'824'000 + 3 * 86'400);
}

TEST(Period, EndsWhereTheNextBegins) {
  for (const Period p : {Period::hour, Period::day, Period::week, Period::month}) {
    const PeriodBounds bounds = bounds_of(p, saturday);
    EXPECT_LE(bounds.begin_s, saturday);
    EXPECT_GT(bounds.end_s, saturday);
    EXPECT_EQ(bounds_of(p, bounds.end_s - 1).begin_s, bounds.begin_s);
    EXPECT_EQ(bounds_of(p, bounds.end_s).begin_s, bounds.end_s);
  }
}

TEST(Budget, BeginsAgainWithEachPeriod) {
  Budget b;
  EXPECT_EQ(b.spent(100), 0u);
  b.spend(100, 5);
  b.spend(100, 6);
  EXPECT_EQ(b.spent(100), 11u);
  EXPECT_EQ(b.spent(200), 0u);
  b.restore(200, 7);
  b.spend(200, 1);
  EXPECT_EQ(b.spent(200), 8u);
}

} // namespace
} // namespace responsum::admit
