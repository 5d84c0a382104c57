#include "responsum/base/timestamp.hpp"

#include <gtest/gtest.h>

namespace responsum::base {
namespace {

TEST(Timestamp, IsWrittenAsRfc3339) {
  EXPECT_EQ(timestamp(0, 0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(timestamp(1'795'177'867, 42'999'999), "2026-11-20T12:31:07.042Z");
  EXPECT_EQ(timestamp(951'782'399, 999'999'999), "2000-02-28T23:59:59.999Z");
  EXPECT_EQ(timestamp(951'782'400, 1), "2000-02-29T00:00:00.000Z");
  EXPECT_EQ(timestamp(253'402'300'799, 0), "9999-12-31T23:59:59.000Z");
}

TEST(Timestamp, IsReadAsRfc3339HasIt) {
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(parse_timestamp("2026-11-28T14:40:00Z"), 1'795'876'800);
  EXPECT_EQ(parse_timestamp("2026-11-28T15:40:00+01:00"), 1'795'876'800);
  EXPECT_EQ(parse_timestamp("2026-11-28T09:10:00-05:30"), 1'795'876'800);
  for (const std::string_view text :
       {"", "2026-11-28", "2026-11-28T14:40:00", "2026-11-28 14:40:00Z", "2026-02-30T00:00:00Z",
        "2026-11-28T24:40:00Z", "2026-11-28T14:40:00+1:00", "2026-11-28T14:40:00+24:00"})
    EXPECT_FALSE(parse_timestamp(text)) << text;
}

} // namespace
} // namespace responsum::base
