#include "responsum/access/rule.hpp"

#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

#include "responsum/access/country_test.hpp"

namespace responsum::access {
namespace {

constexpr base::UnixSeconds monday_s = 1'795'392'000; // 2026-11-23 00:00:00

class RuleTest : public testing::Test {
 protected:
  Weighed::Kind kind(Otherwise otherwise = Otherwise::deny) const { return weigh(rules, otherwise, visitor).kind; }

  std::vector<Rule> rules;
  Visitor visitor{
      .address = *net::Address::parse_host("10.1.2.3"), .method = message::Method::get, .now_s = monday_s};
  Identity alice{"alice", {"ops"}};
  Identity bob{"bob", {}};
};

TEST_F(RuleTest, TheFirstThatMatchesCounts) {
  rules = {{.name = "inside", .allows = false, .networks = {*net::Network::parse("10.0.0.0/8")}}, {.name = "all"}};
  const Weighed weighed = weigh(rules, Otherwise::allow, visitor);
  EXPECT_EQ(weighed.kind, Weighed::Kind::denied);
  EXPECT_EQ(weighed.rule, &rules[0]);
  visitor.address = *net::Address::parse_host("192.0.2.1");
  EXPECT_EQ(weigh(rules, Otherwise::deny, visitor).rule, &rules[1]);
}

TEST_F(RuleTest, WhoNobodyNamesIsTreatedAsSaid) {
  EXPECT_EQ(kind(Otherwise::allow), Weighed::Kind::allowed);
  EXPECT_EQ(kind(Otherwise::deny), Weighed::Kind::denied);
  EXPECT_EQ(kind(Otherwise::identified), Weighed::Kind::identity_wanted);
  visitor.identity = &bob;
  EXPECT_EQ(kind(Otherwise::identified), Weighed::Kind::allowed);
}

TEST_F(RuleTest, AsksWhoItIsOnlyWhereThatDecides) {
  rules = {{.methods = message::MethodSet{message::Method::put}, .users = {"alice"}},
           {.networks = {*net::Network::parse("10.0.0.0/8")}},
           {.users = {"alice"}, .groups = {"ops"}}};
  EXPECT_EQ(kind(), Weighed::Kind::allowed); // by the second
  visitor.method = message::Method::put;
  EXPECT_EQ(kind(), Weighed::Kind::identity_wanted);
  visitor.method = message::Method::get;
  visitor.address = *net::Address::parse_host("192.0.2.1");
  EXPECT_EQ(kind(), Weighed::Kind::identity_wanted);
  visitor.identity = &bob;
  EXPECT_EQ(kind(), Weighed::Kind::denied);
  const Identity carol{"carol", {"dev", "ops"}};
  visitor.identity = &carol;
  EXPECT_EQ(kind(), Weighed::Kind::allowed);
}

TEST_F(RuleTest, SaysWhatIsLacking) {
  const Rule rule{.networks = {*net::Network::parse("192.0.2.0/24")},
                  .methods = message::MethodSet{message::Method::get},
                  .users = {"alice"},
                  .groups = {"ops"}};
  EXPECT_EQ(lacking(rule, visitor), "the address is not in 192.0.2.0/24");
  visitor.address = *net::Address::parse_host("192.0.2.1");
  EXPECT_EQ(lacking(rule, visitor), "the user is not alice, group ops");
  visitor.identity = &alice;
  EXPECT_EQ(lacking(rule, visitor), "");
  visitor.method = message::Method::put;
  EXPECT_EQ(lacking(rule, visitor), "the method is not GET");
}

TEST_F(RuleTest, HoldsAtItsHours) {
  Hours hours{.days = *parse_days("mon-fri"), .spans = {*parse_span("08:00-17:30"), *parse_span("22:00-06:00")}};
  const auto at = [&](int day, int hour, int minute) {
    return hours.contains(monday_s + day * 86'400 + hour * 3600 + minute * 60);
  };
  EXPECT_TRUE(at(0, 8, 0));
  EXPECT_FALSE(at(0, 17, 30));
  EXPECT_TRUE(at(4, 17, 29));
  EXPECT_FALSE(at(5, 8, 0));
  EXPECT_TRUE(at(0, 23, 59));
  EXPECT_TRUE(at(0, 5, 59));
  EXPECT_FALSE(at(0, 6, 0));
  hours.spans = {*parse_span("00:00-24:00")};
  EXPECT_TRUE(at(1, 23, 59));
  EXPECT_TRUE(Hours{}.contains(-1)); // 1969
}

TEST(Hours, AreReadStrictly) {
  EXPECT_EQ(*parse_days("sat-mon"), 0b1100001);
  for (const char* text : {"", "monday", "mon-", "-fri", "mon-fri-sat"}) EXPECT_FALSE(parse_days(text)) << text;
  for (const char* text : {"", "8:00-17:00", "08:00", "24:00-01:00", "08:60-09:00", "08:00-24:01", "a8:00-09:00"})
    EXPECT_FALSE(parse_span(text)) << text;
  EXPECT_EQ(write_span(*parse_span("08:05-24:00")), "08:05-24:00");
  EXPECT_EQ(write_days(*parse_days("sun")), std::vector<std::string>{"sun"});
}

TEST_F(RuleTest, KnowsTheCountryOfAnAddress) {
  const std::string path =
      std::filesystem::temp_directory_path() / ("responsum_country_" + std::to_string(::getpid()));
  CountryFile file;
  file.add(0x0a010000, 16, "DE");
  file.add(0xc0000200, 24, "AT");
  file.write(path);
  const auto countries = Countries::open(path);
  std::filesystem::remove(path);
  ASSERT_TRUE(countries) << countries.error();
  EXPECT_EQ(countries->of(visitor.address), parse_country("DE"));
  EXPECT_EQ(countries->of(*net::Address::parse_host("192.0.2.9")), parse_country("AT"));
  EXPECT_EQ(countries->of(*net::Address::parse_host("198.51.100.1")), std::nullopt);
  EXPECT_EQ(countries->of(net::Address{}), std::nullopt);
  rules = {{.countries = {*parse_country("DE")}}};
  EXPECT_EQ(kind(), Weighed::Kind::denied); // without a file nobody knows
  visitor.countries = &*countries;
  EXPECT_EQ(kind(), Weighed::Kind::allowed);
  EXPECT_EQ(lacking({.countries = {*parse_country("AT")}}, visitor), "the country is not AT");
}

TEST(Countries, AreInAFileOfTheirFormat) {
  EXPECT_FALSE(Countries::open("/nowhere"));
  EXPECT_FALSE(Countries::open("/proc/self/exe"));
  for (const char* text : {"", "D", "DEU", "de"}) EXPECT_FALSE(parse_country(text)) << text;
}

} // namespace
} // namespace responsum::access
