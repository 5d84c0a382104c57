// Reads a header of the PROXY protocol (PROXY protocol 2), whole or in pieces, and says at which octet it went wrong.
#pragma once

#include <cstdint>
#include <string_view>

#include "responsum/base/assert.hpp"
#include "responsum/codec/h1/finding.hpp"
#include "responsum/codec/proxy_protocol/header.hpp"
#include "responsum/message/fault.hpp"

namespace responsum::codec::proxy_protocol {

using h1::Progress;
using message::Fault;

struct Limits {
  std::uint32_t max_header_bytes = 4096; // of version 2, extensions included; version 1 has its own end
};

// What is asked for each time: `bytes` is everything received since the connection's first octet, more at each call.
// How they are cut makes no difference to what comes out; what follows the header is not looked at.
class Parser {
 public:
  // After `complete` the header is filled and `size` says where it ends.
  Progress parse(std::string_view bytes, const Limits& limits, Header& header);

  // Only after `faulty`. Offsets count from the first octet.
  Fault fault() const {
    RESPONSUM_ASSERT(fault_ != Fault::none);
    return fault_;
  }
  std::uint32_t fault_offset() const { return fault_offset_; }

 private:
  Progress refuse(Fault fault, std::size_t offset) {
    fault_ = fault;
    fault_offset_ = static_cast<std::uint32_t>(offset);
    return Progress::faulty;
  }
  Progress parse_v1(std::string_view bytes, Header& header);
  Progress parse_v1_line(std::string_view line, Header& header);
  Progress parse_v2(std::string_view bytes, const Limits& limits, Header& header);
  Progress parse_v2_block(std::string_view bytes, Header& header);

  Fault fault_{};
  std::uint32_t fault_offset_ = 0;
};

} // namespace responsum::codec::proxy_protocol
