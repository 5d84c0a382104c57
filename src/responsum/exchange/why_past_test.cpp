#include "responsum/exchange/why_past.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <memory>
#include <string>

#include "responsum/decision/sample_test.hpp"
#include "responsum/exchange/served_test.hpp"
#include "responsum/exchange/why_words.hpp"

namespace responsum::exchange {
namespace {

using decision::Condition;

observe::KeptExchange recorded(const decision::Sample& sample) {
  const decision::Verdict verdict = decision::walk_through(sample.facts);
  observe::KeptExchange e;
  observe::Record& r = e.record;
  r.id = {0x123456789abcdef};
  r.wall_s = 1'800'000'000; // 2027-01-15T08:00:00Z
  r.wall_ns = 7'000'000;
  r.path = verdict.path();
  r.condition = verdict.condition();
  r.minted_by = verdict.minted_by();
  r.status = status::code(verdict.status(status::Profile::strict));
  r.method = message::Method::get;
  r.peer.assign("192.0.2.7");
  r.peer_port = 4711;
  r.host.assign("shop.example");
  r.target.assign("/private/x?a=1");
  e.condition = decision::id(r.condition);
  e.site = "shop";
  e.route = "pages";
  e.origin = "shop.toml:9";
  return e;
}

observe::KeptExchange search_denied() {
  decision::Sample sample;
  sample.facts.resource.located = decision::Located::search_denied;
  auto e = recorded(sample);
  e.record.subject.assign("private");
  e.record.error = EACCES;
  return e;
}

std::string words(const observe::KeptExchange& e) {
  return write_words(tell(e, status::Profile::strict), Colour::off);
}

void expect_part(const std::string& text, std::string_view part) {
  EXPECT_NE(text.find(part), std::string::npos) << part << " is not in\n" << text;
}

TEST(WhyPast, TellsTheWholeWayAndWhatTheRecordHoldsOfIt) {
  const observe::KeptExchange e = search_denied();
  const Told told = tell(e, status::Profile::strict);
  EXPECT_EQ(told.condition, Condition::fs_search_denied);
  EXPECT_EQ(told.path, e.record.path);
  EXPECT_EQ(told.asked.back().node, e.record.minted_by);
  EXPECT_NE(told.asked.back().value.find("\"private\""), std::string::npos) << told.asked.back().value;
  const std::string text = words(e);
  EXPECT_TRUE(text.starts_with("GET /private/x?a=1 at shop.example\n")) << text;
  expect_part(text, "\nverdict       fs.search-denied\n");
  expect_part(text, "\n  about       \"private\": ");
  expect_part(text, "\n          by route pages at shop.toml:9\n");
  expect_part(text, "\n  site        shop\n  route       pages at shop.toml:9\n");
  expect_part(text, "\n  time        2027-01-15T08:00:00.007Z\n  client      192.0.2.7 port 4711\n");
  EXPECT_EQ(text.find("\nresponse "), std::string::npos) << "no record holds a head";
  EXPECT_EQ(text.find("kept by"), std::string::npos) << "it is in the ring";
}

TEST(WhyPast, SaysWhichLimitSpokeAndWhichRuleKeptIt) {
  observe::KeptExchange e = search_denied();
  e.rule = "errors";
  e.record.limit.assign("max_fields = 100 at shop.toml:3");
  expect_part(words(e), "\n  limit       max_fields = 100 at shop.toml:3\n");
  expect_part(words(e), "\n  kept by     rule errors\n");
}

TEST(WhyPast, FaultsHaveTheirOctet) {
  decision::Sample sample;
  sample.facts.fault = message::Fault::field_space_before_colon;
  observe::KeptExchange e = recorded(sample);
  e.record.fault = sample.facts.fault;
  e.record.fault_offset = 20;
  expect_part(words(e), "field-space-before-colon at octet 20");
  expect_part(words(e), "Octet 20");
}

TEST(WhyPast, OctetsThatCameDoNothingToATerminal) {
  observe::KeptExchange e = search_denied();
  e.record.target.assign("/\x1b[31m");
  EXPECT_EQ(words(e).find('\x1b'), std::string::npos);
}

TEST(WhyPast, WayOfAnotherEditionIsNotTold) {
  observe::KeptExchange e = search_denied();
  e.record.edition = 0x0badc0de;
  const Told told = tell(e, status::Profile::strict);
  EXPECT_TRUE(told.asked.empty());
  const std::string text = words(e);
  expect_part(text, "walked on edition 0badc0de; this build has ");
  expect_part(text, "\nverdict       fs.search-denied\n");
  EXPECT_EQ(text.find("decided by"), std::string::npos) << text;
}

TEST(WhyPast, ConditionThatThisBuildLacksIsNamedAndNoMore) {
  observe::KeptExchange e = search_denied();
  e.record.edition = 0x0badc0de;
  e.condition = "fs.of-another-time";
  const std::string text = words(e);
  expect_part(text, "\nverdict       fs.of-another-time\n");
  expect_part(text, "This build has no condition of that name.");
  EXPECT_EQ(text.find("cure"), std::string::npos) << text;
}

TEST(WhyPast, ExchangeInSilenceHasNoStatus) {
  observe::KeptExchange e = recorded(decision::Sample{});
  e.record.status = 0;
  expect_part(words(e), "none: the connection is closed without an answer");
}

class NearMisses : public testing::Test {
 protected:
  NearMisses() {
    auto& thing = *table_.resources.emplace_back(std::make_unique<Thing>());
    route::Site& site = table_.sites.emplace_back();
    site.name = "shop";
    site.hosts.push_back(route::parse_host("shop.example").value());
    decision::RouteFacts facts;
    facts.site_known = facts.route_known = true;
    facts.allowed = thing.methods();
    site.routes.push_back({.name = "docs",
                           .origin = {"shop.toml", 9, 1},
                           .path = *base::parse_path("/docs/"),
                           .stripped = 0,
                           .facts = facts,
                           .resource = &thing});
  }

  static observe::KeptExchange no_route(std::string_view target) {
    decision::Sample sample;
    sample.facts.route.route_known = false;
    auto e = recorded(sample);
    e.record.target.assign(target);
    return e;
  }
  Told told(const observe::KeptExchange& e) const {
    Told t = tell(e, status::Profile::strict);
    add_near_misses(t, e.record, {.table = table_, .limits = limits_, .parser = parser_}, {0, 1'800'000'000, 0});
    return t;
  }

  route::Table table_;
  Limits limits_{};
  codec::h1::Limits parser_{};
};

TEST_F(NearMisses, AreThoseOfTheConfigurationOfNow) {
  const Told t = told(no_route("/dcs/"));
  ASSERT_EQ(t.condition, Condition::route_none);
  ASSERT_EQ(t.near_misses.size(), 1u);
  EXPECT_NE(t.near_misses[0].what.find("docs"), std::string::npos);
  expect_part(write_words(t, Colour::off), "what there is instead in the configuration of now");
}

TEST_F(NearMisses, AreNotToldOfWhatWouldEndOtherwiseNow) {
  EXPECT_TRUE(told(no_route("/docs/x")).near_misses.empty());
}

TEST_F(NearMisses, NeedTheWholeTarget) {
  EXPECT_TRUE(told(no_route("/" + std::string(200, 'x'))).near_misses.empty());
  auto other = no_route("/dcs/");
  other.record.edition = 0x0badc0de;
  EXPECT_TRUE(told(other).near_misses.empty());
}

} // namespace
} // namespace responsum::exchange
