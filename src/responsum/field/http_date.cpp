#include "responsum/field/http_date.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>

#include "responsum/base/ascii.hpp"

namespace responsum::field {
namespace {

using base::UnixSeconds;
namespace chrono = std::chrono;

constexpr std::array<std::string_view, 7> weekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

constexpr UnixSeconds day_seconds = 86'400;
constexpr int last_year = 9999;
constexpr UnixSeconds earliest = -62'135'596'800; // 0001-01-01T00:00:00Z
constexpr UnixSeconds latest = 253'402'300'799;   // 9999-12-31T23:59:59Z

struct Civil {
  int year = 0;
  unsigned month = 0; // 1..12
  unsigned day = 0;
  int second = 0; // of the day
};

constexpr int no_number = -1;

// Two digits, or no_number.
constexpr int two_digits(const char* at) {
  if (!base::is_digit(at[0]) || !base::is_digit(at[1])) return no_number;
  return (at[0] - '0') * 10 + (at[1] - '0');
}

// "08:49:37" as seconds of the day, or no_number.
constexpr int time_of_day(const char* at) {
  const int hour = two_digits(at);
  const int minute = two_digits(at + 3);
  const int second = two_digits(at + 6);
  if (at[2] != ':' || at[5] != ':' || hour < 0 || minute < 0 || second < 0) return no_number;
  if (hour > 23 || minute > 59 || second > 60) return no_number;
  return hour * 3600 + minute * 60 + std::min(second, 59);
}

// Three letters in one number: names of months and days are compared as such.
constexpr std::uint32_t packed(const char* at) {
  return static_cast<std::uint32_t>(static_cast<unsigned char>(at[0]) << 16 | static_cast<unsigned char>(at[1]) << 8 |
                                    static_cast<unsigned char>(at[2]));
}

// The index of the name that begins with the three letters at `at`, or no_number.
template <std::size_t count>
constexpr int index_of(const std::array<std::string_view, count>& names, const char* at) {
  for (std::size_t i = 0; i < count; ++i)
    if (packed(names[i].data()) == packed(at)) return static_cast<int>(i);
  return no_number;
}

// None when there is no such day. `weekday` is no_number where it is not to be compared.
std::optional<UnixSeconds> to_unix(const Civil& civil, int weekday) {
  const chrono::year_month_day date{chrono::year{civil.year}, chrono::month{civil.month}, chrono::day{civil.day}};
  if (!date.ok() || civil.year < 1) return std::nullopt;
  const chrono::sys_days days{date};
  if (weekday != no_number && chrono::weekday{days}.c_encoding() != static_cast<unsigned>(weekday))
    return std::nullopt;
  return UnixSeconds{days.time_since_epoch().count()} * day_seconds + civil.second;
}

Civil to_civil(UnixSeconds time) {
  UnixSeconds days = time / day_seconds;
  UnixSeconds second = time % day_seconds;
  if (second < 0) {
    second += day_seconds;
    --days;
  }
  const chrono::year_month_day date{chrono::sys_days{chrono::days{days}}};
  return {int{date.year()}, unsigned{date.month()}, unsigned{date.day()}, static_cast<int>(second)};
}

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<UnixSeconds> parse_imf(const char* at) {
  const int weekday = index_of(weekdays, at);
  const int day = two_digits(at + 5);
  const int month = index_of(months, at + 8);
  const int century = two_digits(at + 12);
  const int year = two_digits(at + 14);
  const int second = time_of_day(at + 17);
  const bool separators = at[3] == ',' && at[4] == ' ' && at[7] == ' ' && at[11] == ' ' && at[16] == ' ' &&
                          std::memcmp(at + 25, " GMT", 4) == 0;
  if (!separators || (weekday | day | month | century | year | second) < 0) return std::nullopt;
  return to_unix({century * 100 + year, static_cast<unsigned>(month) + 1, static_cast<unsigned>(day), second},
                 weekday);
}

// "Sun Nov  6 08:49:37 1994"
std::optional<UnixSeconds> parse_asctime(const char* at) {
  const int weekday = index_of(weekdays, at);
  const int month = index_of(months, at + 4);
  const char padded[2] = {at[8] == ' ' ? '0' : at[8], at[9]};
  const int day = two_digits(padded);
  const int second = time_of_day(at + 11);
  const int century = two_digits(at + 20);
  const int year = two_digits(at + 22);
  const bool separators = at[3] == ' ' && at[7] == ' ' && at[10] == ' ' && at[19] == ' ';
  if (!separators || (weekday | day | month | century | year | second) < 0) return std::nullopt;
  return to_unix({century * 100 + year, static_cast<unsigned>(month) + 1, static_cast<unsigned>(day), second},
                 weekday);
}

// The latest year that ends in `two` and leaves the date no more than 50 years ahead of `now` (RFC 9110 5.6.7).
int full_year(int two, Civil date, UnixSeconds now) {
  const Civil today = to_civil(std::clamp(now, earliest, latest));
  const auto past_bound = [&](int year) {
    const auto order = [](int y, const Civil& c) { return std::array{y, int(c.month), int(c.day), c.second}; };
    return order(year, date) > order(today.year + 50, today);
  };
  int year = std::min((today.year / 100 + 1) * 100 + two, last_year / 100 * 100 + two);
  while (year > 100 && past_bound(year)) year -= 100;
  return year;
}

// "Sunday, 06-Nov-94 08:49:37 GMT". The weekday is not compared: it may mean another century than the rule gives.
std::optional<UnixSeconds> parse_rfc850(std::string_view text, UnixSeconds now) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos || text.size() != comma + 24) return std::nullopt;
  if (std::ranges::find(weekdays, text.substr(0, comma)) == weekdays.end()) return std::nullopt;
  const char* at = text.data() + comma;
  const int day = two_digits(at + 2);
  const int month = index_of(months, at + 5);
  const int year = two_digits(at + 9);
  const int second = time_of_day(at + 12);
  const bool separators =
      at[1] == ' ' && at[4] == '-' && at[8] == '-' && at[11] == ' ' && std::memcmp(at + 20, " GMT", 4) == 0;
  if (!separators || (day | month | year | second) < 0) return std::nullopt;
  Civil date{0, static_cast<unsigned>(month) + 1, static_cast<unsigned>(day), second};
  date.year = full_year(year, date, now);
  return to_unix(date, no_number);
}

void put_two(char* at, unsigned value) {
  at[0] = static_cast<char>('0' + value / 10);
  at[1] = static_cast<char>('0' + value % 10);
}

} // namespace

std::optional<UnixSeconds> parse_http_date(std::string_view text, UnixSeconds now) {
  constexpr std::size_t asctime_length = 24;
  if (text.size() == http_date_length && text[3] == ',') [[likely]]
    return parse_imf(text.data());
  if (text.size() == asctime_length && text[3] == ' ') return parse_asctime(text.data());
  return parse_rfc850(text, now);
}

void write_http_date(UnixSeconds time, std::span<char, http_date_length> out) {
  const UnixSeconds bounded = std::clamp(time, earliest, latest);
  const Civil civil = to_civil(bounded);
  const chrono::weekday weekday{chrono::sys_days{chrono::days{(bounded - civil.second) / day_seconds}}};
  char* at = out.data();
  std::memcpy(at, "Sun, 00 Jan 0000 00:00:00 GMT", http_date_length);
  std::memcpy(at, weekdays[weekday.c_encoding()].data(), 3);
  put_two(at + 5, civil.day);
  std::memcpy(at + 8, months[civil.month - 1].data(), 3);
  put_two(at + 12, static_cast<unsigned>(civil.year) / 100);
  put_two(at + 14, static_cast<unsigned>(civil.year) % 100);
  const auto second = static_cast<unsigned>(civil.second);
  put_two(at + 17, second / 3600);
  put_two(at + 20, second / 60 % 60);
  put_two(at + 23, second % 60);
}

} // namespace responsum::field
