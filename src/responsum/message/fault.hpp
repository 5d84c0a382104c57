// Everything that can be wrong with the bytes of a message. A fault says what a codec found; which answer that
// deserves is for the diagram to say, which knows faults by their group.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace responsum::message {

// One for each question that the diagram asks about faults.
enum class FaultGroup : std::uint8_t {
  none,
  tls,
  method,
  method_length,
  target_length,
  request_line,
  target,
  pseudo_field,
  version_syntax,
  version,
  fields_total,
  fields_line,
  fields_count,
  field_name,
  space_before_colon,
  folding,
  line_ending,
  field_value,
  connection_field,
  host_missing,
  host_repeated,
  host_invalid,
  host_disagrees,
  coding_in_1_0,
  two_lengths,
  chunked_not_last,
  length,
  coding,
  chunk,
};

enum class Fault : std::uint8_t {
  none,
  tls_bytes,
  h2_preface,
  http_0_9,
  method_character,
  method_too_long,
  target_too_long,
  empty_lines,
  request_line_bare_cr,
  request_line_bare_lf,
  request_line_incomplete,
  request_line_extra_space,
  request_line_trailing,
  target_character,
  target_fragment,
  target_form,
  target_authority,
  target_userinfo,
  target_port,
  pseudo_field_missing,
  pseudo_field_repeated,
  pseudo_field_late,
  pseudo_field_unknown,
  version_syntax,
  version_unsupported,
  fields_total_too_large,
  field_line_too_large,
  fields_too_many,
  field_space_before_first,
  field_fold,
  field_space_before_colon,
  field_name_empty,
  field_name_character,
  field_name_upper_case,
  field_colon_missing,
  field_bare_cr,
  field_bare_lf,
  field_nul,
  field_value_character,
  field_value_surrounded,
  field_of_connection,
  host_missing,
  host_repeated,
  host_invalid,
  host_disagrees,
  transfer_encoding_in_http_1_0,
  transfer_encoding_and_length,
  transfer_encoding_syntax,
  chunked_not_last,
  chunked_repeated,
  length_invalid,
  length_conflict,
  length_too_large,
  coding_unknown,
  chunk_size_invalid,
  chunk_size_too_large,
  chunk_extension_invalid,
  chunk_extension_too_long,
  chunk_bare_cr,
  chunk_bare_lf,
  chunk_data_end,
  trailer_invalid,
  trailer_too_large,
  length_disagrees,
};

struct FaultRow {
  Fault fault;
  std::string_view id; // stable: logs and pages name the fault by it
  FaultGroup group;
  std::string_view sentence; // for people
  std::string_view section;  // of the document that the rule comes from
};

inline constexpr std::array fault_rows{
    FaultRow{Fault::none, "", FaultGroup::none, "", ""},
    FaultRow{Fault::tls_bytes, "tls-bytes", FaultGroup::tls,
             "A TLS handshake began on a port that speaks plain HTTP.", "RFC 9112 9.7"},
    FaultRow{Fault::h2_preface, "h2-preface", FaultGroup::version,
             "The client opened with HTTP/2 where this connection speaks HTTP/1.", "RFC 9113 3.4"},
    FaultRow{Fault::http_0_9, "http-0-9", FaultGroup::version, "The request names no version, as HTTP/0.9 did.",
             "RFC 9112 3"},

    FaultRow{Fault::method_character, "method-character", FaultGroup::method,
             "The method is missing or holds a character that no method may hold.", "RFC 9112 3.1"},
    FaultRow{Fault::method_too_long, "method-too-long", FaultGroup::method_length,
             "The method is longer than any that this server knows.", "RFC 9112 3"},
    FaultRow{Fault::target_too_long, "target-too-long", FaultGroup::target_length,
             "The request-target is longer than the limit.", "RFC 9112 3"},

    FaultRow{Fault::empty_lines, "empty-lines", FaultGroup::request_line,
             "Too many empty lines stand before the request.", "RFC 9112 2.2"},
    FaultRow{Fault::request_line_bare_cr, "request-line-bare-cr", FaultGroup::line_ending,
             "The request line holds a CR that no LF follows.", "RFC 9112 2.2"},
    FaultRow{Fault::request_line_bare_lf, "request-line-bare-lf", FaultGroup::line_ending,
             "The request line ends in LF alone; a line ends in CRLF.", "RFC 9112 2.2"},
    FaultRow{Fault::request_line_incomplete, "request-line-incomplete", FaultGroup::request_line,
             "The request line ends before it has a method, a target and a version.", "RFC 9112 3"},
    FaultRow{Fault::request_line_extra_space, "request-line-extra-space", FaultGroup::request_line,
             "More than one space stands between method and target.", "RFC 9112 3"},
    FaultRow{Fault::request_line_trailing, "request-line-trailing", FaultGroup::request_line,
             "Something stands between the version and the end of the request line.", "RFC 9112 3"},

    FaultRow{Fault::target_character, "target-character", FaultGroup::target,
             "The request-target holds a character that must be percent-encoded.", "RFC 9112 3.2"},
    FaultRow{Fault::target_fragment, "target-fragment", FaultGroup::target,
             "The request-target holds a fragment, which clients keep to themselves.", "RFC 9110 7.1"},
    FaultRow{Fault::target_form, "target-form", FaultGroup::target,
             "The request-target has a form that this method does not go with.", "RFC 9112 3.2"},
    FaultRow{Fault::target_authority, "target-authority", FaultGroup::target,
             "The request-target names no valid host and port.", "RFC 9112 3.2.2"},
    FaultRow{Fault::target_userinfo, "target-userinfo", FaultGroup::target,
             "The request-target holds a user name, which no http URI may hold.", "RFC 9110 4.2.4"},
    FaultRow{Fault::target_port, "target-port", FaultGroup::target, "CONNECT needs a port between 1 and 65535.",
             "RFC 9110 9.3.6"},

    FaultRow{Fault::pseudo_field_missing, "pseudo-field-missing", FaultGroup::pseudo_field,
             "A pseudo-header field that every request of this method has is missing or empty.", "RFC 9113 8.3.1"},
    FaultRow{Fault::pseudo_field_repeated, "pseudo-field-repeated", FaultGroup::pseudo_field,
             "A pseudo-header field is sent more than once.", "RFC 9113 8.3"},
    FaultRow{Fault::pseudo_field_late, "pseudo-field-late", FaultGroup::pseudo_field,
             "A pseudo-header field stands behind other fields.", "RFC 9113 8.3"},
    FaultRow{Fault::pseudo_field_unknown, "pseudo-field-unknown", FaultGroup::pseudo_field,
             "A pseudo-header field is none that a request has.", "RFC 9113 8.3"},

    FaultRow{Fault::version_syntax, "version-syntax", FaultGroup::version_syntax,
             "Where the version is due stands something else; a space in the target looks the same.", "RFC 9112 2.3"},
    FaultRow{Fault::version_unsupported, "version-unsupported", FaultGroup::version,
             "The request is of a major version that this connection does not speak.", "RFC 9110 2.5"},

    FaultRow{Fault::fields_total_too_large, "fields-total-too-large", FaultGroup::fields_total,
             "The fields together are larger than the limit.", "RFC 6585 5"},
    FaultRow{Fault::field_line_too_large, "field-line-too-large", FaultGroup::fields_line,
             "One field line is larger than the limit.", "RFC 6585 5"},
    FaultRow{Fault::fields_too_many, "fields-too-many", FaultGroup::fields_count,
             "The request has more field lines than the limit.", "RFC 6585 5"},

    FaultRow{Fault::field_space_before_first, "field-space-before-first", FaultGroup::folding,
             "White space stands between the request line and the first field.", "RFC 9112 2.2"},
    FaultRow{Fault::field_fold, "field-fold", FaultGroup::folding,
             "A field line is folded: it begins with white space.", "RFC 9112 5.2"},
    FaultRow{Fault::field_space_before_colon, "field-space-before-colon", FaultGroup::space_before_colon,
             "White space stands in a field name or before its colon.", "RFC 9112 5.1"},
    FaultRow{Fault::field_name_empty, "field-name-empty", FaultGroup::field_name,
             "A field line begins with its colon: it has no name.", "RFC 9112 5"},
    FaultRow{Fault::field_name_character, "field-name-character", FaultGroup::field_name,
             "A field name holds a character that no name may hold.", "RFC 9110 5.1"},
    FaultRow{Fault::field_name_upper_case, "field-name-upper-case", FaultGroup::field_name,
             "A field name holds an upper-case letter, which HTTP/2 does not allow.", "RFC 9113 8.2.1"},
    FaultRow{Fault::field_colon_missing, "field-colon-missing", FaultGroup::field_name,
             "A field line ends without a colon.", "RFC 9112 5"},
    FaultRow{Fault::field_bare_cr, "field-bare-cr", FaultGroup::line_ending,
             "A field line holds a CR that no LF follows.", "RFC 9112 2.2"},
    FaultRow{Fault::field_bare_lf, "field-bare-lf", FaultGroup::line_ending,
             "A field line ends in LF alone; a line ends in CRLF.", "RFC 9112 2.2"},
    FaultRow{Fault::field_nul, "field-nul", FaultGroup::field_value, "A field line holds a NUL.", "RFC 9110 5.5"},
    FaultRow{Fault::field_value_character, "field-value-character", FaultGroup::field_value,
             "A field value holds a control character.", "RFC 9110 5.5"},

    FaultRow{Fault::field_value_surrounded, "field-value-surrounded", FaultGroup::field_value,
             "A field value begins or ends with white space, which HTTP/2 does not allow.", "RFC 9113 8.2.1"},
    FaultRow{Fault::field_of_connection, "field-of-connection", FaultGroup::connection_field,
             "The field is about one connection of HTTP/1.1.", "RFC 9113 8.2.2"},

    FaultRow{Fault::host_missing, "host-missing", FaultGroup::host_missing,
             "An HTTP/1.1 request must say which host it is for.", "RFC 9112 3.2"},
    FaultRow{Fault::host_repeated, "host-repeated", FaultGroup::host_repeated, "Host is sent more than once.",
             "RFC 9112 3.2"},
    FaultRow{Fault::host_invalid, "host-invalid", FaultGroup::host_invalid, "Host is no host with an optional port.",
             "RFC 9112 3.2"},
    FaultRow{Fault::host_disagrees, "host-disagrees", FaultGroup::host_disagrees,
             "Host and the request-target name different hosts.", "RFC 9112 3.2"},

    FaultRow{Fault::transfer_encoding_in_http_1_0, "transfer-encoding-in-http-1-0", FaultGroup::coding_in_1_0,
             "HTTP/1.0 has no Transfer-Encoding.", "RFC 9112 6.1"},
    FaultRow{Fault::transfer_encoding_and_length, "transfer-encoding-and-length", FaultGroup::two_lengths,
             "Transfer-Encoding and Content-Length contradict each other.", "RFC 9112 6.3"},
    FaultRow{Fault::transfer_encoding_syntax, "transfer-encoding-syntax", FaultGroup::chunked_not_last,
             "Transfer-Encoding is no list of codings.", "RFC 9112 6.1"},
    FaultRow{Fault::chunked_not_last, "chunked-not-last", FaultGroup::chunked_not_last,
             "The last transfer coding of a request must be chunked: the content has no end otherwise.",
             "RFC 9112 6.3"},
    FaultRow{Fault::chunked_repeated, "chunked-repeated", FaultGroup::chunked_not_last,
             "Chunked is applied more than once.", "RFC 9112 6.1"},
    FaultRow{Fault::length_invalid, "length-invalid", FaultGroup::length, "Content-Length is no decimal number.",
             "RFC 9110 8.6"},
    FaultRow{Fault::length_conflict, "length-conflict", FaultGroup::length,
             "Content-Length is given more than once, with different numbers.", "RFC 9112 6.3"},
    FaultRow{Fault::length_too_large, "length-too-large", FaultGroup::length,
             "Content-Length is larger than any content can be.", "RFC 9110 8.6"},

    FaultRow{Fault::coding_unknown, "coding-unknown", FaultGroup::coding,
             "This server does not decode one of the transfer codings.", "RFC 9112 6.1"},

    FaultRow{Fault::chunk_size_invalid, "chunk-size-invalid", FaultGroup::chunk,
             "A chunk does not begin with its size in hexadecimal digits.", "RFC 9112 7.1"},
    FaultRow{Fault::chunk_size_too_large, "chunk-size-too-large", FaultGroup::chunk,
             "A chunk is larger than any content can be.", "RFC 9112 7.1"},
    FaultRow{Fault::chunk_extension_invalid, "chunk-extension-invalid", FaultGroup::chunk,
             "A chunk's extension is not well formed.", "RFC 9112 7.1.1"},
    FaultRow{Fault::chunk_extension_too_long, "chunk-extension-too-long", FaultGroup::chunk,
             "A chunk's extensions are longer than the limit.", "RFC 9112 7.1.1"},
    FaultRow{Fault::chunk_bare_cr, "chunk-bare-cr", FaultGroup::chunk,
             "A chunk's first line holds a CR that no LF follows.", "RFC 9112 7.1"},
    FaultRow{Fault::chunk_bare_lf, "chunk-bare-lf", FaultGroup::chunk,
             "A chunk's first line ends in LF alone; a line ends in CRLF.", "RFC 9112 7.1"},
    FaultRow{Fault::chunk_data_end, "chunk-data-end", FaultGroup::chunk,
             "No CRLF follows a chunk's data: its size was wrong.", "RFC 9112 7.1"},
    FaultRow{Fault::trailer_invalid, "trailer-invalid", FaultGroup::chunk,
             "A trailer line is not a well-formed field line.", "RFC 9112 7.1.2"},
    FaultRow{Fault::trailer_too_large, "trailer-too-large", FaultGroup::chunk,
             "The trailer section is larger than the limit.", "RFC 9112 7.1.2"},
    FaultRow{Fault::length_disagrees, "length-disagrees", FaultGroup::chunk,
             "The content has another length than Content-Length says.", "RFC 9113 8.1.1"},
};

inline constexpr std::size_t fault_count = fault_rows.size();

constexpr const FaultRow& row(Fault f) { return fault_rows[static_cast<std::size_t>(f)]; }
constexpr std::string_view id(Fault f) { return row(f).id; }
constexpr FaultGroup group(Fault f) { return row(f).group; }

consteval bool fault_rows_in_order() {
  for (std::size_t i = 0; i < fault_rows.size(); ++i)
    if (static_cast<std::size_t>(fault_rows[i].fault) != i) return false;
  return true;
}
static_assert(fault_rows_in_order());
static_assert(fault_count == static_cast<std::size_t>(Fault::length_disagrees) + 1);

} // namespace responsum::message
