// traceparent (W3C Trace Context level 1, 3.2): which trace a request is part of, and by which call it came.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "responsum/base/ascii.hpp"

namespace responsum::field {

struct Traceparent {
  static constexpr std::uint8_t sampled = 1; // of the flags: the caller keeps what it recorded

  std::array<std::uint8_t, 16> trace_id{};
  std::array<std::uint8_t, 8> parent_id{};
  std::uint8_t flags = 0;

  // Neither id is ever all zeros: a value that was made and not read is of no trace.
  constexpr bool known() const {
    const auto halves = std::bit_cast<std::array<std::uint64_t, 2>>(trace_id);
    return (halves[0] | halves[1]) != 0;
  }
  friend constexpr bool operator==(const Traceparent&, const Traceparent&) = default;
};

namespace detail {

// Two lower-case digits an octet; false where others stand.
constexpr bool read_lower_hex(std::string_view text, std::span<std::uint8_t> octets) {
  const auto is_digit = [](char c) { return base::is_digit(c) || (c >= 'a' && c <= 'f'); };
  if (!std::ranges::all_of(text, is_digit)) return false;
  for (std::size_t i = 0; i < octets.size(); ++i)
    octets[i] = static_cast<std::uint8_t>(base::hex_value(text[2 * i]) * 16 + base::hex_value(text[2 * i + 1]));
  return true;
}

} // namespace detail

// Lower-case, as ids are written.
template <std::size_t Octets>
constexpr std::array<char, 2 * Octets> hexadecimal(const std::array<std::uint8_t, Octets>& id) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<char, 2 * Octets> text{};
  for (std::size_t i = 0; i < Octets; ++i) {
    text[2 * i] = digits[id[i] / 16u];
    text[2 * i + 1] = digits[id[i] % 16u];
  }
  return text;
}

// "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01". Nothing when it is invalid: then the request is taken as
// if it had none (3.2.2). Of a later version what level 1 knows is read, and more may follow after a dash (3.2.4).
constexpr std::optional<Traceparent> parse_traceparent(std::string_view value) {
  constexpr std::size_t size = 55;
  if (value.size() < size || value[2] != '-' || value[35] != '-' || value[52] != '-') return std::nullopt;
  std::array<std::uint8_t, 1> version{};
  std::array<std::uint8_t, 1> flags{};
  Traceparent read;
  const bool digits = detail::read_lower_hex(value.substr(0, 2), version) &&
                      detail::read_lower_hex(value.substr(3, 32), read.trace_id) &&
                      detail::read_lower_hex(value.substr(36, 16), read.parent_id) &&
                      detail::read_lower_hex(value.substr(53, 2), flags);
  if (!digits || version[0] == 0xff) return std::nullopt;
  if (value.size() > size && (version[0] == 0 || value[size] != '-')) return std::nullopt;
  if (!read.known() || read.parent_id == decltype(read.parent_id){}) return std::nullopt;
  read.flags = flags[0];
  return read;
}

} // namespace responsum::field
