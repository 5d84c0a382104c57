#include "responsum/observe/exchange_id.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace responsum::observe {
namespace {

base::Now at(base::UnixSeconds seconds, std::int32_t milliseconds = 0) {
  return {.monotonic_ms = 0, .wall_s = seconds, .wall_ns = milliseconds * 1'000'000};
}

std::string text(ExchangeId id) {
  const auto octets = text_of(id);
  return {octets.data(), octets.size()};
}

TEST(ExchangeId, IsReadAsItIsWritten) {
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{31}, std::uint64_t{32},
                                    UINT64_MAX, std::uint64_t{0x0123456789abcdef}})
    EXPECT_EQ(parse_exchange_id(text({value})), ExchangeId{value}) << value;
}

TEST(ExchangeId, IsNothingElse) {
  for (const char* wrong :
       {"", "0", "000000000000", "00000000000000", "000000000000u", "00000000000-0", "000000000000A"})
    EXPECT_EQ(parse_exchange_id(wrong), std::nullopt) << wrong;
}

TEST(ExchangeIds, AreUniqueAndInOrderWhateverTheClockDoes) {
  ExchangeIds ids{3};
  std::vector<ExchangeId> all;
  for (const base::Now& now :
       {at(1'700'000'000), at(1'700'000'000), at(1'700'000'000, 5), at(1'600'000'000), // set back
        at(1'700'000'000, 4), at(1'700'000'001)})
    all.push_back(ids.next(now));
  EXPECT_TRUE(std::ranges::is_sorted(all));
  EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
}

TEST(ExchangeIds, SortAsTheirTextDoes) {
  ExchangeIds ids{3};
  const ExchangeId early = ids.next(at(1'700'000'000));
  const ExchangeId late = ids.next(at(1'800'000'000));
  EXPECT_LT(text(early), text(late));
}

TEST(ExchangeIds, OfOneMillisecondMayBeMoreThanItHolds) {
  ExchangeIds ids{0};
  std::set<ExchangeId> all;
  for (int i = 0; i < 40'000; ++i) all.insert(ids.next(at(1'700'000'000)));
  EXPECT_EQ(all.size(), 40'000u);
}

TEST(ExchangeIds, OfTwoWorkersDiffer) {
  ExchangeIds a{1};
  ExchangeIds b{2};
  std::set<ExchangeId> all;
  for (int i = 0; i < 20'000; ++i) {
    all.insert(a.next(at(1'700'000'000)));
    all.insert(b.next(at(1'700'000'000)));
  }
  EXPECT_EQ(all.size(), 40'000u);
}

} // namespace
} // namespace responsum::observe
