// HTTP versions that a message can carry (RFC 9110 2.5).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace responsum::message {

enum class Version : std::uint8_t { http_1_0, http_1_1, http_2, http_3 };

constexpr std::string_view name(Version v) {
  constexpr std::array<std::string_view, 4> names{"HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/3"};
  return names[static_cast<std::size_t>(v)];
}

} // namespace responsum::message
