// Content-Length (RFC 9110 8.6), read as strictly as framing needs it (RFC 9112 6.3).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string_view>

#include "responsum/base/ascii.hpp"

namespace responsum::field {

enum class LengthFault : std::uint8_t { malformed, too_large, differing };

struct LengthFaultRow {
  LengthFault fault;
  std::string_view text;
};
inline constexpr std::array length_fault_rows{
    LengthFaultRow{LengthFault::malformed, "not a decimal number"},
    LengthFaultRow{LengthFault::too_large, "more than 64 bits can count"},
    LengthFaultRow{LengthFault::differing, "several lengths that differ"},
};
constexpr std::string_view describe(LengthFault fault) {
  return length_fault_rows[static_cast<std::size_t>(fault)].text;
}

struct ContentLength {
  std::uint64_t octets = 0;
  bool repeated = false; // "5, 5": allowed to be taken or refused (RFC 9110 8.6); the caller's policy
};

// A list is read only when all its members are the same text; an empty member is a fault.
constexpr std::expected<ContentLength, LengthFault> parse_content_length(std::string_view value) {
  const std::size_t comma = value.find(',');
  const std::string_view first = base::trim(value.substr(0, comma));
  ContentLength result;
  if (first.empty()) return std::unexpected{LengthFault::malformed};
  for (char c : first)
    if (!base::is_digit(c)) return std::unexpected{LengthFault::malformed};
  std::string_view rest = value.substr(comma == std::string_view::npos ? value.size() : comma);
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::size_t end = rest.find(',');
    const std::string_view other = base::trim(rest.substr(0, end));
    if (!base::parse_decimal(other) && (other.empty() || other.find_first_not_of("0123456789") != other.npos))
      return std::unexpected{LengthFault::malformed};
    if (other != first) return std::unexpected{LengthFault::differing};
    result.repeated = true;
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end);
  }
  const auto octets = base::parse_decimal(first);
  if (!octets) return std::unexpected{LengthFault::too_large};
  result.octets = *octets;
  return result;
}

} // namespace responsum::field
