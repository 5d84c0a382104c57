#include "responsum/field/range.hpp"

#include <algorithm>
#include <optional>

#include "responsum/base/ascii.hpp"
#include "responsum/base/assert.hpp"
#include "responsum/field/decimal.hpp"
#include "responsum/field/list.hpp"

namespace responsum::field {
namespace {

enum class Fit : std::uint8_t { satisfiable, empty, outside, malformed };

// "-500": the last 500 octets, or all when there are fewer.
Fit fit_suffix(std::string_view digits, std::uint64_t length, ByteRange& range) {
  const auto wanted = parse_saturating(digits);
  if (!wanted) return Fit::malformed;
  if (*wanted == 0) return Fit::outside;
  if (length == 0) return Fit::empty;
  range = {length - std::min(*wanted, length), length - 1};
  return Fit::satisfiable;
}

// One range-spec of RFC 9110 14.1.1: "0-499", "500-" or "-500".
Fit fit_range(std::string_view spec, std::uint64_t length, ByteRange& range) {
  const std::size_t dash = spec.find('-');
  if (dash == std::string_view::npos) return Fit::malformed;
  const std::string_view first_digits = spec.substr(0, dash);
  const std::string_view last_digits = spec.substr(dash + 1);
  if (first_digits.empty()) return fit_suffix(last_digits, length, range);
  const auto first = parse_saturating(first_digits);
  const auto last = last_digits.empty() ? std::optional{UINT64_MAX} : parse_saturating(last_digits);
  if (!first || !last) return Fit::malformed;
  if (!last_digits.empty() && decimal_less(last_digits, first_digits)) return Fit::malformed;
  if (*first >= length) return Fit::outside;
  range = {*first, std::min(*last, length - 1)};
  return Fit::satisfiable;
}

bool overlap(const ByteRange& a, const ByteRange& b) { return a.first <= b.last && b.first <= a.last; }

bool more_than_two_overlap(std::span<const ByteRange> ranges) {
  std::size_t overlapping = 0;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    for (std::size_t k = 0; k < ranges.size(); ++k)
      if (i != k && overlap(ranges[i], ranges[k])) {
        ++overlapping;
        break;
      }
    if (overlapping > 2) return true;
  }
  return false;
}

bool many_small_out_of_order(std::span<const ByteRange> ranges) {
  const auto small = std::ranges::count_if(ranges, [](const ByteRange& r) { return r.size() < small_range_octets; });
  return static_cast<std::size_t>(small) > many_small_ranges &&
         !std::ranges::is_sorted(ranges, {}, &ByteRange::first);
}

bool near(const ByteRange& a, const ByteRange& b, std::uint64_t gap_octets) {
  const ByteRange& low = a.first <= b.first ? a : b;
  const ByteRange& high = a.first <= b.first ? b : a;
  return high.first <= low.last || high.first - low.last - 1 < gap_octets;
}

} // namespace

ByteRanges parse_byte_ranges(std::string_view value, std::uint64_t complete_length, std::span<ByteRange> out,
                             std::size_t max_ranges) {
  RESPONSUM_ASSERT(out.size() >= max_ranges);
  const std::size_t equals = value.find('=');
  if (equals == std::string_view::npos || !base::is_token(value.substr(0, equals))) return {RangeOutcome::malformed};
  // Range units are compared without regard to case (RFC 9110 14.1).
  if (!base::equals_ignoring_case(value.substr(0, equals), "bytes")) return {RangeOutcome::not_bytes};

  std::size_t asked = 0;
  std::size_t count = 0;
  bool empty = false;
  ListCursor specs{value.substr(equals + 1), Quotes::none};
  while (const auto spec = specs.next()) {
    if (++asked > max_ranges) return {RangeOutcome::too_many};
    ByteRange range;
    switch (fit_range(*spec, complete_length, range)) {
    case Fit::satisfiable: out[count++] = range; break;
    case Fit::empty: empty = true; break;
    case Fit::outside: break;
    case Fit::malformed: return {RangeOutcome::malformed};
    }
  }
  if (asked == 0) return {RangeOutcome::malformed};
  if (empty) return {RangeOutcome::empty};
  if (count == 0) return {RangeOutcome::unsatisfiable};
  const auto ranges = out.first(count);
  if (count > 2 && (more_than_two_overlap(ranges) || many_small_out_of_order(ranges))) return {RangeOutcome::abusive};
  return {RangeOutcome::satisfiable, count};
}

std::size_t coalesce(std::span<ByteRange> ranges, std::uint64_t gap_octets) {
  // What is kept so far is pairwise apart, so what the next range touches is exactly what it absorbs: nothing that
  // only the joined range would touch is left over.
  std::size_t kept = 0;
  for (const ByteRange next : ranges) {
    ByteRange joined = next;
    std::optional<std::size_t> place;
    std::size_t write = 0;
    for (std::size_t read = 0; read < kept; ++read) {
      const ByteRange earlier = ranges[read];
      if (!near(earlier, next, gap_octets)) {
        ranges[write++] = earlier;
        continue;
      }
      joined = {std::min(joined.first, earlier.first), std::max(joined.last, earlier.last)};
      if (!place) place = write++;
    }
    if (!place) place = write++;
    ranges[*place] = joined;
    kept = write;
  }
  return kept;
}

} // namespace responsum::field
