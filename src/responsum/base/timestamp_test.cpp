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

} // namespace
} // namespace responsum::base
