// Reads the head of a response (RFC 9112 2, 4 to 6), whole or in pieces, and says at which octet it went wrong.
#pragma once

#include <cstdint>
#include <string_view>

#include "responsum/base/assert.hpp"
#include "responsum/codec/h1/finding.hpp"
#include "responsum/message/fault.hpp"
#include "responsum/message/received_head.hpp"

namespace responsum::codec::h1 {

// Their sum stays below 2^31. Line ends count.
struct ResponseLimits {
  std::uint32_t max_status_line_bytes = 1024;
  std::uint32_t max_fields_bytes = 65536; // all field lines and the empty line after them
  std::uint32_t max_field_line_bytes = 16384;
  std::uint16_t max_fields = 200; // at most message::MessageHead::max_lines count
};

// Resumable as RequestParser is: `bytes` is always everything received since the head's first octet, more at each
// call; it may have moved in memory. How the bytes are cut makes no difference to what comes out. No empty line may
// precede a response. A status line without phrase may lack the space before it too, as some servers send it.
class ResponseParser {
 public:
  void start(message::ReceivedHead& head);

  // After `complete` the head is filled and its `size` says where it ends. After `faulty` the head holds what had
  // been understood until then. Both are final until start().
  Progress parse(std::string_view bytes, const ResponseLimits& limits, message::ReceivedHead& head);

  // Only after `faulty`. Offsets count from the first octet of the head.
  Fault fault() const {
    RESPONSUM_ASSERT(phase_ == Phase::faulty);
    return fault_;
  }
  std::uint32_t fault_offset() const { return fault_offset_; }

  // The line that is being read, or that the fault is in.
  std::uint32_t line_offset() const { return line_; }

 private:
  enum class Phase : std::uint8_t { status_line, fields, complete, faulty };

  Progress settle(const char* base, Finding finding);

  std::uint32_t line_ = 0;   // offset of the first line that is not yet read
  std::uint32_t fields_ = 0; // offset of the first field line
  std::uint32_t fault_offset_ = 0;
  Phase phase_ = Phase::status_line;
  Fault fault_{};
};

} // namespace responsum::codec::h1
