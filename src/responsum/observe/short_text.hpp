// Text of a bounded length within an object that is copied as it lies.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace responsum::observe {

// Text of bounded length; what is longer is cut. Whole words, of which those that hold something can be copied alone.
template <std::size_t Capacity>
struct alignas(8) ShortText {
  static_assert(Capacity <= 255 && (Capacity + 1) % 8 == 0);
  std::uint8_t length = 0;
  std::array<char, Capacity> octets;

  void assign(std::string_view text) {
    length = 0;
    append(text);
  }
  void append(std::string_view text) {
    const std::size_t room = Capacity - length;
    const std::size_t taken = text.size() < room ? text.size() : room;
    if (taken != 0) __builtin_memcpy(octets.data() + length, text.data(), taken);
    length = static_cast<std::uint8_t>(length + taken);
  }
  std::string_view view() const& { return {octets.data(), length}; }
  std::string_view view() && = delete;
  // With the length: of the octets behind the text nothing is known.
  std::size_t words() const { return std::size_t{length} / 8 + 1; }
};

} // namespace responsum::observe
