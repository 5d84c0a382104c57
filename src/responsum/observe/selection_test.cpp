#include "responsum/observe/selection.hpp"

#include <gtest/gtest.h>

namespace responsum::observe {
namespace {

TEST(Selection, StatusesAreNumbersClassesOrNone) {
  StatusSet set;
  EXPECT_EQ(add_statuses(set, "404"), "");
  EXPECT_EQ(set.count(), 1u);
  EXPECT_TRUE(set.test(404));
  EXPECT_EQ(add_statuses(set, "5xx"), "");
  EXPECT_EQ(set.count(), 101u);
  EXPECT_TRUE(set.test(500) && set.test(599));
  EXPECT_EQ(add_statuses(set, "none"), "");
  EXPECT_TRUE(set.test(0));
}

TEST(Selection, WhatIsNoStatusSaysSoAndAddsNothing) {
  for (const char* word :
       {"", "6xx", "0xx", "99", "600", "40", "4x4", "404 ", "-404", "teapot", "99999999999999999999"}) {
    StatusSet set;
    EXPECT_EQ(add_statuses(set, word), "a status is a number from 100 to 599, a class such as 5xx, or none") << word;
    EXPECT_TRUE(set.none()) << word;
  }
}

TEST(Selection, ConditionsAreNamesOrPatterns) {
  ConditionSet one;
  EXPECT_EQ(add_conditions(one, "fs.none"), "");
  EXPECT_EQ(one.count(), 1u);
  EXPECT_TRUE(one.test(static_cast<std::size_t>(decision::Condition::fs_none)));
  ConditionSet many = one;
  EXPECT_EQ(add_conditions(many, "fs.*"), "");
  for (const decision::ConditionRow& r : decision::condition_rows)
    EXPECT_EQ(many.test(static_cast<std::size_t>(r.condition)), r.id.starts_with("fs.")) << r.id;
  EXPECT_EQ(add_conditions(many, "fs.none"), "") << "it is there already, which is nothing wrong";
}

TEST(Selection, WhatNamesNoConditionSaysSo) {
  ConditionSet set;
  EXPECT_EQ(add_conditions(set, "fs.nothing"), "no condition has this name");
  EXPECT_NE(add_conditions(set, "fs.*.*"), "");
  EXPECT_NE(add_conditions(set, ""), "");
  EXPECT_TRUE(set.none());
}

} // namespace
} // namespace responsum::observe
