#include "responsum/config/quantity.hpp"

#include <gtest/gtest.h>

#include "responsum/config/limits.hpp"

namespace responsum::config {
namespace {

TEST(Quantity, ReadsUnits) {
  EXPECT_EQ(parse_quantity("64KiB", Unit::bytes), 65536u);
  EXPECT_EQ(parse_quantity("1 MB", Unit::bytes), 1'000'000u);
  EXPECT_EQ(parse_quantity("7", Unit::bytes), 7u);
  EXPECT_EQ(parse_quantity("10s", Unit::milliseconds), 10'000u);
  EXPECT_EQ(parse_quantity("1500ms", Unit::milliseconds), 1500u);
  EXPECT_EQ(parse_quantity("2min", Unit::milliseconds), 120'000u);
  EXPECT_EQ(parse_quantity("12", Unit::count), 12u);
}

TEST(Quantity, RefusesEverythingElse) {
  EXPECT_FALSE(parse_quantity("", Unit::bytes));
  EXPECT_FALSE(parse_quantity("KiB", Unit::bytes));
  EXPECT_FALSE(parse_quantity("-1", Unit::bytes));
  EXPECT_FALSE(parse_quantity("1.5MiB", Unit::bytes));
  EXPECT_FALSE(parse_quantity("10s", Unit::bytes));
  EXPECT_FALSE(parse_quantity("10KiB", Unit::milliseconds));
  EXPECT_FALSE(parse_quantity("10s", Unit::count));
  EXPECT_FALSE(parse_quantity("16777216TiB", Unit::bytes));          // 2^64
  EXPECT_FALSE(parse_quantity("99999999999999999999", Unit::count)); // more than 64 bits
}

TEST(Quantity, WritesTheShortestExactForm) {
  EXPECT_EQ(write_quantity(65536, Unit::bytes), "64KiB");
  EXPECT_EQ(write_quantity(8000, Unit::bytes), "8000");
  EXPECT_EQ(write_quantity(10'000, Unit::milliseconds), "10s");
  EXPECT_EQ(write_quantity(250, Unit::milliseconds), "250ms");
  EXPECT_EQ(write_quantity(0, Unit::bytes), "0");
}

TEST(Limits, DefaultsAreWithinTheirRanges) {
  const Limits limits;
  for (const LimitRow& row : limit_rows) {
    EXPECT_GE((limits.*row.member).value, row.least) << row.key();
    EXPECT_LE((limits.*row.member).value, row.most) << row.key();
    EXPECT_FALSE(row.meaning.empty()) << row.key();
  }
}

TEST(Limits, KeysEndInTheirUnit) {
  for (const LimitRow& row : limit_rows) {
    EXPECT_EQ(row.unit == Unit::milliseconds, row.key().ends_with("_ms")) << row.key();
    EXPECT_EQ(row.unit == Unit::bytes, row.key().ends_with("_bytes")) << row.key();
    EXPECT_EQ(row.unit == Unit::bytes_per_second, row.key().ends_with("_bytes_per_second")) << row.key();
  }
}

} // namespace
} // namespace responsum::config
