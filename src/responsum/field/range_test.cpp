#include "responsum/field/range.hpp"

#include <array>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace responsum::field {

// For the messages of GoogleTest.
void PrintTo(const ByteRange& range, std::ostream* out) { *out << range.first << '-' << range.last; }

namespace {

consteval bool range_rows_in_order() {
  for (std::size_t i = 0; i < range_outcome_rows.size(); ++i)
    if (static_cast<std::size_t>(range_outcome_rows[i].outcome) != i) return false;
  return true;
}
static_assert(range_rows_in_order());

using Ranges = std::vector<ByteRange>;

struct Parsed {
  RangeOutcome outcome;
  Ranges ranges;
};

Parsed parse(std::string_view value, std::uint64_t length, std::size_t max_ranges = 16) {
  std::array<ByteRange, 64> out{};
  const ByteRanges result = parse_byte_ranges(value, length, out, max_ranges);
  return {result.outcome, {out.begin(), out.begin() + static_cast<std::ptrdiff_t>(result.count)}};
}

Ranges satisfiable(std::string_view value, std::uint64_t length) {
  const Parsed parsed = parse(value, length);
  EXPECT_EQ(parsed.outcome, RangeOutcome::satisfiable) << value << ": " << name(parsed.outcome);
  return parsed.ranges;
}

RangeOutcome outcome(std::string_view value, std::uint64_t length) {
  const Parsed parsed = parse(value, length);
  EXPECT_EQ(parsed.ranges.empty(), parsed.outcome != RangeOutcome::satisfiable) << value;
  return parsed.outcome;
}

// The examples of RFC 9110 14.1.2, of a representation of 10000 octets.
TEST(Range, ExamplesOfTheRfc) {
  EXPECT_EQ(satisfiable("bytes=0-499", 10'000), (Ranges{{0, 499}}));
  EXPECT_EQ(satisfiable("bytes=500-999", 10'000), (Ranges{{500, 999}}));
  EXPECT_EQ(satisfiable("bytes=-500", 10'000), (Ranges{{9500, 9999}}));
  EXPECT_EQ(satisfiable("bytes=9500-", 10'000), (Ranges{{9500, 9999}}));
  EXPECT_EQ(satisfiable("bytes=0-0,-1", 10'000), (Ranges{{0, 0}, {9999, 9999}}));
  EXPECT_EQ(satisfiable("bytes= 0-999, 4500-5499, -1000", 10'000), (Ranges{{0, 999}, {4500, 5499}, {9000, 9999}}));
  EXPECT_EQ(satisfiable("bytes=500-600,601-999", 10'000), (Ranges{{500, 600}, {601, 999}}));
  EXPECT_EQ(satisfiable("bytes=500-700,601-999", 10'000), (Ranges{{500, 700}, {601, 999}}));
}

TEST(Range, IsClampedToTheLength) {
  EXPECT_EQ(satisfiable("bytes=0-1024", 1024), (Ranges{{0, 1023}}));
  EXPECT_EQ(satisfiable("bytes=-5000", 10), (Ranges{{0, 9}}));
  EXPECT_EQ(satisfiable("bytes=9-99", 10), (Ranges{{9, 9}}));
}

TEST(Range, CopesWithNumbersOfAnyLength) {
  const std::string huge(400, '9');
  EXPECT_EQ(satisfiable("bytes=5-" + huge, 10), (Ranges{{5, 9}}));
  EXPECT_EQ(satisfiable("bytes=-" + huge, 10), (Ranges{{0, 9}}));
  EXPECT_EQ(outcome("bytes=" + huge + "-", 10), RangeOutcome::unsatisfiable);
  EXPECT_EQ(outcome("bytes=" + huge + "-" + huge, UINT64_MAX), RangeOutcome::unsatisfiable);
  EXPECT_EQ(outcome("bytes=" + huge + "-" + huge.substr(1), 10), RangeOutcome::malformed);
  EXPECT_EQ(satisfiable("bytes=0-18446744073709551615", UINT64_MAX), (Ranges{{0, UINT64_MAX - 1}}));
}

TEST(Range, LeavesOutWhatIsNotSatisfiable) {
  EXPECT_EQ(satisfiable("bytes=100-200, 5-6, -0", 10), (Ranges{{5, 6}}));
  EXPECT_EQ(outcome("bytes=10-", 10), RangeOutcome::unsatisfiable);
  EXPECT_EQ(outcome("bytes=10-20, 30-40", 10), RangeOutcome::unsatisfiable);
  EXPECT_EQ(outcome("bytes=-0", 10), RangeOutcome::unsatisfiable);
}

TEST(Range, OfNoOctetsOnlyASuffixIsSatisfiable) {
  EXPECT_EQ(outcome("bytes=0-", 0), RangeOutcome::unsatisfiable);
  EXPECT_EQ(outcome("bytes=0-0", 0), RangeOutcome::unsatisfiable);
  EXPECT_EQ(outcome("bytes=-0", 0), RangeOutcome::unsatisfiable);
  EXPECT_EQ(outcome("bytes=-1", 0), RangeOutcome::empty);
  EXPECT_EQ(outcome("bytes=0-, -5", 0), RangeOutcome::empty);
}

TEST(Range, UnitsAreComparedWithoutCase) {
  EXPECT_EQ(satisfiable("BYTES=0-0", 10), (Ranges{{0, 0}}));
  EXPECT_EQ(outcome("lines=0-1", 10), RangeOutcome::not_bytes);
  EXPECT_EQ(outcome("bytes1=0-1", 10), RangeOutcome::not_bytes);
}

TEST(Range, RefusesWhatIsMalformed) {
  for (const char* text :
       {"",          "bytes",      "bytes=",      "bytes=,",      "=0-1",          "bytes =0-1",   "bytes=0",
        "bytes=-",   "bytes=a-b",  "bytes=0-1-2", "bytes=1-0",    "bytes=0 -1",    "bytes=0- 1",   "bytes=0-1;",
        "bytes=--1", "bytes=+0-1", "bytes=0-0x1", "bytes=0-1, x", "bytes=0-1 2-3", "bytes=500-499"})
    EXPECT_EQ(outcome(text, 1000), RangeOutcome::malformed) << text;
}

TEST(Range, PassesOverEmptyMembers) { EXPECT_EQ(satisfiable("bytes=, 0-1,, 5-6 ,", 10), (Ranges{{0, 1}, {5, 6}})); }

TEST(Range, HasALimitThatCountsEveryRange) {
  EXPECT_EQ(parse("bytes=0-0,2-2", 10, 2).outcome, RangeOutcome::satisfiable);
  EXPECT_EQ(parse("bytes=0-0,2-2,4-4", 10, 2).outcome, RangeOutcome::too_many);
  EXPECT_EQ(parse("bytes=0-0,99-,99-", 10, 2).outcome, RangeOutcome::too_many);
}

// RFC 9110 14.2: more than two overlapping ranges.
TEST(Range, TwoMayOverlapThreeMayNot) {
  EXPECT_EQ(outcome("bytes=0-,0-", 1000), RangeOutcome::satisfiable);
  EXPECT_EQ(outcome("bytes=0-,0-,0-", 1000), RangeOutcome::abusive);
  EXPECT_EQ(outcome("bytes=0-9,5-15,12-20", 1000), RangeOutcome::abusive);
  EXPECT_EQ(outcome("bytes=0-9,5-15,100-200", 1000), RangeOutcome::satisfiable);
  EXPECT_EQ(outcome("bytes=0-9,10-19,20-29", 1000), RangeOutcome::satisfiable);
}

// RFC 9110 14.2: many small ranges that are not in ascending order.
TEST(Range, ManySmallOnesComeInOrder) {
  std::string ascending = "bytes=";
  std::string descending = "bytes=";
  for (int i = 0; i < 9; ++i) {
    ascending += std::to_string(i * 100) + "-" + std::to_string(i * 100 + 1) + ",";
    descending += std::to_string(900 - i * 100) + "-" + std::to_string(901 - i * 100) + ",";
  }
  EXPECT_EQ(outcome(ascending, 1000), RangeOutcome::satisfiable);
  EXPECT_EQ(outcome(descending, 1000), RangeOutcome::abusive);
  EXPECT_EQ(outcome("bytes=500-501,400-401,300-301", 1000), RangeOutcome::satisfiable);
}

Ranges coalesced(Ranges ranges, std::uint64_t gap = small_range_octets) {
  ranges.resize(coalesce(ranges, gap));
  return ranges;
}

TEST(Range, CoalesceJoinsWhatOverlapsOrIsNear) {
  EXPECT_EQ(coalesced({{0, 9}, {5, 20}}), (Ranges{{0, 20}}));
  EXPECT_EQ(coalesced({{0, 9}, {10, 20}}, 0), (Ranges{{0, 9}, {10, 20}}));
  EXPECT_EQ(coalesced({{0, 9}, {10, 20}}, 1), (Ranges{{0, 20}}));
  EXPECT_EQ(coalesced({{0, 9}, {89, 99}}), (Ranges{{0, 99}}));
  EXPECT_EQ(coalesced({{0, 9}, {90, 99}}), (Ranges{{0, 9}, {90, 99}}));
  EXPECT_EQ(coalesced({{0, UINT64_MAX - 1}, {5, 6}}), (Ranges{{0, UINT64_MAX - 1}}));
  EXPECT_EQ(coalesced({}), Ranges{});
}

TEST(Range, CoalesceKeepsTheOrderOfTheRequest) {
  EXPECT_EQ(coalesced({{5000, 5999}, {0, 99}, {3000, 3999}, {50, 200}}),
            (Ranges{{5000, 5999}, {0, 200}, {3000, 3999}}));
  // The last joins the first and the third, which stood apart.
  EXPECT_EQ(coalesced({{0, 99}, {9000, 9999}, {1000, 1999}, {100, 999}}, 1), (Ranges{{0, 1999}, {9000, 9999}}));
}

TEST(Range, ContentRange) {
  std::array<char, content_range_capacity> buffer{};
  base::Writer out{buffer};
  write_content_range(out, {UINT64_MAX - 2, UINT64_MAX - 1}, UINT64_MAX);
  EXPECT_EQ(out.written(), "bytes 18446744073709551613-18446744073709551614/18446744073709551615");
  base::Writer none{buffer};
  write_unsatisfied_range(none, 1024);
  EXPECT_EQ(none.written(), "bytes */1024");
}

} // namespace
} // namespace responsum::field
