#include "responsum/field/cache_control.hpp"

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

static_assert(parse_cache_control("no-store").no_store);

TEST(CacheControl, ReadsDirectives) {
  const auto c = parse_cache_control("public, MAX-AGE=60, s-maxage=120, must-revalidate, immutable");
  EXPECT_TRUE(c.is_public && c.must_revalidate && c.immutable);
  EXPECT_EQ(c.max_age, 60U);
  EXPECT_EQ(c.s_maxage, 120U);
  EXPECT_FALSE(c.no_store || c.no_cache || c.is_private);
  EXPECT_FALSE(c.min_fresh);
}

TEST(CacheControl, RequestDirectives) {
  const auto c = parse_cache_control("only-if-cached, max-stale, min-fresh=5, no-transform");
  EXPECT_TRUE(c.only_if_cached && c.no_transform);
  EXPECT_EQ(c.max_stale, greatest_delta_seconds);
  EXPECT_EQ(c.min_fresh, 5U);
  EXPECT_EQ(parse_cache_control("max-stale=7").max_stale, 7U);
}

TEST(CacheControl, SecondsSaturate) {
  EXPECT_EQ(parse_cache_control("max-age=2147483647").max_age, 2'147'483'647U);
  EXPECT_EQ(parse_cache_control("max-age=2147483648").max_age, greatest_delta_seconds);
  EXPECT_EQ(parse_cache_control("max-age=99999999999999999999999").max_age, greatest_delta_seconds);
}

TEST(CacheControl, QuotedSecondsAreSeconds) { EXPECT_EQ(parse_cache_control(R"(max-age="60")").max_age, 60U); }

// RFC 9111 4.2.1: what cannot be read must not make a response fresher.
TEST(CacheControl, UnreadableSecondsAreTheCarefulValue) {
  for (const char* text :
       {"max-age", "max-age=", "max-age=-1", "max-age=1.5", "max-age=x", "max-age=\"", "max-age= 5"})
    EXPECT_EQ(parse_cache_control(text).max_age, 0U) << text;
  EXPECT_EQ(parse_cache_control("min-fresh=x").min_fresh, greatest_delta_seconds);
  EXPECT_EQ(parse_cache_control("max-stale=x").max_stale, 0U);
}

TEST(CacheControl, TheFirstOfRepeatedSecondsCounts) {
  EXPECT_EQ(parse_cache_control("max-age=1, max-age=2").max_age, 1U);
  EXPECT_EQ(parse_cache_control("max-age=x, max-age=2").max_age, 0U);
}

TEST(CacheControl, FieldNamesOfNoCacheAndPrivate) {
  const auto c = parse_cache_control(R"(no-cache="a, b", private=c)");
  EXPECT_EQ(c.no_cache_fields, R"("a, b")");
  EXPECT_EQ(c.private_fields, "c");
  EXPECT_TRUE(c.no_cache && c.is_private);
}

TEST(CacheControl, NamedTwiceOrUnreadableItHoldsForEverything) {
  for (const char* text : {R"(no-cache="a", no-cache)", R"(no-cache, no-cache="a")", R"(no-cache=a, no-cache=b)",
                           "no-cache=", "no-cache=\"a"}) {
    EXPECT_TRUE(parse_cache_control(text).no_cache) << text;
    EXPECT_EQ(parse_cache_control(text).no_cache_fields, "") << text;
  }
}

TEST(CacheControl, PassesOverWhatItDoesNotKnow) {
  const auto c = parse_cache_control(R"(x="no-store, no-cache", , =1, no store, max-agee=5)");
  EXPECT_FALSE(c.no_store || c.no_cache || c.max_age.has_value());
}

} // namespace
} // namespace responsum::field
