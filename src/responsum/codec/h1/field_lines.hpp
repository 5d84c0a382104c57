// The field lines of a head, one after another, up to the empty line (RFC 9112 5).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "responsum/codec/h1/field_line.hpp"
#include "responsum/message/message_head.hpp"

namespace responsum::codec::h1 {

// Line ends count.
struct FieldLimits {
  std::uint32_t max_fields_bytes; // all field lines and the empty line after them
  std::uint32_t max_field_line_bytes;
  std::uint16_t max_fields;
};

// The bytes of a head, whose first stands at `base`; `fields` is the first octet of its lines.
struct FieldLinesInput {
  const char* base;
  const char* fields;
  const char* end;
  FieldLimits limits;

  message::Slice slice(const char* from, const char* to) const {
    return {static_cast<std::uint32_t>(from - base), static_cast<std::uint32_t>(to - from)};
  }
};

// The lines from `line` on; complete with the octet behind the empty line. `line` follows what is whole.
inline Finding take_field_lines(const FieldLinesInput& in, message::MessageHead& head, const char*& line) {
  const char* total_end = in.end - in.fields > static_cast<std::ptrdiff_t>(in.limits.max_fields_bytes)
                              ? in.fields + in.limits.max_fields_bytes
                              : in.end;
  const std::size_t max_lines = std::min<std::size_t>(in.limits.max_fields, message::MessageHead::max_lines);
  for (;;) {
    if (line == total_end) break;
    if (*line == '\r') {
      if (total_end - line < 2) break;
      if (line[1] == '\n') return Finding::complete(line + 2);
      return Finding::faulty(Fault::field_bare_cr, line);
    }
    if (head.lines().size() == max_lines) [[unlikely]]
      return Finding::faulty(Fault::fields_too_many, line);

    const bool may_be_too_long = total_end - line > static_cast<std::ptrdiff_t>(in.limits.max_field_line_bytes);
    const char* line_limit = may_be_too_long ? line + in.limits.max_field_line_bytes : total_end;
    FieldLineParts parts;
    const Finding found = take_field_line(line, line_limit, parts);
    if (found.progress == Progress::faulty) [[unlikely]] {
      const bool first = line == in.fields && found.fault == Fault::field_fold;
      return first ? Finding::faulty(Fault::field_space_before_first, found.at) : found;
    }
    if (found.progress == Progress::incomplete) {
      if (line_limit != total_end) return Finding::faulty(Fault::field_line_too_large, line_limit);
      break;
    }
    head.add_line({in.slice(line, parts.name_end), in.slice(parts.value_begin, parts.value_end),
                   message::field_named({line, parts.name_end})});
    line = found.at;
  }
  if (total_end != in.end) return Finding::faulty(Fault::fields_total_too_large, total_end);
  return Finding::incomplete();
}

} // namespace responsum::codec::h1
