#include "responsum/config/endpoint.hpp"

#include <gtest/gtest.h>

namespace responsum::config {
namespace {

TEST(Endpoint, ReadsEveryForm) {
  EXPECT_EQ(parse_endpoint("127.0.0.1:8080"), (Endpoint{"127.0.0.1", 8080}));
  EXPECT_EQ(parse_endpoint("[::1]:0"), (Endpoint{"::1", 0}));
  EXPECT_EQ(parse_endpoint("[0:0::0:1]:1"), (Endpoint{"::1", 1}));
  EXPECT_EQ(parse_endpoint(":8080"), (Endpoint{"", 8080}));
  EXPECT_EQ(parse_endpoint("65535"), (Endpoint{"", 65535}));
}

TEST(Endpoint, RefusesEverythingElse) {
  for (std::string_view text :
       {"", ":", "a", "a:b", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "::1", "::1:80", "[::1]",
        "[127.0.0.1]:80", "[]:80", "127.0.0.1:80 ", "localhost:80", "127.1:80", "[::1%lo]:80"})
    EXPECT_FALSE(parse_endpoint(text)) << text;
}

TEST(Endpoint, WritesWhatItReads) {
  for (std::string_view text : {"127.0.0.1:8080", "[::1]:443", ":8080", "0.0.0.0:1"})
    EXPECT_EQ(write_endpoint(parse_endpoint(text).value()), text);
}

TEST(Endpoint, OverlapsWhereBothCouldTakeAConnection) {
  const auto both = [](std::string_view a, std::string_view b) {
    const Endpoint x = parse_endpoint(a).value(), y = parse_endpoint(b).value();
    EXPECT_EQ(overlap(x, y), overlap(y, x));
    return overlap(x, y);
  };
  EXPECT_TRUE(both("127.0.0.1:80", "127.0.0.1:80"));
  EXPECT_TRUE(both(":80", "127.0.0.1:80"));
  EXPECT_TRUE(both("0.0.0.0:80", "127.0.0.1:80"));
  EXPECT_TRUE(both("[::]:80", "[::1]:80"));
  EXPECT_FALSE(both("[::]:80", "127.0.0.1:80"));
  EXPECT_FALSE(both("127.0.0.2:80", "127.0.0.1:80"));
  EXPECT_FALSE(both(":80", "127.0.0.1:81"));
  EXPECT_FALSE(both(":0", ":0")); // the kernel gives each a port of its own
}

TEST(Network, SaysWhatIsWrong) {
  const auto error = [](std::string_view text) { return parse_network(text).error(); };
  EXPECT_EQ(error("a/8"), R"("a/8" is no network: `a` is no IP address)");
  EXPECT_EQ(error("10.0.0.0/33"), R"("10.0.0.0/33" is no network: the prefix has from 0 to 32 bits)");
  EXPECT_EQ(error("::/129"), R"("::/129" is no network: the prefix has from 0 to 128 bits)");
  EXPECT_EQ(error("10.0.0.1/8"), R"("10.0.0.1/8" is no network: bits behind the prefix are set; write 10.0.0.0/8)");
  EXPECT_FALSE(parse_network(""));
  EXPECT_FALSE(parse_network("/8"));
  EXPECT_FALSE(parse_network("10.0.0.0/"));
  EXPECT_FALSE(parse_network("10.0.0.0/-1"));
}

TEST(Network, ReadsWhatItWrites) {
  for (std::string_view text : {"10.0.0.0/8", "127.0.0.1/32", "::1/128", "2001:db8::/32", "0.0.0.0/0"})
    EXPECT_EQ(parse_network(text).value().text(), text);
}

} // namespace
} // namespace responsum::config
