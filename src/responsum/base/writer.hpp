// Appends text and numbers to memory that somebody else owns; no formatting machinery on the hot path.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "responsum/base/arena.hpp"
#include "responsum/base/assert.hpp"

namespace responsum::base {

// Shape: a buffer of known capacity; writing past it is a programmer's error and asserts, so callers size it by
// `Writer::decimal_digits` and the lengths of what they append.
class Writer {
 public:
  static constexpr std::size_t decimal_digits = 20; // of any 64-bit number

  explicit Writer(std::span<char> buffer) : begin_{buffer.data()}, at_{begin_}, end_{begin_ + buffer.size()} {}

  Writer& text(std::string_view s) {
    RESPONSUM_ASSERT(s.size() <= static_cast<std::size_t>(end_ - at_));
    if (!s.empty()) std::memcpy(at_, s.data(), s.size());
    at_ += s.size();
    return *this;
  }
  Writer& character(char c) {
    RESPONSUM_ASSERT(at_ < end_);
    *at_++ = c;
    return *this;
  }
  Writer& decimal(std::uint64_t value) {
    std::size_t digits = 1;
    for (std::uint64_t rest = value; rest >= 10; rest /= 10) ++digits;
    for (char* at = reserve(digits) + digits; digits > 0; --digits, value /= 10)
      *--at = static_cast<char>('0' + value % 10);
    return *this;
  }
  // Exactly `width` lower-case hexadecimal digits, leading zeros included.
  Writer& hexadecimal(std::uint64_t value, int width) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (int shift = (width - 1) * 4; shift >= 0; shift -= 4) character(digits[(value >> shift) & 15]);
    return *this;
  }
  // Without leading zeros, at least one digit.
  Writer& hexadecimal(std::uint64_t value) {
    int width = 1;
    while (width < 16 && (value >> (width * 4)) != 0) ++width;
    return hexadecimal(value, width);
  }

  // The next `bytes` octets, to be filled by the caller.
  char* reserve(std::size_t bytes) {
    RESPONSUM_ASSERT(bytes <= room());
    char* reserved = at_;
    at_ += bytes;
    return reserved;
  }

  std::string_view written() const { return {begin_, static_cast<std::size_t>(at_ - begin_)}; }
  std::size_t size() const { return static_cast<std::size_t>(at_ - begin_); }
  std::size_t room() const { return static_cast<std::size_t>(end_ - at_); }

 private:
  char* begin_;
  char* at_;
  char* end_;
};

// The number as text that lives as long as the arena's memory.
inline std::string_view decimal_in(Arena& arena, std::uint64_t value) {
  Writer out{arena.allocate(Writer::decimal_digits)};
  return out.decimal(value).written();
}

} // namespace responsum::base
