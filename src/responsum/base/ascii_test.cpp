#include "responsum/base/ascii.hpp"

#include <gtest/gtest.h>

namespace responsum::base {
namespace {

TEST(Ascii, LettersHaveTwoCases) {
  EXPECT_EQ(to_lower('A'), 'a');
  EXPECT_EQ(to_upper('z'), 'Z');
  for (const char c : {'@', '[', '`', '{', '0', '\xc4'}) {
    EXPECT_EQ(to_lower(c), c);
    EXPECT_EQ(to_upper(c), c);
    EXPECT_FALSE(is_alpha(c));
  }
}

TEST(Ascii, ComparesWithoutRegardToCase) {
  EXPECT_TRUE(equals_ignoring_case("Content-Type", "cONTENT-tYPE"));
  EXPECT_FALSE(equals_ignoring_case("a", "ab"));
  EXPECT_FALSE(equals_ignoring_case("@", "`")); // a bit apart, as letters of two cases are
  EXPECT_FALSE(equals_ignoring_case("[", "{"));
}

TEST(Ascii, TrimsSpacesAndTabs) {
  EXPECT_EQ(trim(" \ta b\t "), "a b");
  EXPECT_EQ(trim(" \t "), "");
  EXPECT_EQ(trim("\na\n"), "\na\n");
}

TEST(Ascii, KnowsHexadecimalDigits) {
  EXPECT_EQ(hex_value('0'), 0);
  EXPECT_EQ(hex_value('f'), 15);
  EXPECT_EQ(hex_value('A'), 10);
  for (const char c : {'g', 'G', '/', ':', '@', '`', '\0'}) EXPECT_EQ(hex_value(c), -1);
}

TEST(Ascii, ReadsNumbersAndNothingElse) {
  EXPECT_EQ(parse_decimal("0"), 0u);
  EXPECT_EQ(parse_decimal("007"), 7u);
  EXPECT_EQ(parse_decimal("18446744073709551615"), UINT64_MAX);
  for (const char* text : {"", "18446744073709551616", "99999999999999999999", "-1", "+1", " 1", "1 ", "1x", "0x1"})
    EXPECT_EQ(parse_decimal(text), std::nullopt) << text;
}

TEST(Ascii, KnowsTokens) {
  EXPECT_TRUE(is_token("!#$%&'*+-.^_`|~09azAZ"));
  EXPECT_FALSE(is_token(""));
  for (const char* text : {"a b", "a:", "(a)", "a,", "a\"", "\xc3\xa4", "a=b", "a/b"})
    EXPECT_FALSE(is_token(text)) << text;
}

} // namespace
} // namespace responsum::base
