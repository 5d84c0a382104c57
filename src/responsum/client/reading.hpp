// What both protocols make of a response's head.
#pragma once

#include "responsum/client/call.hpp"
#include "responsum/client/limits.hpp"
#include "responsum/codec/h1/response_parser.hpp"

namespace responsum::client {

inline HopEnd end_of_fault(message::Fault fault) {
  using message::Fault;
  if (fault == Fault::response_status_range) return HopEnd::status_invalid;
  using message::FaultGroup;
  const FaultGroup group = message::group(fault);
  const bool too_large = group == FaultGroup::fields_total || group == FaultGroup::fields_line ||
                         group == FaultGroup::fields_count || fault == Fault::response_line_too_long;
  return too_large ? HopEnd::head_too_large : HopEnd::malformed;
}

inline codec::h1::ResponseLimits parser_limits(const Limits& limits) {
  codec::h1::ResponseLimits most;
  most.max_fields_bytes = static_cast<std::uint32_t>(limits.max_response_head_bytes.value);
  most.max_field_line_bytes = most.max_fields_bytes;
  most.max_fields = static_cast<std::uint16_t>(limits.max_response_fields.value);
  return most;
}

} // namespace responsum::client
