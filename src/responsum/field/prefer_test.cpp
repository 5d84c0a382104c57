#include "responsum/field/prefer.hpp"

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

TEST(Prefer, SaysWhetherTheClientWaitsAndForHowLong) {
  EXPECT_EQ(parse_prefer(""), (Preferences{}));
  EXPECT_EQ(parse_prefer("respond-async"), (Preferences{true, {}}));
  EXPECT_EQ(parse_prefer("respond-async, wait=10"), (Preferences{true, 10}));
  EXPECT_EQ(parse_prefer("wait=0, Respond-Async"), (Preferences{true, 0}));
  EXPECT_EQ(parse_prefer("wait = \"5\""), (Preferences{false, 5}));
}

TEST(Prefer, SaysHowMuchIsToBeReturned) {
  EXPECT_EQ(parse_prefer("return=minimal").returns, Return::minimal);
  EXPECT_EQ(parse_prefer("return=representation").returns, Return::representation);
  EXPECT_EQ(parse_prefer("respond-async, Return = \"minimal\"; x=1"), (Preferences{true, {}, Return::minimal}));
}

TEST(Prefer, LeavesTheRestToOthers) {
  EXPECT_EQ(parse_prefer("foo=bar; foo=\"a, respond-async\""), (Preferences{}));
  EXPECT_EQ(parse_prefer("respond-async; x=y, handling=lenient"), (Preferences{true, {}}));
  EXPECT_EQ(parse_prefer("respond-asynchronously"), (Preferences{}));
}

TEST(Prefer, OfTwoTheFirstCounts) {
  EXPECT_EQ(parse_prefer("wait=1, wait=2"), (Preferences{false, 1}));
  EXPECT_EQ(parse_prefer("return=minimal, return=representation").returns, Return::minimal);
  EXPECT_EQ(parse_prefer("return=other, return=representation").returns, Return::unsaid);
}

TEST(Prefer, WhatIsNoNumberIsNoWait) {
  EXPECT_EQ(parse_prefer("wait=soon"), (Preferences{}));
  EXPECT_EQ(parse_prefer("wait=-1"), (Preferences{}));
  EXPECT_EQ(parse_prefer("wait"), (Preferences{}));
  EXPECT_EQ(parse_prefer("wait=99999999999999999999999"), (Preferences{false, UINT32_MAX}));
}

TEST(Prefer, WhatMeansNothingSaysNothing) {
  for (const char* value : {"", "return", "return=", "returns=minimal", "x=\"return=minimal\"", "return=Minimal"})
    EXPECT_EQ(parse_prefer(value), (Preferences{})) << value;
}

} // namespace
} // namespace responsum::field
