// Sizes, durations and counts as people write them.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace responsum::config {

enum class Unit : std::uint8_t { count, bytes, milliseconds, seconds, bytes_per_second };

// "64KiB", "1 MB", "10s", "1500ms", "5min", "1y", "100". A bare number is in bytes, milliseconds,
// seconds or pieces; days and years are for those in seconds. The error says
// what is wrong in a sentence.
std::expected<std::uint64_t, std::string> parse_quantity(std::string_view text, Unit unit);

// The shortest exact form: "64KiB", "10s", "250ms", "17".
std::string write_quantity(std::uint64_t value, Unit unit);

} // namespace responsum::config
