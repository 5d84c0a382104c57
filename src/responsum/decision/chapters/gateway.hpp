// What became of a request that was handed on to the next hop? Data without code; included by diagram.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision::chapters {

inline constexpr auto gateway = [] {
  using enum Node;
  constexpr auto chapter = Chapter::gateway;
  return std::array{
      Decision{hops_left, "P4a", chapter, "Does Max-Forwards let the request go on?", "RFC 9110 7.6.2", loop_free,
               hop_asks_echo},
      Decision{hop_asks_echo, "P4b", chapter, "Is it the request itself that is wanted back from here?",
               "RFC 9110 9.3.8", Condition::trace_echo, Condition::options_resource, false},
      Decision{loop_free, "P4", chapter, "Is it here for the first time?", "RFC 9110 7.6.3", upstream_up,
               Condition::gw_loop},
      Decision{upstream_up, "P10", chapter, "Is an upstream up?", "RFC 9209 2.3.4", client_stayed, Condition::gw_down,
               true, Lookup::forward},
      Decision{client_stayed, "P21", chapter, "Did the client wait for the answer?", "RFC 9112 8", forwarded_whole,
               Condition::gw_client_gone},
      Decision{forwarded_whole, "P11a", chapter, "Did the client's connection last until its content ended?",
               "RFC 9112 8", forwarded_in_time, Condition::content_cut},
      Decision{forwarded_in_time, "P11b", chapter, "Did its content come within its time?", "RFC 9110 15.5.9",
               forwarded_sound, Condition::content_slow},
      Decision{forwarded_sound, "P11c", chapter, "Are its chunks, or the length, as announced?", "RFC 9112 7.1",
               forwarded_fits, Condition::content_malformed},
      Decision{forwarded_fits, "P11d", chapter, "Did its content stay within max_content_bytes?", "RFC 9110 15.5.14",
               queue_open, Condition::content_streamed_too_large},
      Decision{queue_open, "P10a", chapter, "Is there a connection to the upstream, or a place in its queue?",
               "RFC 9209 2.3.12", queue_moves, Condition::gw_queue_full},
      Decision{queue_moves, "P10b", chapter, "Was a connection free within its time?", "RFC 9209 2.3.12",
               name_found_in_time, Condition::gw_queue_slow},
      Decision{name_found_in_time, "P12a", chapter, "Was the upstream's name looked up within dns_timeout_ms?",
               "RFC 9209 2.3.1", name_found, Condition::gw_dns_timeout},
      Decision{name_found, "P12b", chapter, "Does the upstream's name lead to an address?", "RFC 9209 2.3.2",
               upstream_routable, Condition::gw_dns_error},
      Decision{upstream_routable, "P12c", chapter, "Is there a way to the upstream's address?", "RFC 9209 2.3.6",
               upstream_accepts, Condition::gw_unroutable},
      Decision{upstream_accepts, "P12d", chapter, "Does the upstream accept the connection?", "RFC 9209 2.3.7",
               connected_in_time, Condition::gw_refused},
      Decision{connected_in_time, "P12e", chapter, "Was the connection made within connect_timeout_ms?",
               "RFC 9209 2.3.9", upstream_connects, Condition::gw_connect_timeout},
      Decision{upstream_connects, "P12f", chapter, "Was the connection made at all?", "RFC 9209 2.3.8", tls_in_time,
               Condition::gw_connect_failed},
      Decision{tls_in_time, "P12g", chapter, "Was the TLS handshake done within tls_timeout_ms, if there is one?",
               "RFC 9209 2.3.9", certificate_good, Condition::gw_tls_timeout},
      Decision{certificate_good, "P12h", chapter, "Is the upstream's certificate to be believed, and for its name?",
               "RFC 9209 2.3.14", handshake_accepted, Condition::gw_tls_certificate},
      Decision{handshake_accepted, "P12i", chapter, "Did the upstream go without an alert of TLS?", "RFC 9209 2.3.15",
               handshake_sound, Condition::gw_tls_alert},
      Decision{handshake_sound, "P12j", chapter, "Did both agree on TLS, and speak it soundly?", "RFC 9209 2.3.13",
               request_taken, Condition::gw_tls_failed},
      Decision{request_taken, "P13", chapter, "Does the upstream take the request, within send_timeout_ms?",
               "RFC 9209 2.3.11", answered_in_time, Condition::gw_send_timeout},
      Decision{answered_in_time, "P15a", chapter, "Did a response begin within first_byte_timeout_ms?",
               "RFC 9209 2.3.26", upstream_answers, Condition::gw_first_byte_timeout},
      Decision{upstream_answers, "P15b", chapter, "Did the upstream begin a response before it closed?",
               "RFC 9209 2.3.8", response_goes_on, Condition::gw_closed},
      Decision{response_goes_on, "P15c", chapter, "Did the response go on, within between_bytes_timeout_ms?",
               "RFC 9209 2.3.10", response_lasts, Condition::gw_between_bytes_timeout},
      Decision{response_lasts, "P15d", chapter, "Did the connection last until the response's head ended?",
               "RFC 9209 2.3.18", total_in_time, Condition::gw_cut},
      Decision{total_in_time, "P15e", chapter, "Was all of it within total_timeout_ms?", "RFC 9209 2.3.26",
               response_head_fits, Condition::gw_total_timeout},
      Decision{response_head_fits, "P15f", chapter, "Is the response's head within its limits?", "RFC 9209 2.3.19",
               response_sound, Condition::gw_head_too_large},
      Decision{response_sound, "P15g", chapter, "Can the response be read in one way only?", "RFC 9112 6.3",
               status_valid, Condition::gw_malformed},
      Decision{status_valid, "P15h", chapter, "Is its number a status?", "RFC 9110 15", interims_end,
               Condition::gw_status_invalid},
      Decision{interims_end, "P14a", chapter, "Did its interim responses come to an end?", "RFC 9110 15.2",
               switch_asked, Condition::gw_interim_many},
      Decision{switch_asked, "P14b", chapter,
               "Had the client asked for the protocol that it switches to, if it does?", "RFC 9110 7.8", stays_http,
               Condition::gw_switched_unasked},
      Decision{stays_http, "P14", chapter, "Does the connection go on in HTTP?", "RFC 9110 15.2.2", leads_on,
               Condition::gw_upgraded},
      Decision{leads_on, "P16", chapter, "Does the response lead anywhere but back?", "RFC 9110 15.4",
               Condition::gw_relayed, Condition::gw_redirects_to_itself},
  };
}();

} // namespace responsum::decision::chapters
