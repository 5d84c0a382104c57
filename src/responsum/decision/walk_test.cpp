#include "responsum/decision/walk.hpp"

#include <gtest/gtest.h>

#include "responsum/decision/laws.hpp"
#include "responsum/decision/replay.hpp"
#include "responsum/decision/sample_test.hpp"

namespace responsum::decision {
namespace {

using message::Field;

TEST(Walk, EndsInAVerdict) {
  Sample sample;
  const Verdict verdict = walk_through(sample.facts);
  EXPECT_EQ(verdict.condition(), Condition::repr_whole);
  EXPECT_EQ(verdict.minted_by(), Node::range_asked);
  EXPECT_EQ(verdict.status(status::Profile::strict), status::Status::ok);
  EXPECT_EQ(verdict.row().id, "repr.whole");
}

TEST(Walk, SpeaksInTheProfileOfTheSite) {
  Sample sample;
  sample.facts.connection.address_below_cap = false;
  const Verdict verdict = walk_through(sample.facts);
  EXPECT_EQ(verdict.condition(), Condition::conn_cap);
  EXPECT_EQ(verdict.status(status::Profile::strict), status::Status::too_many_requests);
  EXPECT_EQ(verdict.status(status::Profile::rfc2616), status::Status::misdirected_request);
}

struct Stop {
  Lookup wanted;
  Node at;
};

// Walks to the end, doing one lookup at a time, and returns where it had to wait.
std::vector<Stop> stops(Sample& sample, Walk& walk) {
  std::vector<Stop> all;
  sample.facts.known = 0;
  while (!walk.proceed(sample.facts)) {
    all.push_back({walk.wanted(), walk.at()});
    sample.facts.learned(walk.wanted());
  }
  return all;
}

void expect_stops(const std::vector<Stop>& found, const std::vector<Stop>& wanted) {
  ASSERT_EQ(found.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_EQ(found[i].wanted, wanted[i].wanted) << i;
    EXPECT_EQ(found[i].at, wanted[i].at) << row(found[i].at).tag;
  }
}

TEST(Walk, WaitsForWhatItLacks) {
  Sample sample;
  Walk walk;
  expect_stops(stops(sample, walk), {{Lookup::find_site, Node::authority_served},
                                     {Lookup::read_path, Node::path_decodes},
                                     {Lookup::find_route, Node::route_matches},
                                     {Lookup::locate, Node::found}});
  EXPECT_EQ(walk.verdict().condition(), Condition::repr_whole);
}

TEST(Walk, WaitsForContentAndRanges) {
  Sample sample;
  sample.send_content(10);
  sample.send(Field::expect, "100-continue");
  sample.send_range("bytes=0-9");
  Walk walk;
  expect_stops(stops(sample, walk), {{Lookup::find_site, Node::authority_served},
                                     {Lookup::read_path, Node::path_decodes},
                                     {Lookup::find_route, Node::route_matches},
                                     {Lookup::locate, Node::found},
                                     {Lookup::send_continue, Node::continue_wanted},
                                     {Lookup::read_content, Node::content_whole},
                                     {Lookup::find_ranges, Node::range_understood}});
  EXPECT_EQ(walk.verdict().condition(), Condition::range_single);
}

TEST(Walk, IsTheSameInPiecesAsInOneGo) {
  Sample sample;
  sample.send_content(10);
  sample.send_range("bytes=0-9,500-");
  const Path whole = walk_through(sample.facts).path();
  Walk walk;
  stops(sample, walk);
  EXPECT_EQ(walk.verdict().path(), whole);
}

TEST(Walk, StaysWhereItWaitsUntilItLearns) {
  Sample sample;
  sample.facts.known = 0;
  Walk walk;
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(walk.proceed(sample.facts));
    EXPECT_EQ(walk.at(), Node::authority_served);
  }
  sample.facts.learned(Lookup::find_site);
  sample.facts.route.site_known = false;
  EXPECT_TRUE(walk.proceed(sample.facts));
  EXPECT_EQ(walk.verdict().condition(), Condition::authority_unknown);
}

TEST(Walk, TakesNothingFromLookupsItDoesNotReach) {
  Sample sample;
  sample.facts.known = 0;
  sample.facts.fault = fault_of(message::FaultGroup::target_length);
  EXPECT_EQ(walk_through(sample.facts).condition(), Condition::target_too_long);
}

TEST(WalkDeathTest, HasNoVerdictBeforeItsEnd) { EXPECT_DEATH(static_cast<void>(Walk{}.verdict()), "halt_.ended"); }

} // namespace
} // namespace responsum::decision
