#include "responsum/field/traceparent.hpp"

#include <gtest/gtest.h>

#include <string>

namespace responsum::field {
namespace {

constexpr std::string_view example = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

static_assert(parse_traceparent(example)->flags == Traceparent::sampled);

TEST(Traceparent, HasTheOctetsOfItsIds) {
  const auto read = parse_traceparent(example);
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->known());
  EXPECT_EQ(read->trace_id, (std::array<std::uint8_t, 16>{0x4b, 0xf9, 0x2f, 0x35, 0x77, 0xb3, 0x4d, 0xa6, 0xa3, 0xce,
                                                          0x92, 0x9d, 0x0e, 0x0e, 0x47, 0x36}));
  EXPECT_EQ(read->parent_id, (std::array<std::uint8_t, 8>{0x00, 0xf0, 0x67, 0xaa, 0x0b, 0xa9, 0x02, 0xb7}));
  EXPECT_FALSE(Traceparent{}.known());
}

TEST(Traceparent, WritesItsIdsAsTheyCame) {
  const auto read = parse_traceparent(example);
  const auto trace = hexadecimal(read->trace_id);
  const auto parent = hexadecimal(read->parent_id);
  EXPECT_EQ((std::string_view{trace.data(), trace.size()}), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ((std::string_view{parent.data(), parent.size()}), "00f067aa0ba902b7");
}

TEST(Traceparent, KeepsFlagsThatItDoesNotKnow) {
  EXPECT_EQ(parse_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-fe")->flags, 0xfe);
}

// Level 1, 3.2.4
TEST(Traceparent, OfALaterVersionIsReadAsFarAsItIsKnown) {
  const std::string later = "cc" + std::string{example.substr(2)};
  EXPECT_EQ(parse_traceparent(later), parse_traceparent(example));
  EXPECT_EQ(parse_traceparent(later + "-what-the-future-will-be-like"), parse_traceparent(example));
  EXPECT_EQ(parse_traceparent(later + "-"), parse_traceparent(example));
  EXPECT_EQ(parse_traceparent(later + "."), std::nullopt);
}

TEST(Traceparent, IsNothingElse) {
  const std::string ok{example};
  EXPECT_EQ(parse_traceparent("ff" + ok.substr(2)), std::nullopt) << "the version that never will be";
  EXPECT_EQ(parse_traceparent("00-" + std::string(32, '0') + ok.substr(35)), std::nullopt) << "trace-id of zeros";
  EXPECT_EQ(parse_traceparent(ok.substr(0, 36) + std::string(16, '0') + "-01"), std::nullopt) << "parent of zeros";
  EXPECT_EQ(parse_traceparent(ok + "-"), std::nullopt) << "version 00 has an end";
  for (const char* wrong : {"", "00", "00-", "0", "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01"})
    EXPECT_EQ(parse_traceparent(wrong), std::nullopt) << wrong;
}

TEST(Traceparent, IsReadOnlyWhenEveryOctetIsInPlace) {
  for (std::size_t at = 0; at < example.size(); ++at) {
    EXPECT_EQ(parse_traceparent(example.substr(0, at)), std::nullopt) << at;
    for (const char c : {'g', 'A', ' ', '\0', '\xff', ':'}) {
      std::string wrong{example};
      wrong[at] = c;
      EXPECT_EQ(parse_traceparent(wrong), std::nullopt) << at << " " << c;
    }
  }
}

} // namespace
} // namespace responsum::field
