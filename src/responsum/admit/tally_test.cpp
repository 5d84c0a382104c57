#include "responsum/admit/tally.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace responsum::admit {
namespace {

constexpr HashSeed seed{1, 2};
constexpr Nanoseconds opened = 1'000 * ns_per_s;

std::uint64_t key_of(const Tally& tally, std::uint64_t client) { return tally.key().add(client).value(); }

TEST(Tally, CountsEachClientByItself) {
  Tally tally{1000, seed};
  const Rate rate{.requests = 2, .window_ms = 60'000, .burst = 2};
  for (std::uint64_t client = 0; client < 1000; ++client)
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(tally.take(rate, key_of(tally, client), opened).granted) << client;
  for (std::uint64_t client = 0; client < 1000; ++client)
    EXPECT_FALSE(tally.take(rate, key_of(tally, client), opened).granted) << client;
  EXPECT_EQ(tally.forgotten(), 0u);
}

TEST(Tally, PutsBack) {
  Tally tally{1000, seed};
  const Rate rate{.requests = 1, .window_ms = 60'000, .burst = 1};
  const std::uint64_t key = key_of(tally, 7);
  EXPECT_TRUE(tally.take(rate, key, opened).granted);
  tally.put_back(rate, key);
  EXPECT_TRUE(tally.take(rate, key, opened).granted);
  EXPECT_FALSE(tally.take(rate, key, opened).granted);
  tally.put_back(rate, key_of(tally, 8)); // of whom nothing is known
}

// A place is free when its client has waited long enough to have all again.
TEST(Tally, NeedsNobodyToCleanUp) {
  Tally tally{1000, seed};
  const Rate rate{.requests = 1, .window_ms = 1000, .burst = 1};
  Nanoseconds now = opened;
  for (std::uint64_t round = 0; round < 100; ++round, now += ns_per_s)
    for (std::uint64_t client = 0; client < 1000; ++client)
      EXPECT_TRUE(tally.take(rate, key_of(tally, round * 1000 + client), now).granted);
  EXPECT_EQ(tally.forgotten(), 0u);
}

// More than there is room for: those with the least debt go, memory stays what it was.
TEST(Tally, ForgetsThoseFirstWhoOweLeast) {
  Tally tally{1, seed};
  const std::size_t bytes = tally.bytes();
  const Rate hard{.requests = 1, .window_ms = 3'600'000, .burst = 1};
  const Rate light{.requests = 100, .window_ms = 1000, .burst = 100};
  const std::uint64_t debtor = key_of(tally, 0);
  EXPECT_TRUE(tally.take(hard, debtor, opened).granted);
  for (std::uint64_t client = 1; client < 100'000; ++client) tally.take(light, key_of(tally, client), opened);
  EXPECT_GT(tally.forgotten(), 0u);
  EXPECT_EQ(tally.bytes(), bytes);
  EXPECT_FALSE(tally.take(hard, debtor, opened).granted);
}

std::size_t resident_bytes() {
  std::ifstream statm{"/proc/self/statm"};
  std::size_t all = 0;
  std::size_t resident = 0;
  statm >> all >> resident;
  return resident * 4096;
}

TEST(Tally, HoldsAMillionAddressesInLessThan128MiB) {
  constexpr std::size_t MiB = 1024 * 1024;
  constexpr std::uint64_t clients = 1'000'000;
  const std::size_t before = resident_bytes();
  Tally tally{clients, seed};
  const Rate rate{.requests = 10, .window_ms = 60'000, .burst = 1};
  for (std::uint64_t client = 0; client < clients; ++client) tally.take(rate, key_of(tally, client), opened);
  EXPECT_LT(tally.bytes(), 128 * MiB);
  EXPECT_LT(resident_bytes() - before, 128 * MiB);
  EXPECT_EQ(tally.bytes() / Tally::bytes_per_client * Tally::bytes_per_client, tally.bytes());
  std::uint64_t wrongly_granted = 0;
  for (std::uint64_t client = 0; client < clients; ++client)
    wrongly_granted += tally.take(rate, key_of(tally, client), opened).granted ? 1 : 0;
  EXPECT_EQ(wrongly_granted, 0u);
  EXPECT_EQ(tally.forgotten(), 0u);
}

TEST(Tally, GrantsToManyThreadsWhatItGrantsToOne) {
  Tally tally{1000, seed};
  const Rate rate{.requests = 1000, .window_ms = 3'600'000, .burst = 1000};
  std::atomic<std::uint64_t> granted = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i)
        for (std::uint64_t client = 0; client < 2; ++client)
          granted += tally.take(rate, key_of(tally, client), opened).granted ? 1 : 0;
    });
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(granted, 2000u);
}

TEST(KeyedHash, DependsOnEveryOctetAndOnTheSeed) {
  const auto of = [](HashSeed s, std::string_view text) { return KeyedHash{s}.add(text).value(); };
  EXPECT_EQ(of(seed, "127.0.0.1"), of(seed, "127.0.0.1"));
  EXPECT_NE(of(seed, "127.0.0.1"), of(seed, "127.0.0.2"));
  EXPECT_NE(of(seed, "127.0.0.1"), of({1, 3}, "127.0.0.1"));
  EXPECT_NE(of(seed, ""), of(seed, std::string_view{"\0", 1}));
  EXPECT_NE(KeyedHash{seed}.add("ab").add("c").value(), KeyedHash{seed}.add("a").add("bc").value());
}

} // namespace
} // namespace responsum::admit
