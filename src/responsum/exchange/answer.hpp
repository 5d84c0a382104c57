// A response as a session sends it: pieces in memory and stretches of a file, in order.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "responsum/resource/resource.hpp"

namespace responsum::exchange {

// Bytes in memory, then a stretch of the answer's file; either may be empty.
struct Part {
  std::string_view bytes;
  std::uint64_t file_offset = 0;
  std::uint64_t file_octets = 0;
};

// Views live until the end of the turn, or as long as `holder` is retained; those of the arena as long as the arena.
struct Answer {
  std::string_view head; // with as much content as lies right behind it
  std::span<const Part> parts;
  int descriptor = -1;
  std::int64_t modified_ns = 0; // of the file, to notice that it changed
  resource::Held* holder = nullptr;
  std::uint64_t octets = 0; // head and content together
  bool close = false;       // the connection ends with it
  bool hang_up = false;     // nothing is sent at all

  bool needs_file() const { return descriptor >= 0; }
};

} // namespace responsum::exchange
