// UTF-8 (RFC 3629): well-formed or not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace responsum::field {

// No overlong forms, no surrogates, nothing past U+10FFFF, nothing cut short.
constexpr bool is_utf8(std::string_view text) {
  const auto octet = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  for (std::size_t i = 0; i < text.size();) {
    const std::uint32_t lead = octet(i++);
    if (lead < 0x80) continue;
    std::size_t following = 0;
    std::uint32_t least = 0;
    if (lead >= 0xc2 && lead <= 0xdf) {
      following = 1;
      least = 0x80;
    } else if (lead >= 0xe0 && lead <= 0xef) {
      following = 2;
      least = 0x800;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
      following = 3;
      least = 0x10000;
    } else {
      return false;
    }
    if (text.size() - i < following) return false;
    std::uint32_t point = lead & (0x3fU >> following);
    for (; following > 0; --following) {
      const std::uint32_t next = octet(i++);
      if ((next & 0xc0) != 0x80) return false;
      point = point << 6 | (next & 0x3f);
    }
    if (point < least || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return false;
  }
  return true;
}

} // namespace responsum::field
