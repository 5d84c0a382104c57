// Range (RFC 9110 14.2): byte ranges against a representation's length, and the Content-Range that answers them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "responsum/base/writer.hpp"

namespace responsum::field {

// Octets `first` to `last`, both included; first <= last < the representation's length.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  constexpr std::uint64_t size() const { return last - first + 1; }
  friend constexpr bool operator==(const ByteRange&, const ByteRange&) = default;
};

enum class RangeOutcome : std::uint8_t {
  satisfiable,
  empty, // a suffix of a representation without octets: satisfiable, and no range can say so (RFC 9110 14.1.2)
  unsatisfiable, // well-formed, but no range touches the representation
  malformed,
  not_bytes, // another range unit
  too_many,  // more ranges than the limit
  abusive,   // what RFC 9110 14.2 lets a server refuse: more than two overlap, or many small ones out of order
};

struct RangeOutcomeRow {
  RangeOutcome outcome;
  std::string_view name;
};
inline constexpr std::array range_outcome_rows{
    RangeOutcomeRow{RangeOutcome::satisfiable, "satisfiable"},
    RangeOutcomeRow{RangeOutcome::empty, "empty"},
    RangeOutcomeRow{RangeOutcome::unsatisfiable, "unsatisfiable"},
    RangeOutcomeRow{RangeOutcome::malformed, "malformed"},
    RangeOutcomeRow{RangeOutcome::not_bytes, "not-bytes"},
    RangeOutcomeRow{RangeOutcome::too_many, "too-many"},
    RangeOutcomeRow{RangeOutcome::abusive, "abusive"},
};
constexpr std::string_view name(RangeOutcome outcome) {
  return range_outcome_rows[static_cast<std::size_t>(outcome)].name;
}

struct ByteRanges {
  RangeOutcome outcome = RangeOutcome::malformed;
  std::size_t count = 0; // of ranges in `out`; more than 0 exactly when satisfiable

  friend constexpr bool operator==(const ByteRanges&, const ByteRanges&) = default;
};

// Many small ranges: more than `many_small_ranges` that are shorter than `small_range_octets`. A part's own head
// costs about as much, so the same number decides which gaps are worth sending.
inline constexpr std::size_t many_small_ranges = 8;
inline constexpr std::uint64_t small_range_octets = 80;

// Fills `out` with the satisfiable ranges in the order they were asked for, clamped to the length; those that are not
// satisfiable are left out. `out` holds at least `max_ranges`, which counts all that were asked for. Numbers of any
// length are numbers. Compares all pairs: keep max_ranges in the tens.
ByteRanges parse_byte_ranges(std::string_view value, std::uint64_t complete_length, std::span<ByteRange> out,
                             std::size_t max_ranges);

// Joins ranges that overlap or have fewer than `gap_octets` between them; a joined range stands where its first
// member stood (RFC 9110 15.3.7.2). Works in place; returns how many are left.
std::size_t coalesce(std::span<ByteRange> ranges, std::uint64_t gap_octets = small_range_octets);

inline constexpr std::size_t content_range_capacity = 8 + 3 * base::Writer::decimal_digits;

// "bytes 0-99/1234"
inline void write_content_range(base::Writer& out, const ByteRange& range, std::uint64_t complete_length) {
  out.text("bytes ").decimal(range.first).character('-').decimal(range.last).character('/').decimal(complete_length);
}

// "bytes */1234": no range of this representation was satisfiable (RFC 9110 14.4).
inline void write_unsatisfied_range(base::Writer& out, std::uint64_t complete_length) {
  out.text("bytes */").decimal(complete_length);
}

} // namespace responsum::field
