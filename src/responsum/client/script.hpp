// What a connection keeps of a script that answers: an application of FastCGI, or a program.
#pragma once

#include <cstdint>
#include <optional>

#include "responsum/client/program.hpp"
#include "responsum/codec/fcgi/reader.hpp"

namespace responsum::client {

// From the end of a program's output to its own: then it goes on by itself.
inline constexpr base::Milliseconds most_until_exit_ms = 250;

struct Script {
  const bool is_program;
  codec::fcgi::Reader records{};
  std::uint64_t output_bytes = 0;      // of the response, before those that are read
  std::optional<std::uint64_t> left{}; // of content whose length was said
  bool without_content = false;        // what comes behind the head is for nobody (RFC 3875 6.2.1)
  Program* program = nullptr;          // null: it has ended, and `exit` says how
  Exit exit{};
  bool broken = false;                           // a program takes no more of the request
  std::optional<base::Milliseconds> closed_ms{}; // when the output ended of a program that had not ended itself

  // Another request.
  void begin() {
    records = codec::fcgi::Reader{};
    output_bytes = 0;
    left.reset();
    without_content = broken = false;
    closed_ms.reset();
  }
};

} // namespace responsum::client
