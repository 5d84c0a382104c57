#include "responsum/field/accept.hpp"

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

Quality quality(std::string_view accept, std::string_view type) {
  return media_quality(accept, parse_media_type(type).value());
}

static_assert(media_quality("text/*;q=0.3", *parse_media_type("text/html")) == 300);

// The list of RFC 9110 12.5.1 and the weights it gives.
TEST(Accept, TheMostSpecificRangeWins) {
  constexpr std::string_view accept =
      "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5";
  EXPECT_EQ(quality(accept, "text/plain;format=flowed"), 1000);
  EXPECT_EQ(quality(accept, "text/plain"), 700);
  EXPECT_EQ(quality(accept, "text/html"), 300);
  EXPECT_EQ(quality(accept, "image/jpeg"), 500);
  EXPECT_EQ(quality(accept, "text/plain;format=fixed"), 400);
  EXPECT_EQ(quality(accept, "text/html;level=3"), 300);
}

TEST(Accept, SpecificityGoesBeforeOrderAndWeight) {
  EXPECT_EQ(quality("*/*, text/html;q=0", "text/html"), 0);
  EXPECT_EQ(quality("text/html;q=0, */*", "text/html"), 0);
  EXPECT_EQ(quality("text/html;q=0, */*", "text/plain"), 1000);
}

TEST(Accept, OfEqualRangesTheGreatestWeightCounts) {
  EXPECT_EQ(quality("text/html;q=0.2, text/html;q=0.8", "text/html"), 800);
  EXPECT_EQ(quality("text/html;q=0.8, text/html;q=0.2", "text/html"), 800);
}

TEST(Accept, WhatIsNotListedIsNotAcceptable) {
  EXPECT_EQ(quality("image/png", "text/html"), 0);
  EXPECT_EQ(quality("text/html;level=1", "text/html"), 0);
  EXPECT_EQ(quality("*/html", "text/html"), 0);
}

TEST(Accept, ParametersCompareByContentAndWithoutOrder) {
  EXPECT_EQ(quality(R"(text/html;charset="UTF-8";level=1)", "text/html;LEVEL=1;charset=utf-8"), 1000);
  EXPECT_EQ(quality("text/html;charset=latin1", "text/html;charset=utf-8"), 0);
}

TEST(Accept, ARepeatedParameterMatchesWithEitherValue) {
  EXPECT_EQ(quality("text/html;a=1;a=2", "text/html;a=1;a=2"), 1000);
  EXPECT_EQ(quality("text/html;a=2", "text/html;a=1;a=2"), 1000);
  EXPECT_EQ(quality("text/html;a=3", "text/html;a=1;a=2"), 0);
}

TEST(Accept, NothingWellFormedAcceptsEverything) {
  EXPECT_EQ(quality("", "text/html"), 1000);
  EXPECT_EQ(quality(", ,", "text/html"), 1000);
  EXPECT_EQ(quality("html", "text/html"), 1000);
}

TEST(Accept, MalformedMembersCountAsNotSent) {
  EXPECT_EQ(quality("text/html;q=7, text/plain", "text/html"), 0);
  EXPECT_EQ(quality("nonsense, text/html;q=0.5", "text/html"), 500);
}

bool prefers_page(std::string_view accept) {
  return prefers_media_type(accept, parse_media_type("text/html").value());
}

// As browsers ask for what is to be shown.
TEST(Accept, WhatIsNamedAndWantedMostIsPreferred) {
  EXPECT_TRUE(prefers_page("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"));
  EXPECT_TRUE(prefers_page("application/json;q=0.5, text/*"));
  EXPECT_TRUE(prefers_page("text/html;q=0.2"));
}

TEST(Accept, WhatIsOnlyTakenAlongIsNotPreferred) {
  EXPECT_FALSE(prefers_page("*/*"));
  EXPECT_FALSE(prefers_page("application/json, */*"));
  EXPECT_FALSE(prefers_page(""));
  EXPECT_FALSE(prefers_page("html"));
}

TEST(Accept, WhatIsWantedLessIsNotPreferred) {
  EXPECT_FALSE(prefers_page("application/json, text/html;q=0.9"));
  EXPECT_FALSE(prefers_page("*/*, text/html;q=0.9"));
  EXPECT_FALSE(prefers_page("text/html;q=0"));
  EXPECT_FALSE(prefers_page("text/html;q=0, */*;q=0"));
}

} // namespace
} // namespace responsum::field
