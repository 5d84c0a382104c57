// Answers of the chapter gateway.
#pragma once

#include "responsum/decision/answers/ask.hpp"
#include "responsum/status/status.hpp"

namespace responsum::decision {

template <>
inline Answer ask<Node::hops_left>(const Facts& f) {
  return no_if(f.route.hops_left == 0U);
}
template <>
inline Answer ask<Node::hop_asks_echo>(const Facts& f) {
  return yes_if(f.request->method == message::Method::trace);
}
template <>
inline Answer ask<Node::loop_free>(const Facts& f) {
  return no_if(f.route.came_here_before);
}
template <>
inline Answer ask<Node::length_told>(const Facts& f) {
  return no_if(f.route.asks_length && f.request->length_unknown);
}
template <>
inline Answer ask<Node::upstream_up>(const Facts& f) {
  if (!f.knows(Lookup::forward)) return Answer::later;
  return no_if(f.hop.end == HopEnd::none_up);
}
template <>
inline Answer ask<Node::client_stayed>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::client_gone);
}
template <>
inline Answer ask<Node::forwarded_whole>(const Facts& f) {
  return yes_if(f.hop.end != HopEnd::content_bad || f.content.whole);
}
template <>
inline Answer ask<Node::forwarded_in_time>(const Facts& f) {
  return yes_if(f.hop.end != HopEnd::content_bad || f.content.in_time);
}
template <>
inline Answer ask<Node::forwarded_sound>(const Facts& f) {
  return yes_if(f.hop.end != HopEnd::content_bad || f.content.sound);
}
template <>
inline Answer ask<Node::forwarded_fits>(const Facts& f) {
  return yes_if(f.hop.end != HopEnd::content_bad || f.content.fits);
}
template <>
inline Answer ask<Node::queue_open>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::queue_full);
}
template <>
inline Answer ask<Node::queue_moves>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::queue_slow);
}
template <>
inline Answer ask<Node::one_try_sufficed>(const Facts& f) {
  return no_if(f.hop.repeated.has_value());
}
template <>
inline Answer ask<Node::failed_try_connected>(const Facts& f) {
  return yes_if(f.hop.repeated >= HopPhase::send);
}
template <>
inline Answer ask<Node::name_found_in_time>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::dns_slow);
}
template <>
inline Answer ask<Node::name_found>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::dns_failed);
}
template <>
inline Answer ask<Node::upstream_routable>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::unroutable);
}
template <>
inline Answer ask<Node::upstream_accepts>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::refused);
}
template <>
inline Answer ask<Node::connected_in_time>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::connect_slow);
}
template <>
inline Answer ask<Node::upstream_connects>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::connect_failed);
}
template <>
inline Answer ask<Node::tls_in_time>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::tls_slow);
}
template <>
inline Answer ask<Node::certificate_good>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::certificate_bad);
}
template <>
inline Answer ask<Node::handshake_accepted>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::tls_alerted);
}
template <>
inline Answer ask<Node::handshake_sound>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::tls_failed);
}
template <>
inline Answer ask<Node::program_found>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::program_none);
}
template <>
inline Answer ask<Node::program_started>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::program_unstarted);
}
template <>
inline Answer ask<Node::request_looked_at>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::unprocessed);
}
template <>
inline Answer ask<Node::request_taken>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::send_slow);
}
template <>
inline Answer ask<Node::answered_in_time>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::head_slow);
}
template <>
inline Answer ask<Node::upstream_answers>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::closed);
}
template <>
inline Answer ask<Node::response_goes_on>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::silent);
}
template <>
inline Answer ask<Node::response_lasts>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::cut);
}
template <>
inline Answer ask<Node::stream_lasts>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::stream_reset);
}
template <>
inline Answer ask<Node::program_answers>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::program_ended);
}
template <>
inline Answer ask<Node::total_in_time>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::total_slow);
}
template <>
inline Answer ask<Node::response_head_fits>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::head_too_large);
}
template <>
inline Answer ask<Node::response_sound>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::malformed);
}
template <>
inline Answer ask<Node::program_sound>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::program_unsound);
}
template <>
inline Answer ask<Node::status_valid>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::status_invalid);
}
template <>
inline Answer ask<Node::interims_end>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::interim_many);
}
template <>
inline Answer ask<Node::switch_asked>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::switched_unasked);
}
template <>
inline Answer ask<Node::stays_http>(const Facts& f) {
  return no_if(f.hop.end == HopEnd::switched);
}
template <>
inline Answer ask<Node::switch_by_upgrade>(const Facts& f) {
  return no_if(f.request->asks_by_connect());
}
template <>
inline Answer ask<Node::switched_for_connect>(const Facts& f) {
  const auto said = status::status_from(f.hop.status); // registered or not
  return no_if(f.request->asks_by_connect() && said && status::class_of(*said) == status::Class::successful);
}
template <>
inline Answer ask<Node::leads_on>(const Facts& f) {
  return no_if(f.hop.redirects_to_itself);
}

} // namespace responsum::decision
