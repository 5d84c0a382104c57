#include "responsum/resource/gateway/retry_budget.hpp"

#include <gtest/gtest.h>

namespace responsum::resource::gateway {
namespace {

// Of so many requests that all fail, how many are tried again.
int tried_again(RetryBudget& budget, int requests) {
  int count = 0;
  for (int i = 0; i < requests; ++i) {
    budget.requested();
    if (budget.take()) ++count;
  }
  return count;
}

TEST(RetryBudget, IsAShareOfTheRequests) {
  RetryBudget budget{{.percent = 20, .reserve = 0}};
  EXPECT_EQ(tried_again(budget, 100), 20);
}

TEST(RetryBudget, BeginsWithItsReserve) {
  RetryBudget budget{{.percent = 20, .reserve = 10}};
  EXPECT_EQ(tried_again(budget, 10), 10);
  EXPECT_EQ(tried_again(budget, 1000), 202); // what the first ten had earned was left
}

TEST(RetryBudget, KeepsNoMoreThanItsReserveAndOne) {
  RetryBudget budget{{.percent = 50, .reserve = 3}};
  for (int i = 0; i < 1000; ++i) budget.requested();
  int left = 0;
  while (budget.take()) ++left;
  EXPECT_EQ(left, 4);
}

TEST(RetryBudget, MayBeNothing) {
  RetryBudget budget{{.percent = 0, .reserve = 0}};
  EXPECT_EQ(tried_again(budget, 1000), 0);
}

TEST(RetryBudget, MayBeAsMuchAsIsEverAsked) {
  RetryBudget budget{{.percent = 300, .reserve = 10}};
  for (int i = 0; i < 1000; ++i) {
    budget.requested();
    for (int again = 0; again < 3; ++again) ASSERT_TRUE(budget.take()) << i;
  }
}

} // namespace
} // namespace responsum::resource::gateway
