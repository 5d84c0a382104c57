// A response as a session sends it: pieces in memory and stretches of a file, in order.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "responsum/message/response_head.hpp"
#include "responsum/resource/resource.hpp"

namespace responsum::exchange {

// Bytes in memory, then a stretch of the answer's file; either may be empty.
struct Part {
  std::string_view bytes;
  std::uint64_t file_offset = 0;
  std::uint64_t file_octets = 0;
  bool held = false; // the bytes are of the answer's holder
};

// Views live until the end of the turn; those of what `holder` holds as long as it is retained.
struct Answer {
  std::string_view head;                          // with as much content as lies right behind it; none in HTTP/2
  std::span<const message::ResponseField> fields; // in HTTP/2, whose connection writes them
  std::span<const Part> parts;
  int descriptor = -1;
  std::int64_t modified_ns = 0;     // of the file, to notice that it changed
  resource::Held* holder = nullptr; // of a long answer's content
  std::uint64_t octets = 0;         // head and content together
  std::uint64_t max_rate = 0;       // octets a second that a long one may take; 0: no limit
  bool close = false;               // the connection ends with it
  bool hang_up = false;             // nothing is sent at all

  // More than a socket takes at once, or from a file: sending it may have to wait.
  bool is_long() const { return holder != nullptr; }
};

} // namespace responsum::exchange
