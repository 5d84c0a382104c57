// Times as people and programs read them (RFC 3339), in UTC.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "responsum/base/clock.hpp"

namespace responsum::base {

// "2026-11-20T12:31:07"; its first ten characters are the date. The years 0 to 9999.
std::array<char, 19> second_text(UnixSeconds seconds);
// "2026-11-20T12:31:07.042Z"
std::string timestamp(UnixSeconds seconds, std::int32_t nanoseconds);

} // namespace responsum::base
