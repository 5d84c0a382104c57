// Parts of an answer that outlive the turn they were made in, and whether their file is still what it was.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sys/stat.h>

#include "responsum/exchange/answer.hpp"

namespace responsum::session {

// Sending takes more than the turn that made them. What the answer's holder has stays there.
struct KeptParts {
  explicit KeptParts(std::span<const exchange::Part> made) : parts{made.begin(), made.end()} {
    for (const exchange::Part& part : parts)
      if (!part.held) bytes += part.bytes;
    std::size_t at = 0;
    for (exchange::Part& part : parts) {
      if (part.held) continue;
      const std::size_t size = part.bytes.size();
      part.bytes = std::string_view{bytes}.substr(at, size);
      at += size;
    }
  }
  KeptParts(const KeptParts&) = delete;
  KeptParts& operator=(const KeptParts&) = delete;

  std::vector<exchange::Part> parts;
  std::string bytes;
};

// Whether the answer's file is as it was when the answer's head was made.
inline bool is_unchanged(const exchange::Answer& answer) {
  struct stat s{};
  if (::fstat(answer.descriptor, &s) != 0) return false;
  return static_cast<std::int64_t>(s.st_mtim.tv_sec) * 1'000'000'000 + s.st_mtim.tv_nsec == answer.modified_ns;
}

} // namespace responsum::session
