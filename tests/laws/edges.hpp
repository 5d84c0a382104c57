// Which edges walks have taken, and requests to walk with.
#pragma once

#include <gtest/gtest.h>

#include <array>

#include "responsum/decision/replay.hpp"
#include "responsum/decision/sample_test.hpp"

namespace responsum::decision {

using message::Field;
using message::Method;

inline constexpr std::array both{false, true};
inline constexpr std::array changing{Method::put, Method::post, Method::delete_};

// A request that would change something, where that is allowed.
inline void change(Sample& sample, Method method) {
  sample.reset();
  sample.head.method = method;
  sample.facts.route.allowed.insert(method);
}

class Edges {
 public:
  // Walks, and notes the edges that were taken.
  void walk(const Facts& facts) {
    const Verdict verdict = walk_through(facts);
    for_each_answer(verdict.path(), [this](Node node, bool answer) { taken_[edge_index(node, answer)] = true; });
  }
  // The same where one lookup waits; `look_up` says what it found.
  void walk_with(Facts& facts, void (*look_up)(Facts&)) {
    Walk walk;
    ASSERT_FALSE(walk.proceed(facts));
    look_up(facts);
    facts.learned(walk.wanted());
    ASSERT_TRUE(walk.proceed(facts));
    for_each_answer(walk.verdict().path(), [this](Node n, bool answer) { taken_[edge_index(n, answer)] = true; });
  }
  bool taken(Node node, bool answer) const { return taken_[edge_index(node, answer)]; }
  void expect_all_of(Chapter chapter) const {
    for (const Decision& d : diagram) {
      if (d.chapter != chapter) continue;
      EXPECT_TRUE(taken(d.node, true)) << d.tag << "y was never taken";
      EXPECT_TRUE(taken(d.node, false)) << d.tag << "n was never taken";
    }
  }

 private:
  std::array<bool, edge_count> taken_{};
};

} // namespace responsum::decision
