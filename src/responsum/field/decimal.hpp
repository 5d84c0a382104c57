// Decimal numbers of any length: values past 64 bits are as good as the greatest one (RFC 9110 14.1.2, RFC
// 9111 1.2.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "responsum/base/ascii.hpp"

namespace responsum::field {

// 1*DIGIT and nothing else; what does not fit becomes `greatest`.
constexpr std::optional<std::uint64_t> parse_saturating(std::string_view text, std::uint64_t greatest = UINT64_MAX) {
  if (text.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (char c : text) {
    if (!base::is_digit(c)) return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    value = value > (greatest - digit) / 10 || digit > greatest ? greatest : value * 10 + digit;
  }
  return value;
}

// Compares two texts of digits as numbers, whatever their length.
constexpr bool decimal_less(std::string_view a, std::string_view b) {
  while (!a.empty() && a.front() == '0') a.remove_prefix(1);
  while (!b.empty() && b.front() == '0') b.remove_prefix(1);
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

} // namespace responsum::field
