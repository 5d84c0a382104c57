// The answers that octets and frames deserve which are no request.
#pragma once

#include "oracle.hpp"

namespace oracle {

using responsum::decision::Frames;
using responsum::message::FaultGroup;

// RFC 9112: what is wrong with the octets.
inline Answer of_fault(FaultGroup fault) {
  switch (fault) {
  case FaultGroup::target_length: return {414, "target.too-long"};
  case FaultGroup::method_length: return {501, "method.too-long"};
  case FaultGroup::coding: return {501, "coding.unknown"};
  case FaultGroup::version: return {505, "version.unsupported"};
  case FaultGroup::fields_total: return {431, "fields.total"};
  case FaultGroup::fields_line: return {431, "fields.line"};
  case FaultGroup::fields_count: return {431, "fields.count"};
  case FaultGroup::tls: return {400, "conn.tls-bytes"};
  case FaultGroup::introduction: return {400, "proxy.unexpected"};
  case FaultGroup::method: return {400, "syntax.method"};
  case FaultGroup::request_line: return {400, "syntax.request-line"};
  case FaultGroup::target: return {400, "syntax.target"};
  case FaultGroup::pseudo_field: return {400, "syntax.pseudo-field"};
  case FaultGroup::version_syntax: return {400, "syntax.version"};
  case FaultGroup::field_name: return {400, "syntax.field-name"};
  case FaultGroup::space_before_colon: return {400, "syntax.space-before-colon"};
  case FaultGroup::folding: return {400, "syntax.folding"};
  case FaultGroup::line_ending: return {400, "syntax.line-ending"};
  case FaultGroup::field_value: return {400, "syntax.field-value"};
  case FaultGroup::connection_field: return {400, "syntax.connection-field"};
  case FaultGroup::host_missing: return {400, "host.missing"};
  case FaultGroup::host_repeated: return {400, "host.repeated"};
  case FaultGroup::host_invalid: return {400, "host.invalid"};
  case FaultGroup::host_disagrees: return {400, "host.disagrees"};
  case FaultGroup::coding_in_1_0: return {400, "framing.te-in-1.0"};
  case FaultGroup::two_lengths: return {400, "framing.two-lengths"};
  case FaultGroup::chunked_not_last: return {400, "framing.chunked-not-last"};
  case FaultGroup::length: return {400, "framing.length"};
  case FaultGroup::none:
  case FaultGroup::chunk:
  case FaultGroup::response_line:
  case FaultGroup::response_script:
  case FaultGroup::proxy_header: break;
  }
  return {0, "not a fault of a head"};
}

// RFC 9113 5.4.1: what ends a connection has no status.
inline Answer of_frames(Frames frames) {
  switch (frames) {
  case Frames::unsound: return {0, "h2.unsound"};
  case Frames::cancelled_often: return {0, "h2.cancelled"};
  case Frames::continued_long: return {0, "h2.continued"};
  case Frames::idle_many: return {0, "h2.idle-frames"};
  case Frames::sound: break;
  }
  return {0, "frames without a fault"};
}

} // namespace oracle
