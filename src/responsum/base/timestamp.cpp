#include "responsum/base/timestamp.hpp"

#include <ctime>
#include <string_view>

#include "responsum/base/writer.hpp"

namespace responsum::base {

std::array<char, 19> second_text(UnixSeconds seconds) {
  std::tm parts{};
  const std::time_t time = seconds;
  ::gmtime_r(&time, &parts);
  std::array<char, 19> text;
  Writer out{text};
  const auto two = [&out](int value, std::string_view before) {
    out.text(before).character(static_cast<char>('0' + value / 10 % 10));
    out.character(static_cast<char>('0' + value % 10));
  };
  two(parts.tm_year / 100 + 19, "");
  two(parts.tm_year % 100, "");
  two(parts.tm_mon + 1, "-");
  two(parts.tm_mday, "-");
  two(parts.tm_hour, "T");
  two(parts.tm_min, ":");
  two(parts.tm_sec, ":");
  return text;
}

std::string utc_text(UnixSeconds seconds) {
  const auto text = second_text(seconds);
  return std::string{text.data(), text.size()} + "Z";
}

std::optional<UnixSeconds> parse_timestamp(std::string_view text) {
  constexpr std::string_view form = "dddd-dd-ddTdd:dd:dd";
  constexpr std::string_view zone = "dd:dd";
  const auto fits = [](std::string_view part, std::string_view of) {
    if (part.size() != of.size()) return false;
    for (std::size_t i = 0; i < of.size(); ++i)
      if (of[i] == 'd' ? part[i] < '0' || part[i] > '9' : part[i] != of[i]) return false;
    return true;
  };
  const auto number = [](std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
  };
  if (text.size() <= form.size() || !fits(text.substr(0, form.size()), form)) return std::nullopt;
  std::tm parts{};
  parts.tm_year = number(text.substr(0, 4)) - 1900;
  parts.tm_mon = number(text.substr(5, 2)) - 1;
  parts.tm_mday = number(text.substr(8, 2));
  parts.tm_hour = number(text.substr(11, 2));
  parts.tm_min = number(text.substr(14, 2));
  parts.tm_sec = number(text.substr(17, 2));
  const std::tm as_written = parts;
  const std::time_t time = ::timegm(&parts);
  // What is no day or hour has been made one.
  if (parts.tm_mon != as_written.tm_mon || parts.tm_mday != as_written.tm_mday ||
      parts.tm_hour != as_written.tm_hour || parts.tm_min != as_written.tm_min || parts.tm_sec != as_written.tm_sec)
    return std::nullopt;
  const std::string_view rest = text.substr(form.size());
  if (rest == "Z") return time;
  if ((rest.front() != '+' && rest.front() != '-') || !fits(rest.substr(1), zone)) return std::nullopt;
  const int hours = number(rest.substr(1, 2));
  const int minutes = number(rest.substr(4, 2));
  if (hours > 23 || minutes > 59) return std::nullopt;
  const int ahead_s = (hours * 60 + minutes) * 60;
  return time - (rest.front() == '+' ? ahead_s : -ahead_s);
}

std::string timestamp(UnixSeconds seconds, std::int32_t nanoseconds) {
  const auto second = second_text(seconds);
  const std::string milliseconds = std::to_string(1000 + nanoseconds / 1'000'000);
  return std::string{second.data(), second.size()}.append(".").append(milliseconds, 1).append("Z");
}

} // namespace responsum::base
