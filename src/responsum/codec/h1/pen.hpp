// Copies into memory that is known to suffice: the size of a head is computed once, not checked piece by piece.
#pragma once

#include <cstring>
#include <string_view>

namespace responsum::codec::h1 {

inline constexpr std::string_view crlf = "\r\n";

class Pen {
 public:
  explicit Pen(char* at) : at_{at} {}
  void put(std::string_view text) {
    if (!text.empty()) std::memcpy(at_, text.data(), text.size());
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
  char* at_;
};

} // namespace responsum::codec::h1
