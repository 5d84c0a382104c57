// A request of the tour that leads to a condition.
#pragma once

#include <array>
#include <string_view>

#include "responsum/decision/condition.hpp"

namespace responsum::pages {

inline constexpr std::string_view tour_address = "127.0.0.1:8080";
inline constexpr std::string_view tour_origin = "http://127.0.0.1:8080";

// A line for the shell is made of method, path and fields, unless `shell` says another.
struct Try {
  decision::Condition condition;
  std::string_view title;
  std::string_view path{};
  std::array<std::string_view, 2> fields{}; // "Name: value", in double quotes for the shell
  std::string_view method = "GET";
  std::string_view options{}; // more of curl's
  std::string_view before{};  // a line of its own that the fields refer to
  std::string_view shell{};
  std::string_view remark{};
};

} // namespace responsum::pages
