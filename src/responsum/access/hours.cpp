#include "responsum/access/hours.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "responsum/base/ascii.hpp"

namespace responsum::access {

namespace {

constexpr std::array<std::string_view, 7> day_names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr base::UnixSeconds day_s = 24 * 3600;
constexpr std::uint16_t day_minutes = 24 * 60;
constexpr int epoch_day = 3; // 1970-01-01 was a Thursday

std::optional<std::size_t> day_named(std::string_view text) {
  for (std::size_t i = 0; i < day_names.size(); ++i)
    if (base::equals_ignoring_case(day_names[i], text)) return i;
  return std::nullopt;
}

std::optional<std::uint16_t> parse_minute(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = base::parse_decimal(text.substr(0, 2));
  const auto minute = base::parse_decimal(text.substr(3));
  if (!hour || !minute || *minute > 59) return std::nullopt;
  const std::uint64_t all = *hour * 60 + *minute;
  return all <= day_minutes ? std::optional{static_cast<std::uint16_t>(all)} : std::nullopt;
}

std::string two_digits(unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); }

std::string write_minute(std::uint16_t minute) { return two_digits(minute / 60u) + ":" + two_digits(minute % 60u); }

} // namespace

bool Hours::contains(base::UnixSeconds time_s) const {
  base::UnixSeconds day = time_s / day_s;
  base::UnixSeconds second = time_s % day_s;
  if (second < 0) {
    second += day_s;
    --day;
  }
  const auto weekday = static_cast<unsigned>(((day + epoch_day) % 7 + 7) % 7);
  if ((days >> weekday & 1) == 0) return false;
  if (spans.empty()) return true;
  const auto minute = static_cast<std::uint16_t>(second / 60);
  return std::ranges::any_of(spans, [minute](const Span& s) {
    return s.from < s.until ? s.from <= minute && minute < s.until : s.from <= minute || minute < s.until;
  });
}

std::expected<std::uint8_t, std::string> parse_days(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = day_named(text.substr(0, dash));
  const auto last = dash == text.npos ? first : day_named(text.substr(dash + 1));
  if (!first || !last)
    return std::unexpected("\"" + std::string{text} + "\" is no day: write \"mon\", \"tue\", … or \"mon-fri\"");
  std::uint8_t days = 0;
  for (std::size_t day = *first;; day = (day + 1) % day_names.size()) {
    days = static_cast<std::uint8_t>(days | 1u << day);
    if (day == *last) return days;
  }
}

std::expected<Hours::Span, std::string> parse_span(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto from = parse_minute(text.substr(0, dash));
  const auto until = dash == text.npos ? std::nullopt : parse_minute(text.substr(dash + 1));
  if (!from || !until || *from == day_minutes)
    return std::unexpected("\"" + std::string{text} + "\" are no hours: write \"08:00-17:30\", in UTC");
  return Hours::Span{*from, *until};
}

std::vector<std::string> write_days(std::uint8_t days) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < day_names.size(); ++i)
    if ((days >> i & 1) != 0) names.emplace_back(day_names[i]);
  return names;
}

std::string write_span(const Hours::Span& span) { return write_minute(span.from) + "-" + write_minute(span.until); }

} // namespace responsum::access
