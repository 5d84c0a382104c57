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
  traffic.catch_up(watched.recorders(), start_s + 1);
  const Counts minute = traffic.last_minute(start_s + 1);
  EXPECT_EQ(minute.exchanges, 3u);
  EXPECT_EQ(minute.missed, 0u);
  EXPECT_EQ(through(minute, "A1", true), 3u);
  EXPECT_EQ(through(minute, "H8", false), 1u);
  EXPECT_EQ(through(minute, "O1", false), 2u);
  EXPECT_EQ(minute.conditions[static_cast<std::size_t>(decision::Condition::fs_search_denied)], 1u);
  EXPECT_EQ(minute.classes[2], 2u);
  EXPECT_EQ(minute.classes[4], 1u);
}

TEST(Traffic, ReadsEachExchangeOnce) {
  Watched watched;
  watched.served("/");
  Traffic traffic;
  traffic.catch_up(watched.recorders(), start_s);
  traffic.catch_up(watched.recorders(), start_s);
  watched.served("/");
  traffic.catch_up(watched.recorders(), start_s);
  EXPECT_EQ(traffic.last_minute(start_s).exchanges, 2u);
}

TEST(Traffic, ForgetsWhatIsOlderThanAMinute) {
  Watched watched;
  watched.served("/", 0);
  watched.served("/", 30);
  Traffic traffic;
  traffic.catch_up(watched.recorders(), start_s + 30);
  EXPECT_EQ(traffic.last_minute(start_s + 59).exchanges, 2u);
  EXPECT_EQ(traffic.last_minute(start_s + 60).exchanges, 1u);
  EXPECT_EQ(traffic.last_minute(start_s + 90).exchanges, 0u);
  ASSERT_NE(traffic.at(start_s + 30), nullptr);
  EXPECT_EQ(traffic.at(start_s + 30)->exchanges, 1u);
  EXPECT_EQ(traffic.at(start_s + 31), nullptr);
}

TEST(Traffic, SaysHowManyWereOverwrittenUnread) {
  Watched watched;
  Traffic traffic;
  traffic.catch_up(watched.recorders(), start_s);
  constexpr std::size_t more = 10;
  for (std::size_t i = 0; i < observe::Recorder::capacity + more; ++i) watched.served("/");
  traffic.catch_up(watched.recorders(), start_s);
  const Counts minute = traffic.last_minute(start_s);
  EXPECT_EQ(minute.exchanges, observe::Recorder::capacity);
  EXPECT_EQ(minute.missed, more);
}

TEST(Traffic, RemembersWhenAConditionWasMet) {
  Watched watched;
  watched.search_denied("/a", 3);
  const auto last = watched.search_denied("/b", 500);
  Traffic traffic;
  traffic.catch_up(watched.recorders(), start_s + 600);
  const Seen& seen = traffic.seen(decision::Condition::fs_search_denied);
  EXPECT_EQ(seen.first_s, start_s + 3);
  EXPECT_EQ(seen.last_s, start_s + 500);
  EXPECT_EQ(seen.last, last);
  EXPECT_EQ(traffic.seen(decision::Condition::fs_none).first_s, 0);
}

} // namespace
} // namespace responsum::admin
