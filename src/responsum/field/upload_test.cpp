#include "responsum/field/upload.hpp"

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

TEST(Upload, CompletenessIsABoolean) {
  EXPECT_EQ(parse_upload_complete("?1"), true);
  EXPECT_EQ(parse_upload_complete("?0"), false);
  EXPECT_EQ(parse_upload_complete("?1;why=that"), true); // parameters that nobody knows mean nothing
  for (const char* none : {"", "1", "true", "?2", "?1, ?1", "\"?1\""})
    EXPECT_EQ(parse_upload_complete(none), std::nullopt) << none;
}

TEST(Upload, NumbersAreIntegersThatAreNotNegative) {
  EXPECT_EQ(parse_upload_number("0"), 0u);
  EXPECT_EQ(parse_upload_number("999999999999999"), 999'999'999'999'999u);
  for (const char* none : {"", "-1", "1.0", "?1", "1000000000000000", "5, 5", "ten"})
    EXPECT_EQ(parse_upload_number(none), std::nullopt) << none;
}

} // namespace
} // namespace responsum::field
