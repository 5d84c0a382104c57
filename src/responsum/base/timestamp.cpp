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

std::string timestamp(UnixSeconds seconds, std::int32_t nanoseconds) {
  const auto second = second_text(seconds);
  const std::string milliseconds = std::to_string(1000 + nanoseconds / 1'000'000);
  return std::string{second.data(), second.size()}.append(".").append(milliseconds, 1).append("Z");
}

} // namespace responsum::base
