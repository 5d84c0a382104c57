#include "responsum/resource/gateway/balance.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>
#include <string>

namespace responsum::resource::gateway {
namespace {

EndpointSet all(std::size_t count) {
  EndpointSet set;
  for (std::size_t i = 0; i < count; ++i) set.set(i);
  return set;
}
EndpointSet but(EndpointSet set, EndpointId endpoint) { return set.reset(endpoint); }

std::vector<BalancedEndpoint> endpoints(std::initializer_list<std::uint32_t> weights) {
  std::vector<BalancedEndpoint> result;
  for (const std::uint32_t weight : weights)
    result.push_back({"10.0.0." + std::to_string(result.size()) + ":80", weight, false});
  return result;
}

std::string turns(Balancer& balancer, const EndpointSet& usable, int count, base::Milliseconds now_ms = 0) {
  std::string letters;
  for (int i = 0; i < count; ++i) letters += static_cast<char>('a' + *balancer.choose(usable, {now_ms, 0, 0}));
  return letters;
}

TEST(Balance, HasARowForEachWay) {
  for (std::size_t i = 0; i < balance_rows.size(); ++i)
    EXPECT_EQ(static_cast<std::size_t>(balance_rows[i].balance), i);
}

TEST(RoundRobin, SpreadsTurnsEvenly) {
  Balancer even{{}, endpoints({1, 1, 1})};
  EXPECT_EQ(turns(even, all(3), 6), "abcabc");
  Balancer weighted{{}, endpoints({5, 1, 1})};
  EXPECT_EQ(turns(weighted, all(3), 14), "aabacaaaabacaa");
}

TEST(RoundRobin, PassesOverWhatCannotBeUsed) {
  Balancer balancer{{}, endpoints({1, 1, 1})};
  EXPECT_EQ(turns(balancer, but(all(3), 1), 4), "acac");
  EXPECT_FALSE(balancer.choose({}, {}));
}

TEST(Balance, KeepsBackupsForWhenNoOtherIsLeft) {
  std::vector<BalancedEndpoint> some = endpoints({1, 1, 1});
  some[2].backup = true;
  for (const BalanceRow& way : balance_rows) {
    Balancer balancer{{way.balance, 0}, some};
    std::mt19937_64 random{7};
    for (int i = 0; i < 100; ++i) EXPECT_NE(balancer.choose(all(3), {0, random(), random()}), 2) << way.name;
    EXPECT_EQ(balancer.choose(but(but(all(3), 0), 1), {0, random(), random()}), 2) << way.name;
    EXPECT_FALSE(balancer.choose({}, {0, random(), random()})) << way.name;
  }
}

TEST(LeastRequests, GoesWhereThereIsLeastForTheWeight) {
  Balancer balancer{{Balance::least_requests, 0}, endpoints({2, 1})};
  std::array<int, 2> counts{};
  for (int i = 0; i < 300; ++i) {
    const EndpointId chosen = *balancer.choose(all(2), {0, static_cast<std::uint64_t>(i), 0});
    balancer.began(chosen);
    ++counts[chosen];
  }
  EXPECT_NEAR(counts[0], 200, 1);
  EXPECT_EQ(balancer.requests(0), static_cast<std::uint32_t>(counts[0]));
  for (int i = 0; i < 150; ++i) balancer.ended(0);
  EXPECT_EQ(balancer.choose(all(2), {}), 0);
}

TEST(LeastRequests, BreaksTiesAtRandom) {
  Balancer balancer{{Balance::least_requests, 0}, endpoints({1, 1, 1})};
  std::map<EndpointId, int> seen;
  for (std::uint64_t random = 0; random < 30; ++random) ++seen[*balancer.choose(all(3), {0, random, 0})];
  EXPECT_EQ(seen, (std::map<EndpointId, int>{{0, 10}, {1, 10}, {2, 10}}));
}

TEST(TwoChoices, DrawsByWeightAndTakesTheLessBusy) {
  Balancer balancer{{Balance::two_choices, 0}, endpoints({1, 1, 1, 1})};
  std::mt19937_64 random{1};
  for (int i = 0; i < 400; ++i) balancer.began(*balancer.choose(all(4), {0, random(), 0}));
  for (EndpointId id = 0; id < 4; ++id) EXPECT_NEAR(balancer.requests(id), 100, 5);
  EXPECT_EQ(balancer.choose(EndpointSet{}.set(3), {0, random(), 0}), 3);

  // Nobody is sent to the busier of two.
  Balancer two{{Balance::two_choices, 0}, endpoints({1, 1})};
  two.began(0);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(two.choose(all(2), {0, random(), 0}), 1);
}

TEST(TwoChoices, IsBoundedAtTheEndsOfRandomness) {
  Balancer balancer{{Balance::two_choices, 0}, endpoints({max_weight, 1, max_weight})};
  for (const std::uint64_t random : {std::uint64_t{0}, UINT64_MAX, std::uint64_t{UINT32_MAX}, UINT64_MAX << 32})
    EXPECT_LT(*balancer.choose(all(3), {0, random, 0}), 3);
}

std::map<std::string, EndpointId> places(const std::vector<BalancedEndpoint>& some, const EndpointSet& usable) {
  Balancer balancer{{Balance::consistent_hash, 0}, some};
  std::map<std::string, EndpointId> result;
  for (int i = 0; i < 10'000; ++i) {
    const std::string key = "user" + std::to_string(i);
    result[key] = *balancer.choose(usable, {0, 0, hash_key(key)});
  }
  return result;
}

TEST(ConsistentHash, MovesOnlyTheKeysOfWhatIsGone) {
  const auto some = endpoints({1, 1, 1, 1});
  const auto before = places(some, all(4));
  const auto after = places(some, but(all(4), 2));
  std::map<EndpointId, int> shares;
  std::map<EndpointId, int> taken_over;
  for (const auto& [key, endpoint] : before) {
    ++shares[endpoint];
    if (endpoint != 2)
      EXPECT_EQ(after.at(key), endpoint) << key;
    else
      ++taken_over[after.at(key)];
  }
  for (const auto& [endpoint, share] : shares) EXPECT_NEAR(share, 2500, 500) << endpoint;
  EXPECT_EQ(taken_over.size(), 3u) << "all the others share what is gone";
}

TEST(ConsistentHash, KeepsItsKeysWhenOthersComeAndMove) {
  const auto before = places(endpoints({1, 1, 1, 1}), all(4));
  const auto after = places(endpoints({1, 1, 1, 1, 1}), all(5));
  int moved = 0;
  for (const auto& [key, endpoint] : before) {
    if (after.at(key) == endpoint) continue;
    EXPECT_EQ(after.at(key), 4) << "keys move only to who is new";
    ++moved;
  }
  EXPECT_NEAR(moved, 2000, 500);
}

TEST(ConsistentHash, GivesByWeight) {
  std::map<EndpointId, int> shares;
  for (const auto& [key, endpoint] : places(endpoints({3, 1}), all(2))) ++shares[endpoint];
  EXPECT_NEAR(shares[0], 7500, 700);
}

TEST(ConsistentHash, HasPlacesThatStay) {
  EXPECT_EQ(hash_key(""), 0xf52a15e9a9b5e89bu);
  EXPECT_EQ(hash_key("a"), 0x02c0bdbf481420f8u);
}

TEST(SlowStart, GrowsToTheFullWeight) {
  Balancer balancer{{Balance::round_robin, 10'000}, endpoints({1, 1})};
  const auto share_at = [&balancer](base::Milliseconds now_ms) {
    int count = 0;
    for (int i = 0; i < 1000; ++i) count += *balancer.choose(all(2), {now_ms, 0, 0}) == 1 ? 1 : 0;
    return count;
  };
  EXPECT_NEAR(share_at(0), 500, 2) << "who was never gone has its weight";
  balancer.recovered(1, 1000);
  EXPECT_NEAR(share_at(1000), 91, 2);  // a tenth to one
  EXPECT_NEAR(share_at(6000), 333, 2); // a half to one
  EXPECT_NEAR(share_at(11'000), 500, 2);
  EXPECT_NEAR(share_at(99'000), 500, 2);
}

TEST(SlowStart, DoesNotCatchUp) {
  Balancer balancer{{}, endpoints({1, 1})};
  turns(balancer, EndpointSet{}.set(0), 100);
  balancer.recovered(1, 0);
  EXPECT_EQ(turns(balancer, all(2), 4).find("bb"), std::string::npos);
}

} // namespace
} // namespace responsum::resource::gateway
