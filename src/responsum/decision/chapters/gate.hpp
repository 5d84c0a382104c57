// Is it for us, and may it come in? Data without code; included by diagram.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::chapters {

inline constexpr auto gate = [] {
  using enum Node;
  constexpr auto chapter = Chapter::gate;
  return std::array{
      Decision{authority_served, "D2", chapter, "Does a site answer to this authority?", "RFC 9110 7.4",
               connection_authoritative, Condition::authority_unknown, true, Lookup::find_site},
      Decision{connection_authoritative, "D2a", chapter, "Is this connection authoritative for the host?",
               "RFC 9110 4.3.3", asks_server, Condition::authority_misdirected},
      Decision{asks_server, "D3", chapter, "Is the question about the server as a whole?", "RFC 9110 9.3.7",
               Condition::options_server, accepts_work, false},
      Decision{accepts_work, "E1", chapter, "Does the server take new work?", "RFC 9110 15.6.4", path_decodes,
               Condition::server_draining},
      Decision{path_decodes, "H1", chapter, "Is the path properly percent-encoded?", "RFC 3986 2.1",
               path_stays_inside, Condition::path_encoding, true, Lookup::read_path},
      Decision{path_stays_inside, "H1a", chapter, "Does the path stay below its root?", "RFC 3986 5.2.4",
               path_names_file, Condition::path_climbs},
      Decision{path_names_file, "H1b", chapter, "Could each segment be the name of a file?", "RFC 3986 2.2",
               route_matches, Condition::path_encoded_slash},
      Decision{route_matches, "G0", chapter, "Does a route match the path?", "RFC 9110 15.5.5", certificate_demanded,
               Condition::route_none, true, Lookup::find_route},
      Decision{certificate_demanded, "F1", chapter, "Does the route demand a certificate of the client?",
               "RFC 8446 4.3.2", certificate_shown, guarded, false},
      Decision{certificate_shown, "F1a", chapter, "Did the client show a certificate?", "RFC 8446 4.4.2",
               certificate_trusted, Condition::cert_none},
      Decision{certificate_trusted, "F1b", chapter, "Does an authority of the site stand behind it?", "RFC 5280 6.1",
               certificate_current, Condition::cert_untrusted},
      Decision{certificate_current, "F1c", chapter, "Is the client's certificate good at this time?",
               "RFC 5280 4.1.2.5", guarded, Condition::cert_expired},
      Decision{guarded, "G0a", chapter, "Does the route ask who sends the request?", "RFC 9110 15.5.4", origin_own,
               method_allowed, false},
      Decision{origin_own, "G0b", chapter, "Does a page of this very origin send it, or no page at all?",
               "RFC 6454 7", token_in_query, Condition::origin_foreign},
      Decision{token_in_query, "G0c", chapter, "Does the query bring the token that the route asks for?",
               "RFC 6265 4.1", Condition::token_kept, token_right, false},
      Decision{token_right, "G0d", chapter, "Is its token the right one, or does the route ask for none?",
               "RFC 9110 15.5.2", method_allowed, Condition::console_token},
      Decision{method_allowed, "G1", chapter, "Does the route allow the method?", "RFC 9110 15.5.6", asks_echo,
               Condition::method_not_allowed},
      Decision{asks_echo, "G1a", chapter, "Is it the request itself that is wanted back?", "RFC 9110 9.3.8",
               Condition::trace_echo, declared_content_fits, false},
      Decision{declared_content_fits, "G3", chapter, "Is the declared content within max_content_bytes?",
               "RFC 9110 15.5.14", name_public, Condition::content_declared_too_large},
  };
}();

} // namespace responsum::decision::chapters
