#include "responsum/route/host_pattern.hpp"

#include <gtest/gtest.h>

namespace responsum::route {
namespace {

HostPattern host(std::string_view text) { return parse_host(text).value(); }

TEST(HostPattern, MatchesWhatItSays) {
  EXPECT_TRUE(host("Example.ORG").matches("example.org"));
  EXPECT_FALSE(host("example.org").matches("www.example.org"));
  EXPECT_TRUE(host("*.example.org").matches("www.example.org"));
  EXPECT_TRUE(host("*.example.org").matches("a.b.example.org"));
  EXPECT_FALSE(host("*.example.org").matches("example.org"));
  EXPECT_FALSE(host("*.example.org").matches(".example.org"));
  EXPECT_TRUE(host("*").matches(""));
  EXPECT_TRUE(host("[::1]").matches("[::1]"));
}

TEST(HostPattern, CoversExactlyWhenNothingIsLeftToTheOther) {
  EXPECT_TRUE(host("*").covers(host("a")));
  EXPECT_TRUE(host("*.a").covers(host("*.b.a")));
  EXPECT_TRUE(host("*.a").covers(host("b.a")));
  EXPECT_FALSE(host("*.a").covers(host("a")));
  EXPECT_FALSE(host("*.a").covers(host("*")));
  EXPECT_FALSE(host("a").covers(host("*.a")));
}

TEST(HostPattern, WritesWhatItReads) {
  for (std::string_view text : {"*", "a.b", "*.a.b", "[::1]"}) EXPECT_EQ(write_host(host(text)), text);
}

} // namespace
} // namespace responsum::route
