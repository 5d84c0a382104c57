#include "responsum/net/address.hpp"

#include <gtest/gtest.h>

namespace responsum::net {
namespace {

Address host(std::string_view text) { return Address::parse_host(text).value(); }

TEST(Address, ReadsAndWritesBothFamilies) {
  for (const std::string_view text :
       {"127.0.0.1:8080", "0.0.0.0:0", "255.255.255.255:65535", "[::1]:80", "[::]:0", "[2001:db8::42]:443"}) {
    const auto address = Address::parse(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(address->text(), text);
    sockaddr_storage system{};
    EXPECT_GT(address->to(system), 0U);
    EXPECT_EQ(Address::from(system), *address);
  }
}

TEST(Address, RefusesWhatIsNotNumeric) {
  for (const std::string_view text : {"",
                                      ":",
                                      ":80",
                                      "127.0.0.1",
                                      "127.0.0.1:",
                                      "127.0.0.1:65536",
                                      "127.0.0.1:-1",
                                      "127.0.0.1:+1",
                                      "127.0.0.1:000080",
                                      "localhost:80",
                                      "::1:80",
                                      "[::1]",
                                      "[::1]80",
                                      "[127.0.0.1]:80",
                                      "[]:80",
                                      "1.2.3:80",
                                      "1.2.3.4.5:80",
                                      "*:80",
                                      "127.0.0.1 :80",
                                      "[::1:80",
                                      "1.2.3.4:80x"})
    EXPECT_FALSE(Address::parse(text)) << text;
  EXPECT_FALSE(Address::parse_host(std::string(200, '1')));
}

TEST(Address, KeepsMappedIpv4AsIpv4) {
  EXPECT_EQ(host("::ffff:10.1.2.3"), host("10.1.2.3"));
  EXPECT_EQ(host("::ffff:10.1.2.3").host(), "10.1.2.3");
}

TEST(Address, KnowsLoopback) {
  EXPECT_TRUE(host("127.8.8.8").is_loopback());
  EXPECT_TRUE(host("::1").is_loopback());
  EXPECT_FALSE(host("128.0.0.1").is_loopback());
  EXPECT_FALSE(host("::2").is_loopback());
  EXPECT_FALSE(Address{}.is_loopback());
}

TEST(Address, NoneIsADash) {
  EXPECT_EQ(Address{}.host(), "-");
  EXPECT_EQ(Address{}.text(), "-");
  const Address none;
  EXPECT_TRUE(none.bytes().empty());
}

TEST(Network, ContainsWhatSharesItsPrefix) {
  struct Case {
    std::string_view network, inside, outside;
  };
  for (const Case& c :
       {Case{"10.0.0.0/8", "10.255.0.1", "11.0.0.0"}, Case{"192.168.4.0/22", "192.168.7.255", "192.168.8.0"},
        Case{"127.0.0.1", "127.0.0.1", "127.0.0.2"}, Case{"0.0.0.0/0", "8.8.8.8", "::1"},
        Case{"fd00::/8", "fdff::1", "fe00::"}, Case{"2001:db8::/33", "2001:db8:7fff::", "2001:db8:8000::"},
        Case{"::1", "::1", "::"}, Case{"::/0", "1::", "1.2.3.4"}}) {
    const auto network = Network::parse(c.network);
    ASSERT_TRUE(network) << c.network;
    EXPECT_TRUE(network->contains(host(c.inside))) << c.network;
    EXPECT_FALSE(network->contains(host(c.outside))) << c.network;
    EXPECT_FALSE(network->contains(Address{}));
  }
  EXPECT_FALSE(Network{}.contains(host("127.0.0.1")));
}

TEST(Network, RefusesBitsBeyondThePrefix) {
  for (const std::string_view text : {"", "/8", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "::1/64",
                                      "::/129", "10.0.0.0/8/8", "example.org"})
    EXPECT_FALSE(Network::parse(text)) << text;
}

TEST(Network, WritesItself) {
  EXPECT_EQ(Network::parse("10.0.0.0/8")->text(), "10.0.0.0/8");
  EXPECT_EQ(Network::parse("::1")->text(), "::1/128");
}

TEST(Address, IsMadeOfItsOctets) {
  const std::array<std::uint8_t, 16> octets{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7};
  EXPECT_EQ(Address::from(octets, 443).text(), "[2001:db8::7]:443");
  EXPECT_EQ(Address::from(std::span{octets}.first(4), 80).text(), "32.1.13.184:80");
  EXPECT_EQ(Address::from(std::span{octets}.first(5), 80), Address{});
}

} // namespace
} // namespace responsum::net
