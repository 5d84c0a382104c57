// The answers that requests deserve which were handed on.
#pragma once

#include "oracle.hpp"

namespace oracle {

using responsum::decision::HopEnd;

// RFC 8441 4: what HTTP/1.1 says with Upgrade is CONNECT's to say in HTTP/2.
inline bool connects(const Case& r) { return r.http_2 && !r.http_1_0 && (r.offers_websocket || r.offers_tls); }

inline Answer of_answer(const Case& r) {
  if (connects(r) && r.succeeded) return {502, "gw.not-switched"};
  return {200, r.leads_back ? "gw.redirects-to-itself" : "gw.relayed"};
}

// RFC 9209 2.3, and 15.2 for what is relayed.
inline Answer of_hop(const Case& r) {
  // RFC 9110 7.6.2
  if (r.goes_no_further) return {200, r.verb == Verb::trace ? "trace.echo" : "options.resource"};
  if (r.came_before) return {502, "gw.loop"};
  // RFC 3875 4.1.2: a script is told it before the content.
  if (r.length == Length::unknown_and_asked_for) return {411, "length.required"};
  switch (r.hop) {
  case HopEnd::answered: return of_answer(r);
  case HopEnd::switched: return connects(r) ? Answer{200, "gw.connected"} : Answer{101, "gw.upgraded"};
  case HopEnd::client_gone: return {0, "gw.client-gone"};
  case HopEnd::content_bad:
    if (!r.content_whole) return {0, "content.cut"};
    if (!r.content_in_time) return {408, "content.slow"};
    if (!r.content_sound) return {400, "content.malformed"};
    if (!r.content_fits) return {413, "content.streamed-too-large"};
    return of_answer(r);
  case HopEnd::none_up: return {503, "gw.down"};
  case HopEnd::queue_full: return {503, "gw.queue-full"};
  case HopEnd::queue_slow: return {503, "gw.queue-timeout"};
  case HopEnd::dns_slow: return {504, "gw.dns-timeout"};
  case HopEnd::dns_failed: return {502, "gw.dns-error"};
  case HopEnd::connect_slow: return {504, "gw.connect-timeout"};
  case HopEnd::refused: return {502, "gw.refused"};
  case HopEnd::unroutable: return {502, "gw.unroutable"};
  case HopEnd::connect_failed: return {502, "gw.connect-failed"};
  case HopEnd::tls_slow: return {504, "gw.tls-timeout"};
  case HopEnd::certificate_bad: return {502, "gw.tls-certificate"};
  case HopEnd::tls_alerted: return {502, "gw.tls-alert"};
  case HopEnd::tls_failed: return {502, "gw.tls-failed"};
  case HopEnd::unprocessed: return {503, "gw.unprocessed"};
  case HopEnd::send_slow: return {504, "gw.send-timeout"};
  case HopEnd::head_slow: return {504, "gw.first-byte-timeout"};
  case HopEnd::silent: return {504, "gw.between-bytes-timeout"};
  case HopEnd::total_slow: return {504, "gw.total-timeout"};
  case HopEnd::closed: return {502, "gw.closed"};
  case HopEnd::cut: return {502, "gw.cut"};
  case HopEnd::stream_reset: return {502, "gw.stream-reset"};
  case HopEnd::head_too_large: return {502, "gw.head-too-large"};
  case HopEnd::malformed: return {502, "gw.malformed"};
  case HopEnd::status_invalid: return {502, "gw.status-invalid"};
  case HopEnd::interim_many: return {502, "gw.interim-many"};
  case HopEnd::switched_unasked: return {502, "gw.switched-unasked"};
  case HopEnd::program_none: return {404, "handler.none"};
  case HopEnd::program_unstarted: return {500, "handler.start"};
  case HopEnd::program_ended: return {500, "handler.ended"};
  case HopEnd::program_unsound: return {500, "handler.head"};
  }
  return {0, "no end of a hop"};
}

} // namespace oracle
