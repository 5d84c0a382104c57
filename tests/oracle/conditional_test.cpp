// RFC 9110 13.2.2 and 14.2, over every combination of what their fields can mean.
#include <gtest/gtest.h>

#include <vector>

#include "acted.hpp"
#include "responsum/decision/replay.hpp"

namespace oracle {
namespace {

template <class Enum>
auto up_to(Enum last) {
  std::vector<Enum> all;
  for (int i = 0; i <= static_cast<int>(last); ++i) all.push_back(static_cast<Enum>(i));
  return all;
}

template <class Each>
void for_each_precondition(Case c, Each each) {
  for (const Tags if_match : up_to(Tags::several_with_current))
    for (const Date unmodified : up_to(Date::invalid))
      for (const Tags if_none_match : up_to(Tags::several_with_current))
        for (const Date modified : up_to(Date::invalid)) {
          c.if_match = if_match;
          c.if_unmodified_since = unmodified;
          c.if_none_match = if_none_match;
          c.if_modified_since = modified;
          each(c);
        }
}

TEST(Oracle, AgreesOnEveryConditionalRequest) {
  decision::Sample sample;
  int compared = 0;
  for (const Verb verb : {Verb::get, Verb::head})
    for (const Range range : up_to(Range::too_many))
      for (const IfRange if_range : up_to(IfRange::invalid))
        for (const bool dates_strongly : {false, true}) {
          Case begin;
          begin.verb = verb;
          begin.range = range;
          begin.if_range = if_range;
          begin.dates_strongly = dates_strongly;
          for_each_precondition(begin, [&](const Case& c) {
            act(c, sample);
            const Answer wanted = deserved(c);
            const Answer found = walked(sample);
            ++compared;
            ASSERT_TRUE(found == wanted) << "deserves " << wanted.condition << ", gets " << found.condition << " by "
                                         << decision::way(decision::walk_through(sample.facts).path());
          });
          if (HasFatalFailure()) return;
        }
  EXPECT_EQ(compared, 2 * 8 * 7 * 2 * 6 * 5 * 6 * 5);
}

} // namespace
} // namespace oracle
