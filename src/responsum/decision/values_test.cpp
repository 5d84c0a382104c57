#include "responsum/decision/values.hpp"

#include <gtest/gtest.h>

#include "responsum/decision/sample_test.hpp"

namespace responsum::decision {
namespace {

using message::Field;

TEST(Values, SayWhatWasCompared) {
  Sample sample;
  sample.send(Field::if_none_match, "\"v0\"");
  sample.send_range("bytes=0-9");
  EXPECT_EQ(value_of(Node::has_if_none_match, sample.facts), "If-None-Match: \"v0\"");
  EXPECT_EQ(value_of(Node::no_tag_matches, sample.facts), "current \"v1\"");
  EXPECT_EQ(value_of(Node::unmodified_since, sample.facts), "modified " + std::string{Sample::modified});
  EXPECT_EQ(value_of(Node::has_if_match, sample.facts), "not sent");
  EXPECT_EQ(value_of(Node::one_range, sample.facts), "satisfiable 0-9 of 1000");
  EXPECT_EQ(value_of(Node::method_allowed, sample.facts), "allowed GET, HEAD, OPTIONS");
}

TEST(Values, NameTheSystemOnlyToThoseWhoAreTrusted) {
  Sample sample;
  sample.facts.resource.failed_component = "private";
  sample.facts.resource.error = 13;
  EXPECT_EQ(detail_of(Condition::fs_search_denied, sample.facts, false), "");
  EXPECT_TRUE(detail_of(Condition::fs_search_denied, sample.facts, true).starts_with("\"private\": "));
}

TEST(Values, SayWhoIsOutToThoseWhoAreTrusted) {
  const HopAttempt none{
      .address = {}, .end = HopEnd::none_up, .detail = "http://127.0.0.1:1: the last check answered 503"};
  Sample sample;
  sample.facts.hop = {.end = HopEnd::none_up, .attempts = {&none, 1}};
  EXPECT_EQ(value_of(Node::upstream_up, sample.facts), none.detail);
  EXPECT_EQ(detail_of(Condition::gw_down, sample.facts, false), "");
  EXPECT_EQ(detail_of(Condition::gw_down, sample.facts, true), none.detail);
}

} // namespace
} // namespace responsum::decision
