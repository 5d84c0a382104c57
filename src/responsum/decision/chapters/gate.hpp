// Is it for us, and does it come the right way? Data without code; included by diagram.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::chapters {

inline constexpr auto gate = [] {
  using enum Node;
  constexpr auto chapter = Chapter::gate;
  return std::array{
      Decision{authority_served, "D2", chapter, "Does a site answer to this authority?", "RFC 9110 7.4",
               tls_asked_for, Condition::authority_unknown, true, Lookup::find_site},
      Decision{tls_asked_for, "D2b", chapter, "Does it ask to go on in TLS, where plain connections may?",
               "RFC 2817 3.1", ends_with_head, connection_authoritative, false},
      Decision{ends_with_head, "D2c", chapter, "Does the request end with its head?", "RFC 9110 7.8",
               upgrade_admitted, connection_authoritative},
      Decision{upgrade_admitted, "D2d", chapter, "Is there room for its handshake?", "RFC 4732 2.1.2", tls_begun,
               connection_authoritative},
      Decision{tls_begun, "D2e", chapter, "Did client and server agree on how to encrypt, behind 101?",
               "RFC 2817 3.3", connection_authoritative, Condition::tls_handshake, true, Lookup::start_tls},
      Decision{connection_authoritative, "D2a", chapter, "Is this connection authoritative for the host?",
               "RFC 9110 4.3.3", asks_server, Condition::authority_misdirected},
      Decision{asks_server, "D3", chapter, "Is the question about the server as a whole?", "RFC 9110 9.3.7",
               Condition::options_server, scheme_suits, false},
      Decision{scheme_suits, "D4", chapter, "Is it encrypted, or does the site take what is not?", "RFC 9110 4.2.2",
               host_canonical, secure_host_known},
      Decision{secure_host_known, "D4a", chapter, "Is it known which host to send the client to?", "RFC 9110 15.4",
               gets_or_heads, Condition::canon_hostless},
      Decision{gets_or_heads, "D4b", chapter, "Is the method one that no redirect changes: GET or HEAD?",
               "RFC 9110 15.4.2", Condition::canon_scheme, Condition::canon_scheme_any},
      Decision{host_canonical, "D4c", chapter, "Is it the site's canonical host, or has the site none?",
               "RFC 9110 4.2.3", name_unmoved, host_shortly},
      Decision{host_shortly, "D4d", chapter, "Is it a GET or HEAD that is sent to the canonical host?",
               "RFC 9110 15.4.2", Condition::canon_host, Condition::canon_host_any},
      Decision{name_unmoved, "D4e", chapter, "Is the name one that has neither moved nor been retired?",
               "RFC 9110 15.4", accepts_work, name_kept, true, Lookup::find_redirect},
      Decision{name_kept, "D4l", chapter, "Does it lead somewhere still, rather than being retired?",
               "RFC 9110 15.5.11", leads_elsewhere, Condition::name_retired},
      Decision{leads_elsewhere, "D4f", chapter, "Does the redirect lead to another address than this one?",
               "RFC 9110 15.4", had_by_get, Condition::redirect_self},
      Decision{had_by_get, "D4g", chapter, "Is what is there to be had by GET, whatever this method is?",
               "RFC 9110 15.4.4", Condition::moved_see_other, moved_for_good, false},
      Decision{moved_for_good, "D4h", chapter, "Has the name moved for good?", "RFC 9110 15.4.9", shortly_for_good,
               shortly_for_now},
      Decision{shortly_for_good, "D4i", chapter, "Is it a GET or HEAD that is sent there for good?",
               "RFC 9110 15.4.2", number_by_method, Condition::moved_permanently_any},
      Decision{number_by_method, "D4j", chapter, "Does the redirect leave the number to the method?",
               "RFC 9110 15.4.2", Condition::moved_permanently, Condition::moved_permanently_kept},
      Decision{shortly_for_now, "D4k", chapter, "Is it a GET or HEAD, and is the number left to the method?",
               "RFC 9110 15.4.3", Condition::moved_temporarily, Condition::moved_temporarily_any},
      Decision{accepts_work, "E1", chapter, "Does the server take new work?", "RFC 9110 15.6.4", path_decodes,
               Condition::server_draining},
      Decision{path_decodes, "H1", chapter, "Is the path properly percent-encoded?", "RFC 3986 2.1",
               path_stays_inside, Condition::path_encoding, true, Lookup::read_path},
      Decision{path_stays_inside, "H1a", chapter, "Does the path stay below its root?", "RFC 3986 5.2.4",
               path_names_file, Condition::path_climbs},
      Decision{path_names_file, "H1b", chapter, "Could each segment be the name of a file?", "RFC 3986 2.2",
               route_matches, Condition::path_encoded_slash},
      Decision{route_matches, "G0", chapter, "Does a route match the path?", "RFC 9110 15.5.5", route_lasts,
               Condition::route_none, true, Lookup::find_route},
      Decision{route_lasts, "G0g", chapter, "Is the route in service still, before its sunset?", "RFC 8594 3",
               protocol_suits, Condition::name_retired},
      Decision{protocol_suits, "D6", chapter, "Does it come by all the protocols that the route requires?",
               "RFC 9110 15.5.22", surely_first, can_upgrade},
      Decision{can_upgrade, "D6a", chapter, "Could this connection be upgraded: is it HTTP/1.1?", "RFC 9110 7.8",
               tls_suits, Condition::need_connection},
      Decision{tls_suits, "D6b", chapter, "Is there TLS, or does the route not require it?", "RFC 2817 4.2",
               http_2_suits, Condition::need_tls},
      Decision{http_2_suits, "D6c", chapter, "Is it HTTP/2, or does the route not require it?", "RFC 9110 15.5.22",
               Condition::need_websocket, Condition::need_h2},
      Decision{surely_first, "D7", chapter, "Is it certain that nobody repeats what another has sent?", "RFC 8470 3",
               keeps_up, replay_safe},
      Decision{replay_safe, "D7a", chapter, "Does the route take this method from those who may repeat it?",
               "RFC 8470 4", keeps_up, marked_early},
      Decision{marked_early, "D7b", chapter, "Does Early-Data say so, of a handshake with somebody in front of us?",
               "RFC 8470 5.1", Condition::early_marked, handshake_awaited, false},
      Decision{handshake_awaited, "D7c", chapter, "Does the route wait for the handshake, and has it ended well?",
               "RFC 8470 3", keeps_up, Condition::early_unsafe, true, Lookup::finish_handshake},
  };
}();

} // namespace responsum::decision::chapters
