// HTTP versions that a message can carry (RFC 9110 2.5).
#pragma once

#include <cstdint>

namespace responsum::message {

enum class Version : std::uint8_t { http_1_0, http_1_1, http_2, http_3 };

} // namespace responsum::message
