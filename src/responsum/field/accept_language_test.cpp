#include "responsum/field/accept_language.hpp"

#include <array>

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

TEST(AcceptLanguage, RangesAreChecked) {
  for (const char* good : {"*", "de", "de-CH", "de-CH-1996", "zh-Hant-CN", "i-klingon"})
    EXPECT_TRUE(is_language_range(good)) << good;
  for (const char* bad : {"", "-", "de-", "-de", "de--CH", "123", "d1", "abcdefghi", "de-*", "de_CH"})
    EXPECT_FALSE(is_language_range(bad)) << bad;
}

TEST(AcceptLanguage, FilteringEndsAtSubtags) {
  EXPECT_TRUE(language_matches("de", "de-CH"));
  EXPECT_TRUE(language_matches("DE-ch", "de-CH"));
  EXPECT_FALSE(language_matches("de", "deu"));
  EXPECT_FALSE(language_matches("de-CH", "de"));
  EXPECT_TRUE(language_matches("*", "fr"));
}

TEST(AcceptLanguage, TheLongestRangeDecides) {
  constexpr std::string_view value = "da, en-gb;q=0.8, en;q=0.7, *;q=0.1";
  EXPECT_EQ(language_quality(value, "da"), 1000);
  EXPECT_EQ(language_quality(value, "en-GB"), 800);
  EXPECT_EQ(language_quality(value, "en-US"), 700);
  EXPECT_EQ(language_quality(value, "fr"), 100);
  EXPECT_EQ(language_quality("de", "fr"), 0);
  EXPECT_EQ(language_quality("*;q=0.5, x;q=0", "x"), 0);
  EXPECT_EQ(language_quality("", "fr"), 1000);
}

TEST(AcceptLanguage, LookupShortensRanges) {
  constexpr std::array<std::string_view, 3> available{"en", "de", "zh-Hant"};
  EXPECT_EQ(lookup_language("de-CH-1996", available), 1U);
  EXPECT_EQ(lookup_language("zh-Hant-CN-x-private1", available), 2U);
  EXPECT_EQ(lookup_language("zh", available), std::nullopt);
  EXPECT_EQ(lookup_language("fr, de;q=0.5, en;q=0.7", available), 0U);
  EXPECT_EQ(lookup_language("de, en", available), 1U);
  EXPECT_EQ(lookup_language("en;q=0, *", available), std::nullopt);
}

} // namespace
} // namespace responsum::field
