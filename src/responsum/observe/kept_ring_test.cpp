#include "responsum/observe/kept_ring.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace responsum::observe {
namespace {

// Its parts say which it is, so that one that was torn shows.
Record numbered(std::uint64_t n) {
  Record r;
  r.id = {n};
  r.sent_bytes = n;
  r.target.assign("/" + std::to_string(n));
  return r;
}

RuleName rule(std::string_view name) {
  RuleName text;
  text.assign(name);
  return text;
}

std::vector<std::uint64_t> taken(KeptRing& ring) {
  std::vector<std::uint64_t> ids;
  ring.take([&](const Kept& kept) { ids.push_back(kept.record.id.value); });
  return ids;
}

TEST(KeptRing, GivesWhatWasPutInInOrderAndOnce) {
  KeptRing ring;
  EXPECT_TRUE(taken(ring).empty());
  for (std::uint64_t n = 1; n <= 3; ++n) ring.put(numbered(n), rule("errors"));
  ring.take([](const Kept& kept) { EXPECT_EQ(kept.rule.view(), "errors"); });
  EXPECT_TRUE(taken(ring).empty());
  for (std::uint64_t n = 4; n <= 5; ++n) ring.put(numbered(n), rule("errors"));
  EXPECT_EQ(taken(ring), (std::vector<std::uint64_t>{4, 5}));
}

TEST(KeptRing, FullItDropsTheNewestAndCounts) {
  KeptRing ring;
  for (std::uint64_t n = 0; n < KeptRing::capacity + 3; ++n) ring.put(numbered(n), rule("r"));
  EXPECT_EQ(ring.dropped(), 3u);
  const auto ids = taken(ring);
  ASSERT_EQ(ids.size(), KeptRing::capacity);
  EXPECT_EQ(ids.front(), 0u);
  EXPECT_EQ(ids.back(), KeptRing::capacity - 1);
  ring.put(numbered(9), rule("r"));
  EXPECT_EQ(taken(ring), std::vector<std::uint64_t>{9});
}

TEST(KeptRing, LosesAndTearsNothingBetweenTwoThreads) {
  constexpr std::uint64_t count = 20'000;
  KeptRing ring;
  std::thread writer{[&ring] {
    for (std::uint64_t n = 1; n <= count; ++n) ring.put(numbered(n), rule("r"));
  }};
  std::uint64_t last = 0;
  std::uint64_t seen = 0;
  while (seen + ring.dropped() < count) {
    ring.take([&](const Kept& kept) {
      const std::uint64_t n = kept.record.id.value;
      EXPECT_GT(n, last);
      EXPECT_EQ(kept.record.sent_bytes, n);
      EXPECT_EQ(kept.record.target.view(), "/" + std::to_string(n));
      last = n;
      ++seen;
    });
  }
  writer.join();
  EXPECT_GT(seen, 0u);
  EXPECT_EQ(seen + ring.dropped(), count);
}

TEST(Keeping, PutsInWhatARuleTakes) {
  Keeping keeping;
  keeping.consider(numbered(1));
  KeepRule all;
  all.min_duration_ms = 10;
  keeping.follow(KeepRules{{all}});
  keeping.consider(numbered(2));
  Record slow = numbered(3);
  slow.duration_ms = 10;
  keeping.consider(slow);
  EXPECT_EQ(taken(keeping.ring()), std::vector<std::uint64_t>{3});
}

} // namespace
} // namespace responsum::observe
