#include "responsum/admin/traffic.hpp"

#include <gtest/gtest.h>

#include "responsum/admin/watched_test.hpp"

namespace responsum::admin {
namespace {

constexpr base::UnixSeconds start_s = Watched::start_s;

std::uint32_t through(const Counts& counts, std::string_view tag, bool answer) {
  for (const decision::Decision& d : decision::diagram)
    if (d.tag == tag) return counts.edges[decision::edge_index(d.node, answer)];
  return ~0u;
}

TEST(Traffic, CountsEveryAnswerOfEveryWorker) {
  Watched watched;
  watched.served("/", 0, 0);
  watched.served("/", 1, 1);
  watched.search_denied("/private/", 1, 1);
  Traffic traffic;
  traffic.count(watched.recorders(), start_s + 1);
  const Counts minute = traffic.last_minute();
  EXPECT_EQ(minute.exchanges, 3u);
  EXPECT_EQ(minute.unplaced, 0u);
  EXPECT_EQ(through(minute, "A1", true), 3u);
  EXPECT_EQ(through(minute, "H8", false), 1u);
  EXPECT_EQ(through(minute, "O1", false), 2u);
  EXPECT_EQ(minute.conditions[static_cast<std::size_t>(decision::Condition::fs_search_denied)], 1u);
  EXPECT_EQ(minute.classes[2], 2u);
  EXPECT_EQ(minute.classes[4], 1u);
}

TEST(Traffic, CountsEachExchangeOnce) {
  Watched watched;
  watched.served("/");
  Traffic traffic;
  traffic.count(watched.recorders(), start_s);
  traffic.count(watched.recorders(), start_s + 1);
  watched.served("/");
  traffic.count(watched.recorders(), start_s + 1);
  EXPECT_EQ(traffic.last_minute().exchanges, 2u);
  EXPECT_EQ(traffic.at(start_s)->exchanges, 1u);
  EXPECT_EQ(traffic.at(start_s + 1)->exchanges, 1u);
}

TEST(Traffic, ForgetsWhatIsOlderThanAMinute) {
  Watched watched;
  Traffic traffic;
  watched.served("/");
  traffic.count(watched.recorders(), start_s);
  watched.served("/");
  traffic.count(watched.recorders(), start_s + 30);
  EXPECT_EQ(traffic.at(start_s + 31), nullptr);
  traffic.count(watched.recorders(), start_s + 59);
  EXPECT_EQ(traffic.last_minute().exchanges, 2u);
  traffic.count(watched.recorders(), start_s + 60);
  EXPECT_EQ(traffic.last_minute().exchanges, 1u);
  EXPECT_EQ(traffic.at(start_s + 30)->exchanges, 1u);
  traffic.count(watched.recorders(), start_s + 90);
  EXPECT_EQ(traffic.last_minute().exchanges, 0u);
}

// Far more than a ring holds between two looks.
TEST(Traffic, IsExactAtAnyRate) {
  Watched watched;
  Traffic traffic;
  constexpr std::size_t all = 2 * observe::Recorder::capacity + 10;
  for (std::size_t i = 0; i < all; ++i) watched.served("/");
  traffic.count(watched.recorders(), start_s);
  const Counts minute = traffic.last_minute();
  EXPECT_EQ(minute.exchanges, all);
  EXPECT_EQ(through(minute, "O1", false), all);
}

TEST(Traffic, SurvivesAClockThatIsPutBack) {
  Watched watched;
  Traffic traffic;
  watched.served("/");
  traffic.count(watched.recorders(), start_s + 10);
  watched.served("/");
  traffic.count(watched.recorders(), start_s);
  EXPECT_EQ(traffic.last_minute().exchanges, 1u);
}

TEST(Traffic, RemembersWhenAConditionWasMet) {
  Watched watched;
  Traffic traffic;
  watched.search_denied("/a", 3);
  traffic.count(watched.recorders(), start_s + 3);
  const auto last = watched.search_denied("/b", 500);
  traffic.count(watched.recorders(), start_s + 600);
  const Seen& seen = traffic.seen(decision::Condition::fs_search_denied);
  EXPECT_EQ(seen.first_s, start_s + 3);
  EXPECT_EQ(seen.last_s, start_s + 500);
  EXPECT_EQ(seen.last, last);
  EXPECT_EQ(traffic.seen(decision::Condition::fs_none).first_s, 0);
}

} // namespace
} // namespace responsum::admin
