#include "responsum/field/decimal.hpp"

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

TEST(Decimal, Saturates) {
  EXPECT_EQ(parse_saturating("18446744073709551614"), UINT64_MAX - 1);
  EXPECT_EQ(parse_saturating("18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(parse_saturating("18446744073709551616"), UINT64_MAX);
  EXPECT_EQ(parse_saturating("99999999999999999999999999999999999990"), UINT64_MAX);
  EXPECT_EQ(parse_saturating("99", 100), 99U);
  EXPECT_EQ(parse_saturating("100", 100), 100U);
  EXPECT_EQ(parse_saturating("101", 100), 100U);
  EXPECT_EQ(parse_saturating("1010", 100), 100U);
  EXPECT_EQ(parse_saturating("7", 5), 5U);
}

TEST(Decimal, IsDigitsOnly) {
  for (const char* text : {"", "-1", "+1", " 1", "1 ", "0x1", "99999999999999999999999x"})
    EXPECT_FALSE(parse_saturating(text)) << text;
}

TEST(Decimal, ComparesTextsOfAnyLength) {
  EXPECT_TRUE(decimal_less("9", "10"));
  EXPECT_FALSE(decimal_less("10", "9"));
  EXPECT_FALSE(decimal_less("007", "7"));
  EXPECT_TRUE(decimal_less("99999999999999999999999", "100000000000000000000000"));
}

} // namespace
} // namespace responsum::field
