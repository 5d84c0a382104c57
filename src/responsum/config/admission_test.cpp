#include <gtest/gtest.h>

#include "responsum/config/problems_test.hpp"
#include "responsum/config/show.hpp"

namespace responsum::config {
namespace {

std::string site(std::string_view more, std::string_view of_route = "", std::string_view of_server = "") {
  return "[server]\nlisten = \":8080\"\n" + std::string{of_server} + "\n[[site]]\nname = \"main\"\n" +
         std::string{more} + "\n[[site.route]]\npath = \"/\"\nfiles = \"www\"\n" + std::string{of_route} + "\n";
}

std::unique_ptr<Configuration> sound(const std::string& text) {
  Reading reading = read_for_test(text);
  EXPECT_TRUE(reading) << render_all(reading.error());
  return reading ? std::move(reading->configuration) : nullptr;
}

std::string wrong(const std::string& text) {
  const Reading reading = read_for_test(text);
  EXPECT_FALSE(reading);
  return reading ? std::string{} : render_all(reading.error());
}

const std::string staff_in_the_clear =
    "[auth.staff]\nscheme = \"basic\"\nusers = \"staff.users\"\nin_the_clear = true\n";

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(Limit, IsReadWithItsPlaceAndDefaults) {
  const auto c = sound(site("[[site.limit]]\nname = \"burst\"\nby = \"prefix\"\nrequests = 100\nper = \"1min\"\n"));
  ASSERT_EQ(c->sites[0].admission.limits.size(), 1u);
  const admit::Limit& limit = c->sites[0].admission.limits[0];
  EXPECT_EQ(limit.by, admit::CountedBy::prefix);
  EXPECT_EQ(limit.rate.requests, 100u);
  EXPECT_EQ(limit.rate.window_ms, 60'000u);
  EXPECT_EQ(limit.rate.burst, 100u);
  EXPECT_EQ(limit.v4_bits, 24);
  EXPECT_EQ(limit.v6_bits, 64);
  EXPECT_FALSE(limit.tells);
  EXPECT_EQ(limit.scope, "main/burst");
  EXPECT_EQ(limit.requests.origin.line, 9u);
  EXPECT_TRUE(limit.path.matches("/anything"));
}

TEST(Limit, OfARouteIsToldFromThatOfAnother) {
  const auto c = sound(site("", "[[site.route.limit]]\nname = \"a\"\nby = \"key\"\nfield = \"X-Key\"\nrequests = 5\n"
                                "per = \"1s\"\nburst = 2\n"));
  const admit::Limit& limit = c->sites[0].routes[0].limits.at(0);
  EXPECT_EQ(limit.scope, "main//a");
  EXPECT_EQ(limit.rate.burst, 2u);
  EXPECT_TRUE(limit.tells) << "holders of keys are told";
}

TEST(Limit, OfUsersNeedsToKnowWhoTheyAre) {
  const std::string limit = "name = \"a\"\nby = \"user\"\nrequests = 5\nper = \"1s\"\n";
  EXPECT_TRUE(has(wrong(site("[[site.limit]]\n" + limit)), "asks nobody who it is"));
  EXPECT_TRUE(has(wrong(site("", "[[site.route.limit]]\n" + limit)), "the route asks nobody who it is"));
  EXPECT_TRUE(has(wrong(site("[[site.maintenance]]\nusers = [\"alice\"]\n")), "asks nobody who it is"));
  EXPECT_NE(sound(staff_in_the_clear + site("[[site.limit]]\n" + limit, "auth = \"staff\"\n")), nullptr);
}

TEST(Limit, ThatMeansNothingIsExplained) {
  EXPECT_TRUE(has(wrong(site("[[site.limit]]\nname = \"a\"\nby = \"key\"\nrequests = 5\nper = \"1s\"\n")), "field"));
  EXPECT_TRUE(
      has(wrong(site("[[site.limit]]\nname = \"a\"\nby = \"colour\"\nrequests = 5\nper = \"1s\"\n")), "colour"));
  EXPECT_TRUE(
      has(wrong(site("[[site.limit]]\nname = \"a\"\nby = \"address\"\nrequests = 5\nper = \"1s\"\nburst = 6\n")),
          "burst"));
  const std::string same = "[[site.limit]]\nname = \"a\"\nby = \"address\"\nrequests = 5\nper = \"1s\"\n";
  EXPECT_TRUE(has(wrong(site(same + same)), "already"));
  EXPECT_TRUE(has(wrong(site("limit = 5\n")), "[[site.limit]]"));
}

TEST(Maintenance, HasTimesNetworksAndUsers) {
  const auto c =
      sound(staff_in_the_clear +
            site("[[site.maintenance]]\nfrom = \"2026-12-01T02:00:00Z\"\nuntil = \"2026-12-01T05:00:00+01:00\"\n"
                 "networks = \"10.0.0.0/8\"\nusers = [\"alice\"]\npath = \"/shop/\"\n",
                 "auth = \"staff\"\n"));
  const admit::Maintenance& m = c->sites[0].admission.maintenance.at(0);
  EXPECT_EQ(m.until_s - m.from_s, 2 * 3600);
  EXPECT_EQ(m.networks.size(), 1u);
  EXPECT_EQ(m.users, std::vector<std::string>{"alice"});
  EXPECT_TRUE(has(wrong(site("[[site.maintenance]]\nfrom = \"tomorrow\"\n")), "tomorrow"));
  EXPECT_TRUE(
      has(wrong(site("[[site.maintenance]]\nfrom = \"2026-12-01T02:00:00Z\"\nuntil = \"2026-11-01T02:00:00Z\"\n")),
          "not later"));
  EXPECT_TRUE(has(wrong(site("[[site.maintenance]]\nfrom = 2026-12-01T02:00:00Z\n")), "quotes"));
}

TEST(Ledger, IsNeededByBudgetsAndPrices) {
  EXPECT_TRUE(has(wrong(site("quota = \"1GB\"\n")), "ledger"));
  EXPECT_TRUE(has(wrong(site("", "meter = { price = 2 }\n")), "ledger"));
  const auto c = sound(site("quota = \"1KiB\"\nquota_period = \"day\"\n",
                            "meter = { price = 2, pay_at = \"https://pay.example/\" }\n", "ledger = \"l.db\"\n"));
  EXPECT_EQ(c->sites[0].admission.quota->octets.value, 1024u);
  EXPECT_EQ(c->sites[0].admission.quota->period, admit::Period::day);
  EXPECT_EQ((*c->sites[0].routes[0].meter)->price, 2u);
  EXPECT_TRUE(has(wrong(site("quota_period = \"day\"\n")), "quota"));
  EXPECT_TRUE(has(wrong(site("", "meter = { pay_at = \"<x>\" }\n", "ledger = \"l.db\"\n")), "URI"));
}

TEST(State, IsARedisAddress) {
  const auto c = sound(site("", "", "state = \"redis://10.0.0.5:6380/1\"\non_state_failure = \"closed\"\n"));
  EXPECT_EQ((*c->server.state)->port, 6380);
  EXPECT_FALSE(c->sites[0].admission.open_without_state);
  EXPECT_TRUE(has(wrong(site("", "", "state = \"memcached://x\"\n")), "redis://"));
}

TEST(MalformedRanges, AreRefusedWhereTheProfileBringsThatAlong) {
  EXPECT_EQ(*sound(site(""))->sites[0].malformed_ranges, MalformedRanges::ignore);
  EXPECT_EQ(*sound(site("profile = \"huawei\"\n"))->sites[0].malformed_ranges, MalformedRanges::refuse);
  EXPECT_EQ(*sound(site("profile = \"huawei\"\nmalformed_ranges = \"ignore\"\n"))->sites[0].malformed_ranges,
            MalformedRanges::ignore);
  EXPECT_EQ(*sound(site("malformed_ranges = \"416\"\n"))->sites[0].malformed_ranges, MalformedRanges::refuse);
}

TEST(Context, NeedsSomething) {
  EXPECT_TRUE(has(wrong(site("", "context = {}\n")), "nothing"));
  const auto c =
      sound(site("overlays = \"ms-dav\"\n", "context = { cookie = \"a\", value = \"1\", hints = [\"DPR\"] }\n"));
  EXPECT_TRUE(c->sites[0].admission.ms_dav);
  EXPECT_EQ((*c->sites[0].routes[0].context)->hints.at(0), "DPR");
}

// What is shown is read as the same again.
TEST(Admission, IsShownAsItIsWritten) {
  const auto c =
      sound(site("quota = \"1KiB\"\n[[site.limit]]\nname = \"a\"\nby = \"address\"\nrequests = 5\nper = \"1s\"\n"
                 "[[site.maintenance]]\nfrom = \"2026-12-01T02:00:00Z\"\n",
                 "max_concurrent = 7\nmeter = { price = 2 }\ncontext = { cookie = \"a\", value = \"1\" }\n"
                 "[[site.route.limit]]\nname = \"b\"\nby = \"route\"\nrequests = 1\nper = \"1h\"\n",
                 "ledger = \"l.db\"\nstate = \"redis://10.0.0.5\"\n"));
  const std::string shown = show(*c);
  const auto again = sound(shown);
  ASSERT_NE(again, nullptr) << shown;
  EXPECT_EQ(again->sites[0].admission.limits.size(), 1u);
  EXPECT_EQ(again->sites[0].admission.maintenance.at(0).from_s, c->sites[0].admission.maintenance.at(0).from_s);
  EXPECT_EQ(again->sites[0].routes[0].limits.size(), 1u);
  EXPECT_EQ(again->sites[0].routes[0].max_concurrent.value, 7u);
  EXPECT_EQ((*again->sites[0].routes[0].meter)->price, 2u);
  EXPECT_EQ(*again->server.state, *c->server.state);
}

} // namespace
} // namespace responsum::config
