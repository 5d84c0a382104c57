// Times as people and programs read them (RFC 3339), in UTC.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "responsum/base/clock.hpp"

namespace responsum::base {

// "2026-11-20T12:31:07"; its first ten characters are the date. The years 0 to 9999.
std::array<char, 19> second_text(UnixSeconds seconds);
// With "Z" behind it.
std::string utc_text(UnixSeconds seconds);
// RFC 3339, to the second: "2026-11-20T12:31:07Z", "2026-11-20T13:31:07+01:00". Nothing else.
std::optional<UnixSeconds> parse_timestamp(std::string_view text);
// "2026-11-20T12:31:07.042Z"
std::string timestamp(UnixSeconds seconds, std::int32_t nanoseconds);

} // namespace responsum::base
