// Counts the CONTINUATION frames that follow each other. nghttp2 has a limit on them, too, but counts a frame as
// often as a read ends within its head, so that a client on a slow line meets it with one.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace responsum::codec::h2 {

class Continuations {
 public:
  // What came next; the preface first. Returns how many follow each other at most, so far.
  std::size_t count(std::string_view octets) {
    std::size_t most = in_row_;
    while (!octets.empty()) {
      const std::size_t passed = std::min<std::size_t>(octets.size(), pass_);
      octets.remove_prefix(passed);
      pass_ -= static_cast<std::uint32_t>(passed);
      if (pass_ != 0 || octets.empty()) break;
      head_[have_++] = static_cast<std::uint8_t>(octets.front());
      octets.remove_prefix(1);
      if (have_ < head_.size()) continue;
      begin_frame();
      most = std::max(most, in_row_);
    }
    return most;
  }

 private:
  void begin_frame() {
    constexpr std::uint8_t headers = 0x1, continuation = 0x9, end_headers = 0x4; // RFC 9113 6.2, 6.10
    pass_ = static_cast<std::uint32_t>(head_[0] << 16 | head_[1] << 8 | head_[2]);
    // One that continues nothing is another fault.
    const bool continues = head_[3] == continuation && open_;
    in_row_ = continues ? in_row_ + 1 : 0;
    open_ = (head_[3] == headers || continues) && (head_[4] & end_headers) == 0;
    have_ = 0;
  }

  std::array<std::uint8_t, 9> head_{}; // RFC 9113 4.1: length, type, flags, stream
  std::size_t have_ = 0;
  std::size_t in_row_ = 0;
  bool open_ = false;       // a header section goes on
  std::uint32_t pass_ = 24; // octets of the preface, then of a payload
};

} // namespace responsum::codec::h2
