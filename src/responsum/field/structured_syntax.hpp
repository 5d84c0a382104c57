// What reading and writing of structured fields share: the alphabets and bounds of RFC 9651 3.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "responsum/base/ascii.hpp"

namespace responsum::field::structured {

inline constexpr std::int64_t greatest_integer = 999'999'999'999'999;     // 15 digits
inline constexpr std::int64_t greatest_thousandths = 999'999'999'999'999; // 12 digits before the point, 3 after it
inline constexpr std::size_t integer_digits = 15;
inline constexpr std::size_t decimal_whole_digits = 12;
inline constexpr std::size_t decimal_fraction_digits = 3;

constexpr bool begins_key(char c) { return base::is_lower(c) || c == '*'; }
constexpr bool continues_key(char c) {
  return begins_key(c) || base::is_digit(c) || c == '_' || c == '-' || c == '.';
}
constexpr bool begins_token(char c) { return base::is_alpha(c) || c == '*'; }
constexpr bool continues_token(char c) { return base::is_token_char(c) || c == ':' || c == '/'; }
constexpr bool is_visible_or_space(char c) { return c >= 0x20 && c <= 0x7e; }

inline constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// 0..63, or -1.
constexpr int base64_value(char c) {
  if (base::is_upper(c)) return c - 'A';
  if (base::is_lower(c)) return c - 'a' + 26;
  if (base::is_digit(c)) return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

} // namespace responsum::field::structured
