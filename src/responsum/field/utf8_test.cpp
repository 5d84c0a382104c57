#include "responsum/field/utf8.hpp"

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

static_assert(is_utf8("a\xc3\xa4"));

TEST(Utf8, WellFormed) {
  for (const char* text : {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                           "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
    EXPECT_TRUE(is_utf8(text)) << text;
}

TEST(Utf8, Malformed) {
  for (const char* text : {"\x80", "\xc3", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xe2\x82",
                           "\xe2\x28\xa1", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff",
                           "a\xc3"
                           "b"})
    EXPECT_FALSE(is_utf8(text)) << text;
}

} // namespace
} // namespace responsum::field
