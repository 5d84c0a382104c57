// Reads the head of a CGI script's response (RFC 3875 6), whole or in pieces.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "responsum/base/assert.hpp"
#include "responsum/codec/h1/field_lines.hpp"
#include "responsum/codec/h1/target.hpp"
#include "responsum/message/fault.hpp"
#include "responsum/message/received_head.hpp"

namespace responsum::codec::cgi {

using h1::Progress;
using message::Fault;

// RFC 3875 6.2. Which status a response without one has is for the diagram to say.
enum class ResponseKind : std::uint8_t {
  document,
  local_redirect,  // to another path of this server, which answers in its place; no other field, no content
  client_redirect, // Location is for the client
};

// Resumable: `bytes` is always everything received since the first octet, more at each call. Status itself stays
// among the lines: it is not forwarded. Lengths are read as of a response of HTTP; fields that frame it or are about
// the connection are faults, for a script has none (RFC 3875 6.3.4).
class HeadParser {
 public:
  void start(message::ReceivedHead& head);

  // After `complete` the head is filled; its status is 0 and its phrase empty when the script did not say any.
  Progress parse(std::string_view bytes, const h1::FieldLimits& limits, message::ReceivedHead& head);

  // Only after `complete`.
  ResponseKind kind() const {
    RESPONSUM_ASSERT(phase_ == Phase::complete);
    return kind_;
  }
  // Only after `faulty`. Offsets count from the first octet of the head.
  Fault fault() const {
    RESPONSUM_ASSERT(phase_ == Phase::faulty);
    return fault_;
  }
  std::uint32_t fault_offset() const { return fault_offset_; }
  std::uint32_t line_offset() const { return line_; }

 private:
  enum class Phase : std::uint8_t { fields, complete, faulty };

  Progress refuse(h1::FaultAt wrong);
  std::optional<h1::FaultAt> judge(message::ReceivedHead& head);

  std::uint32_t line_ = 0; // offset of the first line that is not yet read
  std::uint32_t fault_offset_ = 0;
  Phase phase_ = Phase::fields;
  ResponseKind kind_ = ResponseKind::document;
  Fault fault_{};
};

} // namespace responsum::codec::cgi
