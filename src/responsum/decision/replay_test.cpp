#include "responsum/decision/replay.hpp"

#include <gtest/gtest.h>

#include "responsum/decision/sample_test.hpp"

namespace responsum::decision {
namespace {

using message::Field;

TEST(Replay, TellsEveryQuestionOfAPlainHit) {
  Sample sample;
  const Path path = walk_through(sample.facts).path();
  EXPECT_EQ(
      way(path),
      "A1y A2y A2ay A2by A2cy A3ay A3by A3cy A4y B1y B1ay B0y C2y C4y D2y D2bn D2ay D3n D4y D4cy D4ey E1y H1y H1ay "
      "H1by G0y G0gy D6y D7y E1ay E1by E2y E3y E3by E3cy E3dy E3ey E4y E5y F0n F1n F2n G0an F3by F4y F4ay F5y "
      "G0ey G0hy G1y G1an G1bn G3y G2y H1cy H4y H9n H9an H7n H7an J3y J3ay K2n L0n M1n N0n E4ay O0y O0an "
      "O1n");
  EXPECT_EQ(words(path), "fff.f.d7ff.7ff.10f.f3.1.70.1.1.7.2.2.2.2.1c");
}

TEST(Replay, EndsWhereTheWalkDid) {
  Sample sample;
  sample.send(Field::if_none_match, "\"v1\"");
  const Verdict verdict = walk_through(sample.facts);
  const Trace trace = replay(verdict.path());
  EXPECT_EQ(trace.condition, Condition::cond_fresh);
  ASSERT_FALSE(trace.steps.empty());
  EXPECT_EQ(trace.steps.back().node, Node::wants_what_it_holds);
  EXPECT_TRUE(trace.steps.back().answer);
}

TEST(Replay, OfABrokenOffWalkHasNoCondition) {
  Sample sample;
  sample.facts.known = 0;
  sample.facts.learned(Lookup::find_site);
  Walk walk;
  ASSERT_FALSE(walk.proceed(sample.facts));
  ASSERT_EQ(walk.at(), Node::path_decodes);
  // What a walk has written down so far is seen by ending it.
  sample.facts.learned(Lookup::read_path);
  sample.facts.path.state = PathState::bad_encoding;
  ASSERT_TRUE(walk.proceed(sample.facts));
  Path path = walk.verdict().path();
  path.words[static_cast<std::size_t>(Chapter::gate)] >>= 1; // without its last answer
  const Trace trace = replay(path);
  EXPECT_EQ(trace.condition, std::nullopt);
  EXPECT_EQ(trace.steps.back().node, Node::accepts_work);
}

TEST(Replay, OfNothingIsNothing) {
  EXPECT_TRUE(replay(Path{}).steps.empty());
  EXPECT_EQ(way(Path{}), "");
  EXPECT_EQ(words(Path{}), "1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1");
}

} // namespace
} // namespace responsum::decision
