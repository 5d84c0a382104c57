// Is it a request that can be read in one way only? Data without code; included by diagram.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::chapters {

inline constexpr auto message = [] {
  using enum Node;
  constexpr auto chapter = Chapter::message;
  return std::array{
      Decision{head_sound, "B0", chapter, "Is the head free of faults?", "RFC 9112 2.2", method_known, speaks_http},
      Decision{speaks_http, "A3", chapter, "Are the first bytes HTTP rather than TLS?", "RFC 9112 2.2",
               introduces_nobody, Condition::conn_tls_bytes},
      Decision{introduces_nobody, "A3g", chapter, "Are they HTTP rather than a PROXY header?", "PROXY protocol 2",
               method_is_token, Condition::proxy_unexpected},
      Decision{method_is_token, "B2", chapter, "Is the method a token?", "RFC 9110 9.1", method_short_enough,
               Condition::syntax_method},
      Decision{method_short_enough, "B2a", chapter, "Is the method as short as those that are implemented?",
               "RFC 9112 3", target_short_enough, Condition::method_too_long},
      Decision{target_short_enough, "B3", chapter, "Is the target within max_target_bytes?", "RFC 9112 3",
               request_line_sound, Condition::target_too_long},
      Decision{request_line_sound, "B4", chapter, "Is the request line three parts with one space between each?",
               "RFC 9112 3", target_sound, Condition::syntax_request_line},
      Decision{target_sound, "B4a", chapter,
               "Is the target of a form that suits the method, without stray characters?", "RFC 9112 3.2",
               pseudo_fields_sound, Condition::syntax_target},
      Decision{pseudo_fields_sound, "B4b", chapter,
               "Are the pseudo-header fields of HTTP/2 those of a request, each once and first?", "RFC 9113 8.3",
               version_sound, Condition::syntax_pseudo_field},
      Decision{version_sound, "B5", chapter, "Is the version written as HTTP/digit.digit?", "RFC 9112 2.3",
               version_spoken, Condition::syntax_version},
      Decision{version_spoken, "B6", chapter, "Is the major version one that is spoken here?", "RFC 9110 2.5",
               fields_small_enough, Condition::version_unsupported},
      Decision{fields_small_enough, "B7", chapter, "Are all fields together within max_fields_bytes?", "RFC 6585 5",
               lines_short_enough, Condition::fields_total},
      Decision{lines_short_enough, "B7a", chapter, "Is each field line within max_field_line_bytes?", "RFC 6585 5",
               fields_few_enough, Condition::fields_line},
      Decision{fields_few_enough, "B7b", chapter, "Are there at most max_fields fields?", "RFC 6585 5", names_sound,
               Condition::fields_count},
      Decision{names_sound, "B8", chapter, "Is each field name a token with a colon after it?", "RFC 9110 5.1",
               colons_follow_names, Condition::syntax_field_name},
      Decision{colons_follow_names, "B8a", chapter, "Does each colon follow its name at once?", "RFC 9112 5.1",
               lines_unfolded, Condition::syntax_space_before_colon},
      Decision{lines_unfolded, "B8b", chapter, "Is each field on one line?", "RFC 9112 5.2", line_endings_sound,
               Condition::syntax_folding},
      Decision{line_endings_sound, "B8c", chapter, "Does each line end in CR LF, and neither stand alone?",
               "RFC 9112 2.2", values_sound, Condition::syntax_line_ending},
      Decision{values_sound, "B8d", chapter, "Are field values free of control characters?", "RFC 9110 5.5",
               fields_end_to_end, Condition::syntax_field_value},
      Decision{fields_end_to_end, "B8e", chapter, "Are HTTP/2 requests free of fields about one connection?",
               "RFC 9113 8.2.2", host_present, Condition::syntax_connection_field},
      Decision{host_present, "B9", chapter, "Was Host sent, as HTTP/1.1 asks?", "RFC 9112 3.2", host_single,
               Condition::host_missing},
      Decision{host_single, "B9a", chapter, "Was Host sent only once?", "RFC 9112 3.2", host_valid,
               Condition::host_repeated},
      Decision{host_valid, "B9b", chapter, "Is Host a host with an optional port?", "RFC 9112 3.2", host_agrees,
               Condition::host_invalid},
      Decision{host_agrees, "B9c", chapter, "Does Host name the authority of an absolute target?", "RFC 9112 3.2.2",
               coding_known_to_version, Condition::host_disagrees},
      Decision{coding_known_to_version, "B10", chapter, "Is Transfer-Encoding sent only by a version that knows it?",
               "RFC 9112 6.1", one_length, Condition::framing_te_in_1_0},
      Decision{one_length, "B10a", chapter, "Is the length given in one way only?", "RFC 9112 6.3", chunked_last,
               Condition::framing_two_lengths},
      Decision{chunked_last, "B11", chapter, "Is chunked the last transfer coding, and applied once?", "RFC 9112 6.1",
               length_valid, Condition::framing_chunked_not_last},
      Decision{length_valid, "B12", chapter, "Is Content-Length one decimal number?", "RFC 9112 6.3",
               Condition::coding_unknown, Condition::framing_length},
      Decision{method_known, "C2", chapter, "Is the method one that a resource of this server could know?",
               "RFC 9110 15.6.2", expectation_known, Condition::method_unknown},
      Decision{expectation_known, "C4", chapter, "Is nothing expected but 100-continue?", "RFC 9110 10.1.1",
               authority_served, Condition::expect_unknown},
  };
}();

} // namespace responsum::decision::chapters
