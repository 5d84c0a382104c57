// What can be wrong with the bytes of a message: found by codecs with the octet it stands at, never a status.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace responsum::message {

enum class FaultGroup : std::uint8_t {
  none,
  tls,
  method,
  method_length,
  target_length,
  request_line,
  target,
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
  method_invalid,
  method_too_long,
  target_too_long,
  request_line_spacing,
  request_line_empty,
  simple_request,
  target_empty,
  target_character,
  target_form,
  target_fragment,
  version_syntax,
  version_unsupported,
  h2_preface,
  fields_too_large,
  field_line_too_long,
  too_many_fields,
  field_name_empty,
  field_name_character,
  colon_missing,
  space_before_colon,
  space_before_first_field,
  folded_line,
  bare_cr,
  bare_lf,
  nul,
  control_character,
  host_missing,
  host_repeated,
  host_invalid,
  host_disagrees,
  te_in_http_1_0,
  te_and_length,
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
  chunk_end_missing,
  trailer_invalid,
  trailers_too_large,
};

struct FaultRow {
  Fault fault;
  FaultGroup group;
  std::string_view id;
  std::string_view sentence;
};

inline constexpr auto fault_rows = [] {
  using enum Fault;
  using G = FaultGroup;
  return std::array{
      FaultRow{none, G::none, "", ""},
      FaultRow{tls_bytes, G::tls, "tls-bytes", "the bytes begin a TLS handshake"},
      FaultRow{method_invalid, G::method, "method-invalid", "this octet cannot be part of a method"},
      FaultRow{method_too_long, G::method_length, "method-too-long", "the method goes on past the longest known one"},
      FaultRow{target_too_long, G::target_length, "target-too-long", "the target goes on past its limit"},
      FaultRow{request_line_spacing, G::request_line, "request-line-spacing", "one space was due here"},
      FaultRow{request_line_empty, G::request_line, "request-line-empty",
               "too many empty lines stand before the request"},
      FaultRow{simple_request, G::request_line, "simple-request", "the request line has no version"},
      FaultRow{target_empty, G::target, "target-empty", "there is no target"},
      FaultRow{target_character, G::target, "target-character", "this octet is not allowed in a target"},
      FaultRow{target_form, G::target, "target-form", "the target has no form that the method takes"},
      FaultRow{target_fragment, G::target, "target-fragment", "a target has no fragment"},
      FaultRow{version_syntax, G::version_syntax, "version-syntax", "HTTP/digit.digit was due here"},
      FaultRow{version_unsupported, G::version, "version-unsupported", "this major version is not spoken here"},
      FaultRow{h2_preface, G::version, "h2-preface", "the connection opens with the preface of HTTP/2"},
      FaultRow{fields_too_large, G::fields_total, "fields-too-large", "the fields go on past their limit"},
      FaultRow{field_line_too_long, G::fields_line, "field-line-too-long", "this field line goes on past its limit"},
      FaultRow{too_many_fields, G::fields_count, "too-many-fields", "this field is one more than the limit"},
      FaultRow{field_name_empty, G::field_name, "field-name-empty", "a field name was due here"},
      FaultRow{field_name_character, G::field_name, "field-name-character",
               "this octet cannot be part of a field name"},
      FaultRow{colon_missing, G::field_name, "colon-missing", "the line ends before a colon"},
      FaultRow{space_before_colon, G::space_before_colon, "space-before-colon",
               "white space stands before the colon"},
      FaultRow{space_before_first_field, G::folding, "space-before-first-field",
               "the first field line begins with white space"},
      FaultRow{folded_line, G::folding, "folded-line", "the line continues the one before it"},
      FaultRow{bare_cr, G::line_ending, "bare-cr", "a carriage return stands without a line feed"},
      FaultRow{bare_lf, G::line_ending, "bare-lf", "a line feed stands without a carriage return"},
      FaultRow{nul, G::field_value, "nul", "a NUL octet"},
      FaultRow{control_character, G::field_value, "control-character", "a control character"},
      FaultRow{host_missing, G::host_missing, "host-missing", "there is no Host field"},
      FaultRow{host_repeated, G::host_repeated, "host-repeated", "this is a second Host field"},
      FaultRow{host_invalid, G::host_invalid, "host-invalid", "this is no host with an optional port"},
      FaultRow{host_disagrees, G::host_disagrees, "host-disagrees", "Host is another authority than the target's"},
      FaultRow{te_in_http_1_0, G::coding_in_1_0, "te-in-http-1.0", "HTTP/1.0 has no transfer codings"},
      FaultRow{te_and_length, G::two_lengths, "te-and-length", "both lengths are given"},
      FaultRow{chunked_not_last, G::chunked_not_last, "chunked-not-last", "chunked is not the last coding"},
      FaultRow{chunked_repeated, G::chunked_not_last, "chunked-repeated", "chunked is applied twice"},
      FaultRow{length_invalid, G::length, "length-invalid", "this is no decimal number"},
      FaultRow{length_conflict, G::length, "length-conflict", "two lengths differ"},
      FaultRow{length_too_large, G::length, "length-too-large", "the number does not fit 63 bits"},
      FaultRow{coding_unknown, G::coding, "coding-unknown", "this transfer coding is not known"},
      FaultRow{chunk_size_invalid, G::chunk, "chunk-size-invalid", "a hexadecimal chunk size was due here"},
      FaultRow{chunk_size_too_large, G::chunk, "chunk-size-too-large", "the chunk size does not fit 63 bits"},
      FaultRow{chunk_extension_invalid, G::chunk, "chunk-extension-invalid", "the chunk extension is malformed"},
      FaultRow{chunk_extension_too_long, G::chunk, "chunk-extension-too-long",
               "the chunk extension goes on past its limit"},
      FaultRow{chunk_end_missing, G::chunk, "chunk-end-missing", "CR LF was due after the chunk"},
      FaultRow{trailer_invalid, G::chunk, "trailer-invalid", "the trailer section is malformed"},
      FaultRow{trailers_too_large, G::chunk, "trailers-too-large", "the trailer section goes on past its limit"},
  };
}();

constexpr const FaultRow& row(Fault f) { return fault_rows[static_cast<std::size_t>(f)]; }
constexpr FaultGroup group(Fault f) { return row(f).group; }
constexpr std::string_view id(Fault f) { return row(f).id; }

consteval bool fault_rows_in_order() {
  for (std::size_t i = 0; i < fault_rows.size(); ++i)
    if (static_cast<std::size_t>(fault_rows[i].fault) != i) return false;
  return true;
}
static_assert(fault_rows_in_order());

} // namespace responsum::message
