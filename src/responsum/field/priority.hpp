// Priority (RFC 9218 4): how urgent an answer is, and whether it is of use in parts.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace responsum::field {

struct Priority {
  std::uint8_t urgency = 3; // 0 is the most urgent, 7 the least
  bool incremental = false;

  friend bool operator==(const Priority&, const Priority&) = default;
};

// Nothing: the value is no dictionary, and means nothing. A member that is malformed has its default.
std::optional<Priority> parse_priority(std::string_view value);

} // namespace responsum::field
