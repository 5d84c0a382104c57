// A path tells the whole walk: replayed, it asks the same questions and ends in the same condition.
#include <gtest/gtest.h>

#include "random_facts.hpp"
#include "responsum/decision/replay.hpp"

namespace responsum::decision {
namespace {

TEST(PathLaw, AReplayEndsWhereTheWalkDid) {
  RandomFacts random{20240131};
  for (int i = 0; i < 200'000; ++i) {
    const Verdict verdict = walk_through(random.next());
    const Trace trace = replay(verdict.path());
    ASSERT_TRUE(trace.condition.has_value());
    ASSERT_EQ(*trace.condition, verdict.condition()) << way(verdict.path());
    ASSERT_EQ(trace.steps.back().node, verdict.minted_by()) << way(verdict.path());
  }
}

TEST(PathLaw, AWalkInPiecesLeavesTheSamePath) {
  RandomFacts random{42};
  for (int i = 0; i < 50'000; ++i) {
    Facts facts = random.next();
    const Path whole = walk_through(facts).path();
    facts.known = 0;
    Walk walk;
    int stops = 0;
    while (!walk.proceed(facts)) {
      ASSERT_NE(walk.wanted(), Lookup::none);
      ASSERT_FALSE(facts.knows(walk.wanted())) << row(walk.at()).tag << " waits for what is known";
      ASSERT_LT(++stops, static_cast<int>(lookup_rows.size()));
      facts.learned(walk.wanted());
    }
    ASSERT_EQ(walk.verdict().path(), whole) << way(whole);
  }
}

// No fact that a lookup brings is read before the lookup is done.
TEST(PathLaw, AWaitingWalkHasReadNothingThatItWaitsFor) {
  RandomFacts random{7};
  for (int i = 0; i < 20'000; ++i) {
    Facts one = random.next();
    Facts other = one;
    one.known = other.known = 0;
    other.route = {};
    other.connection.encrypted = false; // find_site says so, and what the site wants
    other.site = {.redirects_plain = one.site.redirects_plain, .forwards_any = one.site.forwards_any};
    other.path = {};
    other.resource = {};
    other.content = {};
    other.range = {};
    other.hop = {};
    Walk first;
    Walk second;
    ASSERT_EQ(first.proceed(one), second.proceed(other));
    ASSERT_EQ(first.at(), second.at());
  }
}

} // namespace
} // namespace responsum::decision
