#include "responsum/base/writer.hpp"

#include <gtest/gtest.h>

#include <array>

namespace responsum::base {
namespace {

TEST(Writer, AppendsTextAndNumbers) {
  std::array<char, 64> buffer;
  Writer out{buffer};
  out.text("a=").decimal(0).character(';').decimal(UINT64_MAX).text("").hexadecimal(0xbeef);
  EXPECT_EQ(out.written(), "a=0;18446744073709551615beef");
  EXPECT_EQ(out.size(), 28u);
  EXPECT_EQ(out.room(), 36u);
}

TEST(Writer, WritesHexadecimalDigitsToAWidth) {
  std::array<char, 40> buffer;
  EXPECT_EQ(Writer{buffer}.hexadecimal(0x1f, 4).written(), "001f");
  EXPECT_EQ(Writer{buffer}.hexadecimal(0).written(), "0");
  EXPECT_EQ(Writer{buffer}.hexadecimal(UINT64_MAX).written(), "ffffffffffffffff");
}

TEST(Writer, FillsItsBufferToTheLastOctet) {
  std::array<char, 3> buffer;
  Writer out{buffer};
  out.reserve(1)[0] = 'x';
  EXPECT_EQ(out.text("yz").written(), "xyz");
  EXPECT_EQ(out.room(), 0u);
}

TEST(WriterDeathTest, EndsTheProcessWhereItWouldWriteBeyond) {
  std::array<char, 3> buffer;
  Writer out{buffer};
  EXPECT_DEATH(out.text("abcd"), "assertion failed");
  EXPECT_DEATH(out.text("abc").character('d'), "assertion failed");
  EXPECT_DEATH(out.reserve(4), "assertion failed");
}

} // namespace
} // namespace responsum::base
