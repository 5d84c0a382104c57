// Names of exchanges: ordered by time, unique on one server, short enough to be read aloud.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "responsum/base/clock.hpp"

namespace responsum::observe {

// 42 bits of milliseconds since 1970, 8 of worker, 14 of count within the millisecond.
struct ExchangeId {
  std::uint64_t value = 0;
  friend constexpr auto operator<=>(const ExchangeId&, const ExchangeId&) = default;
};

inline constexpr std::size_t exchange_id_length = 13;

// When it began, in seconds since 1970; what was borrowed from the next millisecond counts as that.
constexpr base::UnixSeconds second_of(ExchangeId id) {
  constexpr unsigned below_milliseconds = 22;
  return static_cast<base::UnixSeconds>(id.value >> below_milliseconds) / 1000;
}

namespace detail {
// Crockford's base 32: no I, L, O, U.
inline constexpr std::string_view id_digits = "0123456789abcdefghjkmnpqrstvwxyz";
} // namespace detail

// Of its text the last so many.
template <std::size_t Digits>
constexpr void write_last_digits(char* to, ExchangeId id) {
  for (std::size_t i = Digits; i-- > 0;) {
    to[i] = detail::id_digits[id.value & 31];
    id.value >>= 5;
  }
}

constexpr std::array<char, exchange_id_length> text_of(ExchangeId id) {
  std::array<char, exchange_id_length> text{};
  write_last_digits<exchange_id_length>(text.data(), id);
  return text;
}

constexpr std::optional<ExchangeId> parse_exchange_id(std::string_view text) {
  if (text.size() != exchange_id_length) return std::nullopt;
  std::uint64_t value = 0;
  for (char c : text) {
    const std::size_t digit = detail::id_digits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    value = value << 5 | digit;
  }
  return ExchangeId{value};
}

// One worker's. More than 2^14 in a millisecond borrow from the next: ids stay unique and nearly in order.
class ExchangeIds {
 public:
  explicit ExchangeIds(unsigned worker) : worker_{worker & 0xff} {}

  ExchangeId next(const base::Now& now) {
    const auto ms =
        static_cast<std::uint64_t>(now.wall_s) * 1000 + static_cast<std::uint64_t>(now.wall_ns) / 1'000'000;
    const std::uint64_t earliest = ms << count_bits;
    last_ = last_ + 1 > earliest ? last_ + 1 : earliest;
    const std::uint64_t milliseconds = last_ >> count_bits;
    return {milliseconds << (count_bits + 8) | worker_ << count_bits | (last_ & ((1u << count_bits) - 1))};
  }

 private:
  static constexpr unsigned count_bits = 14;
  std::uint64_t worker_;
  std::uint64_t last_ = 0; // milliseconds and count
};

} // namespace responsum::observe
