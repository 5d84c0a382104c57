// Ranges: whatever is satisfiable lies within the representation, and joining loses no octet.
#include <algorithm>
#include <array>

#include "check.hpp"
#include "responsum/field/range.hpp"

using namespace responsum;
using field::ByteRange;
using fuzz::check;

namespace {

constexpr std::size_t limit = 16;

void check_coalescing(std::span<const ByteRange> asked, std::uint64_t gap) {
  std::array<ByteRange, limit> joined{};
  std::ranges::copy(asked, joined.begin());
  const std::size_t count = field::coalesce(std::span{joined}.first(asked.size()), gap);
  check(count >= 1 && count <= asked.size(), "joining makes fewer ranges");
  const std::span kept = std::span{joined}.first(count);
  for (const ByteRange& range : asked)
    check(
        std::ranges::any_of(kept, [&](const ByteRange& k) { return k.first <= range.first && range.last <= k.last; }),
        "every range that was asked for is in one that is sent");
  for (const ByteRange& range : kept)
    check(std::ranges::count(asked, range.first, &ByteRange::first) > 0, "a range begins where one was asked for");
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t k = 0; k < count; ++k)
      if (i != k && kept[i].first <= kept[k].first)
        check(kept[k].first > kept[i].last && kept[k].first - kept[i].last - 1 >= gap, "what is left is apart");
  std::array<ByteRange, limit> again = joined;
  check(field::coalesce(std::span{again}.first(count), gap) == count && again == joined,
        "joining twice changes nothing");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  const std::uint64_t length = input.number();
  std::array<ByteRange, limit> ranges{};
  const auto result = field::parse_byte_ranges(input.rest(), length, ranges, limit);
  std::array<ByteRange, limit> same{};
  check(result == field::parse_byte_ranges(input.rest(), length, same, limit), "the same text gives the same ranges");
  check((result.outcome == field::RangeOutcome::satisfiable) == (result.count > 0), "satisfiable ones have ranges");
  check(result.count <= limit, "the limit holds");
  check(result.outcome != field::RangeOutcome::empty || length == 0, "only no octets are an empty suffix");
  const auto found = std::span{ranges}.first(result.count);
  for (const ByteRange& range : found)
    check(range.first <= range.last && range.last < length, "a range lies within the representation");
  if (result.count > 0)
    for (std::uint64_t gap : {std::uint64_t{0}, std::uint64_t{1}, field::small_range_octets, UINT64_MAX})
      check_coalescing(found, gap);
  return 0;
}
