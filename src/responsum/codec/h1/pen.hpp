// Copies into memory that is known to suffice: the size of a head is computed once, not checked piece by piece.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace responsum::codec::h1 {

inline constexpr std::string_view crlf = "\r\n";

class Pen {
 public:
  explicit Pen(char* at) : at_{at} {}
  void put(std::string_view text) {
    copy(at_, text.data(), text.size());
    at_ += text.size();
  }
  // A line of a field, its end included.
  void put_line(std::string_view name, std::string_view value) {
    put(name);
    put(": ");
    put(value);
    put(crlf);
  }
  static constexpr std::size_t line_size(std::string_view name, std::string_view value) {
    return name.size() + 2 + value.size() + crlf.size();
  }
  const char* place() const { return at_; }

 private:
  // Names and most values are short, and a call costs more than they do: two pieces that may overlap are all of it.
  static void copy(char* to, const char* from, std::size_t octets) {
    if (octets > 32) return static_cast<void>(std::memcpy(to, from, octets));
    if (octets >= 16) return copy_ends<16>(to, from, octets);
    if (octets >= 8) return copy_ends<8>(to, from, octets);
    if (octets >= 4) return copy_ends<4>(to, from, octets);
    if (octets >= 2) return copy_ends<2>(to, from, octets);
    if (octets == 1) *to = *from;
  }
  template <std::size_t Piece>
  static void copy_ends(char* to, const char* from, std::size_t octets) {
    std::array<char, Piece> first;
    std::array<char, Piece> last;
    std::memcpy(first.data(), from, Piece);
    std::memcpy(last.data(), from + octets - Piece, Piece);
    std::memcpy(to, first.data(), Piece);
    std::memcpy(to + octets - Piece, last.data(), Piece);
  }

  char* at_;
};

} // namespace responsum::codec::h1
