// One field line taken apart (RFC 9112 5).
#pragma once

#include "responsum/base/ascii.hpp"
#include "responsum/codec/h1/finding.hpp"
#include "responsum/codec/h1/scan.hpp"

namespace responsum::codec::h1 {

struct FieldLineParts {
  const char* name_end = nullptr;
  const char* value_begin = nullptr; // without the blanks around it
  const char* value_end = nullptr;
};

namespace detail {

// The octet that ended a line is not the one that may. A CR is judged only with the octet after it.
[[gnu::cold]] inline Finding odd_octet(const char* at, const char* end, Fault otherwise) {
  if (*at == '\0') return Finding::faulty(Fault::field_nul, at);
  if (*at == '\n') return Finding::faulty(Fault::field_bare_lf, at);
  if (*at != '\r') return Finding::faulty(otherwise, at);
  if (at + 1 == end) return Finding::incomplete();
  return Finding::faulty(at[1] == '\n' ? Fault::field_colon_missing : Fault::field_bare_cr, at);
}

[[gnu::cold]] inline Finding odd_name(const char* begin, const char* at, const char* end) {
  if (base::is_blank(*at))
    return Finding::faulty(at == begin ? Fault::field_fold : Fault::field_space_before_colon, at);
  return odd_octet(at, end, Fault::field_name_character);
}

} // namespace detail

// `begin` is the first octet of a line that is not the empty one. `parts` is filled when the finding is complete.
// Part of the loop over a head's lines: as a call it costs a tenth more.
[[gnu::always_inline]] inline Finding take_field_line(const char* begin, const char* end, FieldLineParts& parts) {
  const char* at = scan::token_end(begin, end);
  if (at == end) return Finding::incomplete();
  if (*at != ':') [[unlikely]]
    return detail::odd_name(begin, at, end);
  if (at == begin) [[unlikely]]
    return Finding::faulty(Fault::field_name_empty, at);
  parts.name_end = at++;

  if (at != end && *at == ' ') ++at; // as nearly everybody writes
  while (at != end && base::is_blank(*at)) ++at;
  parts.value_begin = at;
  at = scan::value_end(at, end);
  if (end - at < 2) [[unlikely]] {
    if (at == end || *at == '\r') return Finding::incomplete();
    return detail::odd_octet(at, end, Fault::field_value_character);
  }
  if (at[0] != '\r' || at[1] != '\n') [[unlikely]]
    return detail::odd_octet(at, end, Fault::field_value_character);

  parts.value_end = at;
  while (parts.value_end != parts.value_begin && base::is_blank(parts.value_end[-1])) --parts.value_end;
  return Finding::complete(at + 2);
}

} // namespace responsum::codec::h1
