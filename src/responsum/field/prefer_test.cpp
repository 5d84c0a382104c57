#include "responsum/field/prefer.hpp"

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

TEST(Prefer, SaysHowMuchIsToBeReturned) {
  EXPECT_EQ(preferred_return("return=minimal"), Return::minimal);
  EXPECT_EQ(preferred_return("return=representation"), Return::representation);
  EXPECT_EQ(preferred_return("respond-async, Return = \"minimal\"; x=1"), Return::minimal);
}

TEST(Prefer, TheFirstCounts) {
  EXPECT_EQ(preferred_return("return=minimal, return=representation"), Return::minimal);
  EXPECT_EQ(preferred_return("return=other, return=representation"), Return::unsaid);
}

TEST(Prefer, WhatMeansNothingSaysNothing) {
  for (const char* value :
       {"", "return", "return=", "returns=minimal", "wait=10", "x=\"return=minimal\"", "return=Minimal"})
    EXPECT_EQ(preferred_return(value), Return::unsaid) << value;
}

} // namespace
} // namespace responsum::field
