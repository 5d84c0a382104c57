// Reads the head of a request (RFC 9112 2 to 6), whole or in pieces, and says at which octet it went wrong.
#pragma once

#include <cstdint>
#include <string_view>

#include "responsum/base/assert.hpp"
#include "responsum/codec/h1/finding.hpp"
#include "responsum/message/fault.hpp"
#include "responsum/message/request_head.hpp"

namespace responsum::codec::h1 {

// Their sum stays below 2^31. Line ends count: a field line of exactly `max_field_line_bytes` with its CRLF passes.
struct Limits {
  std::uint32_t max_target_bytes = 16384;
  std::uint32_t max_fields_bytes = 65536; // all field lines and the empty line after them
  std::uint32_t max_field_line_bytes = 16384;
  std::uint16_t max_fields = 200; // at most message::RequestHead::max_lines count
  std::uint16_t max_method_bytes = message::longest_method;
};

// Empty lines that may precede a request: some clients send one after the content of the request before.
inline constexpr std::uint32_t max_empty_lines = 4;

// Resumable: `bytes` is always everything received since the head's first octet, more at each call. It may have moved
// in memory; what was there is unchanged. Bytes behind the head (content, the next request) are not looked at.
// Whether the bytes come at once or in pieces makes no difference to what comes out: lines that were whole are not
// read again, and what is wrong is reported as soon as its octet is there, the first octet first. What only a whole
// head can show (host, framing) comes last, in the order of the diagram.
class RequestParser {
 public:
  // `version`: that of HTTP/1 is read from the request line; a head of HTTP/2 that was laid out as lines says
  // HTTP/2.0 there, and the connection says whether it may.
  void start(message::RequestHead& head, message::Version version = message::Version::http_1_1);

  // After `complete` the head is filled and its `size` says where it ends. After `faulty` the head holds what had
  // been understood until then. Both are final until start().
  Progress parse(std::string_view bytes, const Limits& limits, message::RequestHead& head);

  // Only after `faulty`. Offsets count from the first octet of the head.
  Fault fault() const {
    RESPONSUM_ASSERT(phase_ == Phase::faulty);
    return fault_;
  }
  std::uint32_t fault_offset() const { return fault_offset_; }

  // The line that is being read, or that the fault is in: the name of a field that is too large stands there.
  std::uint32_t line_offset() const { return line_; }

 private:
  enum class Phase : std::uint8_t { request_line, fields, complete, faulty };

  Progress settle(const char* base, Finding finding);

  std::uint32_t line_ = 0;   // offset of the first line that is not yet read
  std::uint32_t fields_ = 0; // offset of the first field line
  std::uint32_t fault_offset_ = 0;
  Phase phase_ = Phase::request_line;
  message::Version version_ = message::Version::http_1_1;
  Fault fault_{};
};
static_assert(sizeof(RequestParser) <= 32);

} // namespace responsum::codec::h1
