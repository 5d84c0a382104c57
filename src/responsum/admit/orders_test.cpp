#include "responsum/admit/orders.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "responsum/access/country_test.hpp"
#include "responsum/admit/maintenance.hpp"

namespace responsum::admit {
namespace {

net::Address address(std::string_view text) { return *net::Address::parse_host(text); }
base::PathPattern path(std::string_view text) { return *base::parse_path(text); }
net::Network network(std::string_view text) { return *net::Network::parse(text); }

TEST(Orders, HoldForTheirPathsTheirClientsAndTheirTime) {
  const std::vector<Order> orders{
      {.id = "1", .paths = {path("/x")}, .networks = {network("127.0.0.0/8")}, .from_s = 100, .until_s = 200}};
  const auto applies = [&](std::string_view p, std::string_view client, base::UnixSeconds now) {
    return order_for_path(orders, p, {address(client)}, now) != nullptr;
  };
  EXPECT_TRUE(applies("/x", "127.0.0.1", 100));
  EXPECT_TRUE(applies("/x", "127.0.0.1", 199));
  EXPECT_FALSE(applies("/x", "127.0.0.1", 99));
  EXPECT_FALSE(applies("/x", "127.0.0.1", 200)) << "it has expired";
  EXPECT_FALSE(applies("/x", "10.0.0.1", 150));
  EXPECT_FALSE(applies("/y", "127.0.0.1", 150));
}

TEST(Orders, OfACountryHoldForItsAddresses) {
  const std::filesystem::path file = std::filesystem::path{testing::TempDir()} / "orders-countries.mmdb";
  access::CountryFile austria;
  austria.add(0x0a00'0000, 8, "AT");
  austria.write(file);
  const auto countries = access::Countries::open(file);
  ASSERT_TRUE(countries) << countries.error();
  const std::vector<Order> orders{{.id = "1", .paths = {path("/x")}, .countries = {{'A', 'T'}}}};
  const auto applies = [&](std::string_view client, const access::Countries* known) {
    return order_for_path(orders, "/x", {address(client), known}, 1) != nullptr;
  };
  EXPECT_TRUE(applies("10.0.0.1", &*countries));
  EXPECT_FALSE(applies("203.0.113.9", &*countries)) << "nobody knows where it is";
  EXPECT_FALSE(applies("10.0.0.1", nullptr)) << "nobody knows where anything is";
}

TEST(Orders, AboutContentsAreNotAboutPaths) {
  const Digest hello = digest_of("hello");
  const std::vector<Order> orders{{.id = "1", .digests = {hello}}};
  const Client client{address("::1")};
  EXPECT_EQ(order_for_path(orders, "/", client, 1), nullptr);
  EXPECT_NE(order_for_contents(orders, client, 1), nullptr);
  EXPECT_NE(order_for_content(orders, hello, client, 1), nullptr);
  EXPECT_EQ(order_for_content(orders, digest_of("hallo"), client, 1), nullptr);
  EXPECT_EQ(order_for_contents({}, client, 1), nullptr);
}

TEST(Orders, DigestIsSha256) {
  const Digest empty = digest_of("");
  EXPECT_EQ(empty[0], 0xe3);
  EXPECT_EQ(empty[31], 0x55);
}

TEST(Maintenance, HasAnEndOrNone) {
  Maintenance m{.path = path("/"), .from_s = 100, .until_s = 200};
  EXPECT_FALSE(m.holds("/a", 99));
  EXPECT_TRUE(m.holds("/a", 100));
  EXPECT_FALSE(m.holds("/a", 200));
  m.until_s = 0;
  EXPECT_TRUE(m.holds("/a", 1'000'000));
  m.path = path("/shop/");
  EXPECT_FALSE(m.holds("/a", 1'000'000));
}

TEST(Maintenance, LetsInWhomItNames) {
  const Maintenance m{.path = path("/"), .networks = {network("10.0.0.0/8")}, .users = {"alice"}};
  EXPECT_TRUE(m.lets_in(address("10.1.2.3")));
  EXPECT_FALSE(m.lets_in(address("11.1.2.3")));
  EXPECT_TRUE(m.lets_in("alice"));
  EXPECT_FALSE(m.lets_in("bob"));
  EXPECT_FALSE(m.lets_in(""));
}

} // namespace
} // namespace responsum::admit
