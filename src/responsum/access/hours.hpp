// When a rule holds: days of the week and hours of the day, in UTC.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/clock.hpp"

namespace responsum::access {

struct Hours {
  // From the first minute of the day until before the other. One that ends where it begins or earlier goes over
  // midnight; each part of it is of the day that it lies in.
  struct Span {
    std::uint16_t from = 0;
    std::uint16_t until = 0;
    friend bool operator==(const Span&, const Span&) = default;
  };
  static constexpr std::uint8_t every_day = 0x7f;
  std::uint8_t days = every_day; // bit 0: Monday
  std::vector<Span> spans;       // none: all day

  bool contains(base::UnixSeconds time_s) const;
  friend bool operator==(const Hours&, const Hours&) = default;
};

// "mon", "mon-fri", "sat-mon". The error is a sentence.
std::expected<std::uint8_t, std::string> parse_days(std::string_view text);
// "08:00-17:30", "22:00-06:00", "00:00-24:00".
std::expected<Hours::Span, std::string> parse_span(std::string_view text);
std::vector<std::string> write_days(std::uint8_t days);
std::string write_span(const Hours::Span& span);

} // namespace responsum::access
