// Base 64 (RFC 4648 4 and 5), read strictly: what decodes has one spelling.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "responsum/base/ascii.hpp"

namespace responsum::base {

// `standard` has "+", "/" and obligatory padding; `url` has "-", "_" and none (RFC 7515 2).
enum class Base64 : std::uint8_t { standard, url };

namespace detail {
constexpr int base64_value(char c, Base64 alphabet) {
  if (is_upper(c)) return c - 'A';
  if (is_lower(c)) return c - 'a' + 26;
  if (is_digit(c)) return c - '0' + 52;
  if (c == (alphabet == Base64::standard ? '+' : '-')) return 62;
  if (c == (alphabet == Base64::standard ? '/' : '_')) return 63;
  return -1;
}
} // namespace detail

// Nothing for a foreign character, wrong padding, or bits behind the last octet that are not zero.
constexpr std::optional<std::string> decode_base64(std::string_view text, Base64 alphabet) {
  if (alphabet == Base64::standard) {
    if (text.size() % 4 != 0) return std::nullopt;
    for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  }
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const int value = detail::base64_value(c, alphabet);
    if (value < 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out.push_back(static_cast<char>(bits >> count & 0xff));
  }
  if ((bits & ((1u << count) - 1)) != 0) return std::nullopt;
  return out;
}

constexpr std::string encode_base64(std::string_view octets, Base64 alphabet) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const std::string_view others = alphabet == Base64::standard ? "+/" : "-_";
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  const auto put = [&](std::uint32_t value) { out.push_back(value < 62 ? letters[value] : others[value - 62]); };
  for (const char c : octets) {
    bits = (bits << 8 | static_cast<unsigned char>(c)) & 0xffff;
    for (count += 8; count >= 6; count -= 6) put(bits >> (count - 6) & 63);
  }
  if (count != 0) put(bits << (6 - count) & 63);
  while (alphabet == Base64::standard && out.size() % 4 != 0) out.push_back('=');
  return out;
}

} // namespace responsum::base
