// The lines of a trailer section that a ChunkedDecoder has handed out (RFC 9112 7.1.2).
#pragma once

#include <optional>
#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/base/assert.hpp"

namespace responsum::codec::h1 {

struct TrailerLine {
  std::string_view name;
  std::string_view value; // without surrounding OWS
};

// Yields the lines in their order; views are into `lines`, which the decoder has held against the rules. Which of
// them may be merged or forwarded is for field::allowed_in_trailer() to say.
class TrailerCursor {
 public:
  explicit TrailerCursor(std::string_view lines) : rest_{lines} {}

  std::optional<TrailerLine> next() {
    if (rest_.empty()) return std::nullopt;
    const std::size_t colon = rest_.find(':');
    const std::size_t end = rest_.find("\r\n");
    RESPONSUM_ASSERT(colon < end && end != std::string_view::npos);
    const TrailerLine line{rest_.substr(0, colon), base::trim(rest_.substr(colon + 1, end - colon - 1))};
    rest_.remove_prefix(end + 2);
    return line;
  }

 private:
  std::string_view rest_;
};

} // namespace responsum::codec::h1
