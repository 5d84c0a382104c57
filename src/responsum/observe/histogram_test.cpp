#include "responsum/observe/histogram.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <thread>
#include <vector>

namespace responsum::observe {
namespace {

using Entry = PathHistogram::Entry;

constexpr std::uint64_t seed = 0x5eed'0123'4567'89ab;

Record record(std::uint64_t path, std::uint32_t duration_ms = 0) {
  Record r;
  r.id = {path + 1};
  r.path.words[0] = path;
  r.path.words[decision::chapter_count - 1] = path * 3 + 1;
  r.condition = decision::Condition::repr_whole;
  r.status = 200;
  r.site = 0;
  r.route = 1;
  r.method = message::Method::get;
  r.duration_ms = duration_ms;
  return r;
}

std::vector<Entry> entries(const PathHistogram& histogram) {
  std::vector<Entry> all;
  histogram.for_each([&all](const Entry& e) { all.push_back(e); });
  return all;
}

std::uint64_t total(const PathHistogram& histogram) {
  std::uint64_t sum = 0;
  histogram.for_each([&sum](const Entry& e) { sum += e.count; });
  return sum;
}

TEST(PathHistogram, CountsOneWayInOneRow) {
  PathHistogram histogram{seed};
  for (int i = 0; i < 3; ++i) histogram.add(record(7, 20));
  const auto all = entries(histogram);
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].key, static_cast<const PathKey&>(record(7)));
  EXPECT_TRUE(all[0].path_known);
  EXPECT_EQ(all[0].count, 3u);
  EXPECT_EQ(all[0].sum_ms, 60u);
  EXPECT_EQ(histogram.unplaced(), 0u);
}

TEST(PathHistogram, ARowIsForOneKeyInAllItsParts) {
  std::vector<Record> different(9, record(7));
  different[1].path.words[3] = 5;
  different[2].condition = decision::Condition::route_none;
  different[3].status = 206;
  different[4].site = 2;
  different[5].route = 2;
  different[6].method = message::Method::head;
  different[7].version = message::Version::http_1_0;
  different[8].generated_by = GeneratedBy::cache;
  PathHistogram histogram{seed};
  for (const Record& r : different) histogram.add(r);
  EXPECT_EQ(entries(histogram).size(), different.size());
}

TEST(PathHistogram, WhoAskedAndForWhatMakesNoRow) {
  PathHistogram histogram{seed};
  for (int i = 0; i < 100; ++i) {
    Record r = record(7);
    r.target.assign("/" + std::to_string(i));
    r.host.assign(std::to_string(i));
    r.peer_port = static_cast<std::uint16_t>(i);
    histogram.add(r);
  }
  EXPECT_EQ(entries(histogram).size(), 1u);
}

TEST(PathHistogram, BucketsReachToTheirBoundInclusive) {
  PathHistogram histogram{seed};
  for (const std::uint32_t duration : {0u, 5u, 6u, 10u, 11u, 10000u, 10001u, 0xffffffffu})
    histogram.add(record(7, duration));
  const Entry e = entries(histogram).at(0);
  EXPECT_EQ(e.buckets[0], 2u);
  EXPECT_EQ(e.buckets[1], 2u);
  EXPECT_EQ(e.buckets[2], 1u);
  EXPECT_EQ(e.buckets[13], 1u);
  EXPECT_EQ(e.buckets[14], 2u);
  EXPECT_EQ(e.sum_ms, 0u + 5 + 6 + 10 + 11 + 10000 + 10001 + 0xffffffffull);
}

TEST(PathHistogram, NamesTheLastExchangeOfEachBucket) {
  PathHistogram histogram{seed};
  Record r = record(7);
  for (const auto& [id, duration] : {std::pair{10u, 1u}, {11u, 1u}, {12u, 600u}}) {
    r.id = {id};
    r.duration_ms = duration;
    histogram.add(r);
  }
  const Entry e = entries(histogram).at(0);
  EXPECT_EQ(e.latest[0], ExchangeId{11});
  EXPECT_EQ(e.latest[8], ExchangeId{12});
  EXPECT_EQ(e.latest[14], ExchangeId{0});
}

TEST(PathHistogram, CountsWhatWasRecorded) {
  std::mt19937_64 random{1};
  PathHistogram histogram{seed};
  std::map<std::uint64_t, std::uint64_t> expected;
  for (int i = 0; i < 50'000; ++i) {
    const std::uint64_t path = random() % 400;
    ++expected[path];
    histogram.add(record(path, static_cast<std::uint32_t>(random() % 20'000)));
  }
  ASSERT_EQ(histogram.unplaced(), 0u) << "the table is not half full";
  const auto all = entries(histogram);
  ASSERT_EQ(all.size(), expected.size());
  for (const Entry& e : all) {
    EXPECT_EQ(e.count, expected[e.key.path.words[0]]);
    std::uint64_t sum = 0;
    for (const std::uint64_t n : e.buckets) sum += n;
    EXPECT_EQ(sum, e.count);
  }
}

// Whoever makes paths as they like neither makes it grow nor makes it lose one.
TEST(PathHistogram, AHundredThousandPathsAreCountedAllTheSame) {
  constexpr std::uint64_t many = 100'000;
  PathHistogram histogram{seed};
  histogram.add(record(many));
  for (std::uint64_t path = 0; path < many; ++path) histogram.add(record(path));
  histogram.add(record(many));
  EXPECT_EQ(total(histogram), many + 2);
  std::uint64_t without_path = 0;
  std::size_t rows = 0;
  for (const Entry& e : entries(histogram)) {
    ++rows;
    if (e.path_known) {
      EXPECT_EQ(e.count, e.key.path.words[0] == many ? 2u : 1u) << "who was first keeps the row";
    } else {
      EXPECT_EQ(e.key.path, decision::Path{});
      EXPECT_EQ(e.key.route, 1);
      without_path += e.count;
    }
  }
  EXPECT_GT(rows, PathHistogram::capacity / 2) << "the seed spreads them";
  EXPECT_LE(rows, PathHistogram::capacity + 1);
  EXPECT_EQ(histogram.unplaced(), without_path);
}

TEST(PathHistogram, WhatIsTooMuchForTheReserveIsCountedByItsCondition) {
  PathHistogram histogram{seed};
  constexpr std::uint64_t many = 20'000;
  for (std::uint64_t i = 0; i < many; ++i) {
    Record r = record(i);
    r.site = static_cast<std::uint16_t>(i);
    r.condition = i % 2 == 0 ? decision::Condition::repr_whole : decision::Condition::route_none;
    r.status = i % 2 == 0 ? 200 : 404;
    histogram.add(r);
  }
  EXPECT_EQ(total(histogram), many);
  std::map<decision::Condition, std::uint64_t> counts;
  for (const Entry& e : entries(histogram)) {
    counts[e.key.condition] += e.count;
    EXPECT_EQ(e.key.status, e.key.condition == decision::Condition::repr_whole ? 200 : 404);
  }
  EXPECT_EQ(counts[decision::Condition::repr_whole], many / 2);
  EXPECT_EQ(counts[decision::Condition::route_none], many / 2);
  EXPECT_LE(entries(histogram).size(), PathHistogram::capacity + PathHistogram::reserve + 2);
}

// The paths that share a row with one seed do not with another.
TEST(PathHistogram, OnlyTheSeedSaysWhichPathsMeet) {
  const auto placed = [](std::uint64_t s) {
    PathHistogram histogram{s};
    for (std::uint64_t path = 0; path < 3000; ++path) histogram.add(record(path));
    std::vector<std::uint64_t> paths;
    for (const Entry& e : entries(histogram)) paths.push_back(e.key.path.words[0]);
    return paths;
  };
  EXPECT_EQ(placed(1), placed(1));
  EXPECT_NE(placed(1), placed(2));
}

TEST(PathHistogram, TellsWhichRowItCountedIn) {
  PathHistogram histogram{seed};
  const std::size_t row = histogram.add(record(7));
  EXPECT_LT(row, PathHistogram::capacity);
  EXPECT_NE(histogram.add(record(8)), row);
  EXPECT_EQ(histogram.add(record(7)), row);
  std::uint64_t path = 100;
  while (histogram.unplaced() == 0 && path < 10'000) histogram.add(record(path++));
  EXPECT_EQ(histogram.add(record(path - 1)), PathHistogram::unplaced_row);
  EXPECT_EQ(histogram.add(record(7)), row);
}

TEST(PathHistogram, IsReadWhileItIsWritten) {
  PathHistogram histogram{seed};
  constexpr std::uint64_t many = 20'000;
  std::jthread writer{[&] {
    for (std::uint64_t i = 0; i < many; ++i) histogram.add(record(i % 2000, static_cast<std::uint32_t>(i % 100)));
  }};
  std::uint64_t seen = 0;
  while (seen < many) {
    std::uint64_t now = 0;
    histogram.for_each([&](const Entry& e) {
      now += e.count;
      ASSERT_TRUE(!e.path_known || e.key.path.words[decision::chapter_count - 1] == e.key.path.words[0] * 3 + 1);
    });
    ASSERT_GE(now, seen);
    seen = now;
  }
  EXPECT_EQ(seen, many);
}

} // namespace
} // namespace responsum::observe
