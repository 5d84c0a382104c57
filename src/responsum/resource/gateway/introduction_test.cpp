#include "responsum/resource/gateway/introduction.hpp"

#include <gtest/gtest.h>

#include "responsum/codec/proxy_protocol/parser.hpp"

namespace responsum::resource::gateway {
namespace {

using codec::proxy_protocol::Header;
using codec::proxy_protocol::Parser;
using net::Address;

Address at(std::string_view text) { return *Address::parse(text); }

Header read(std::string_view octets) {
  Header header;
  EXPECT_EQ(Parser{}.parse(octets, {}, header), codec::h1::Progress::complete);
  EXPECT_EQ(header.size, octets.size());
  return header;
}

TEST(Introduction, IsNothingWhereNothingIsAsked) {
  EXPECT_EQ(introduction_of(IntroducedBy::nothing, at("192.0.2.7:4711"), at("192.0.2.1:80")), "");
}

TEST(Introduction, NamesBothEnds) {
  EXPECT_EQ(introduction_of(IntroducedBy::version_1, at("192.0.2.7:4711"), at("192.0.2.1:80")),
            "PROXY TCP4 192.0.2.7 192.0.2.1 4711 80\r\n");
  const Header header =
      read(introduction_of(IntroducedBy::version_2, at("[2001:db8::7]:4711"), at("[2001:db8::1]:443")));
  EXPECT_EQ(header.family, codec::proxy_protocol::Family::ipv6);
  EXPECT_EQ(Address::from(header.source.address, header.source.port), at("[2001:db8::7]:4711"));
  EXPECT_EQ(Address::from(header.destination.address, header.destination.port), at("[2001:db8::1]:443"));
}

// A balancer that speaks IPv4 may introduce a client that speaks IPv6: a header has one family for both.
TEST(Introduction, HasOneFamily) {
  EXPECT_EQ(introduction_of(IntroducedBy::version_1, at("[2001:db8::7]:4711"), at("192.0.2.1:80")),
            "PROXY TCP6 2001:db8::7 ::ffff:192.0.2.1 4711 80\r\n");
}

TEST(Introduction, SaysWhereThereIsNoAddress) {
  EXPECT_EQ(introduction_of(IntroducedBy::version_1, Address{}, at("192.0.2.1:80")), "PROXY UNKNOWN\r\n");
  EXPECT_FALSE(read(introduction_of(IntroducedBy::version_2, Address{}, Address{})).proxied);
}

} // namespace
} // namespace responsum::resource::gateway
