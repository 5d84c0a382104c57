// HTTP-date (RFC 9110 5.6.7): three formats are read, one is written.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "responsum/base/arena.hpp"
#include "responsum/base/clock.hpp"

namespace responsum::field {

inline constexpr std::size_t http_date_length = 29; // "Sun, 06 Nov 1994 08:49:37 GMT"

// None unless the text is a date that exists, in one of the three formats to the letter. A weekday that contradicts a
// date with a full year makes it no date. `now` gives two-digit years their century. A leap second counts as the
// second before it.
std::optional<base::UnixSeconds> parse_http_date(std::string_view text, base::UnixSeconds now);

// The preferred format. Times outside the years 1 to 9999, which it cannot express, become the nearest that it can.
void write_http_date(base::UnixSeconds time, std::span<char, http_date_length> out);

// As text that lives as long as the arena's memory.
inline std::string_view http_date_in(base::Arena& arena, base::UnixSeconds time) {
  const std::span<char> room = arena.allocate(http_date_length);
  write_http_date(time, room.first<http_date_length>());
  return {room.data(), room.size()};
}

// The text of one second, kept until another second is asked for: a worker writes Date from this.
class DateCache {
 public:
  // The view is good until the next call.
  std::string_view at(base::UnixSeconds second) & {
    if (!second_ || *second_ != second) [[unlikely]] {
      write_http_date(second, text_);
      second_ = second;
    }
    return {text_.data(), text_.size()};
  }
  std::string_view at(base::UnixSeconds) && = delete;

 private:
  std::optional<base::UnixSeconds> second_;
  std::array<char, http_date_length> text_{};
};

} // namespace responsum::field
