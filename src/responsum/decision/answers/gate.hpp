// Answers of the chapter gate.
#pragma once

#include "responsum/decision/answers/ask.hpp"
#include "responsum/field/upgrade.hpp"

namespace responsum::decision {

template <>
inline Answer ask<Node::authority_served>(const Facts& f) {
  if (!f.knows(Lookup::find_site)) return Answer::later;
  return yes_if(f.route.site_known);
}
template <>
inline Answer ask<Node::tls_asked_for>(const Facts& f) {
  if (!f.connection.takes_upgrade || !field::offers_upgrade(*f.request)) [[likely]]
    return Answer::no;
  return no_if(field::upgrade_to_tls(f.request->value(message::Field::upgrade), f.site.tls_protocols).empty());
}
template <>
inline Answer ask<Node::ends_with_head>(const Facts& f) {
  return no_if(f.request->announces_content());
}
template <>
inline Answer ask<Node::upgrade_admitted>(const Facts& f) {
  return yes_if(f.connection.upgrade_admitted);
}
template <>
inline Answer ask<Node::tls_begun>(const Facts& f) {
  if (!f.knows(Lookup::start_tls)) return Answer::later;
  return yes_if(f.connection.encrypted);
}
template <>
inline Answer ask<Node::connection_authoritative>(const Facts& f) {
  return yes_if(f.connection.authoritative);
}
template <>
inline Answer ask<Node::asks_server>(const Facts& f) {
  return yes_if(f.request->target_form == message::TargetForm::asterisk);
}
template <>
inline Answer ask<Node::scheme_suits>(const Facts& f) {
  if (f.connection.encrypted) return Answer::yes;
  return yes_if(f.connection.encrypted_where_expected && !f.site.redirects_to_https);
}
template <>
inline Answer ask<Node::secure_host_known>(const Facts& f) {
  return yes_if(f.site.names_secure_host || f.request->authority.length != 0);
}
template <>
inline Answer ask<Node::gets_or_heads>(const Facts& f) {
  return yes_if(f.request->method == message::Method::get || f.request->method == message::Method::head);
}
template <>
inline Answer ask<Node::host_canonical>(const Facts& f) {
  return yes_if(f.site.host_canonical);
}
template <>
inline Answer ask<Node::host_shortly>(const Facts& f) {
  return ask<Node::gets_or_heads>(f);
}
template <>
inline Answer ask<Node::name_unmoved>(const Facts& f) {
  if (!f.site.redirects) return Answer::yes;
  if (!f.knows(Lookup::find_redirect)) return Answer::later;
  return no_if(f.redirect.leads || (f.retirement.past && f.retirement.of_name));
}
template <>
inline Answer ask<Node::name_kept>(const Facts& f) {
  return yes_if(f.redirect.leads);
}
template <>
inline Answer ask<Node::leads_elsewhere>(const Facts& f) {
  return no_if(f.redirect.to_itself);
}
template <>
inline Answer ask<Node::had_by_get>(const Facts& f) {
  return yes_if(f.redirect.to_get);
}
template <>
inline Answer ask<Node::moved_for_good>(const Facts& f) {
  return yes_if(f.redirect.permanent);
}
template <>
inline Answer ask<Node::shortly_for_good>(const Facts& f) {
  return ask<Node::gets_or_heads>(f);
}
template <>
inline Answer ask<Node::number_by_method>(const Facts& f) {
  return no_if(f.redirect.keeps_method);
}
template <>
inline Answer ask<Node::shortly_for_now>(const Facts& f) {
  return f.redirect.keeps_method ? Answer::no : ask<Node::gets_or_heads>(f);
}
template <>
inline Answer ask<Node::accepts_work>(const Facts& f) {
  return no_if(f.connection.draining);
}
template <>
inline Answer ask<Node::path_decodes>(const Facts& f) {
  if (!f.knows(Lookup::read_path)) return Answer::later;
  return no_if(f.path.state == PathState::bad_encoding);
}
template <>
inline Answer ask<Node::path_stays_inside>(const Facts& f) {
  return no_if(f.path.state == PathState::climbs);
}
template <>
inline Answer ask<Node::path_names_file>(const Facts& f) {
  return no_if(f.path.state == PathState::encoded_slash);
}
template <>
inline Answer ask<Node::route_matches>(const Facts& f) {
  if (!f.knows(Lookup::find_route)) return Answer::later;
  return yes_if(f.route.route_known);
}
template <>
inline Answer ask<Node::route_lasts>(const Facts& f) {
  return no_if(f.retirement.past);
}
namespace detail {
inline bool speaks_http_2(const Facts& f) { return f.request->version >= message::Version::http_2; }
inline bool offers_websocket(const Facts& f) {
  return field::asks_to_switch(*f.request) &&
         field::upgrade_names(f.request->value(message::Field::upgrade), "websocket");
}
} // namespace detail
template <>
inline Answer ask<Node::protocol_suits>(const Facts& f) {
  const RequiredProtocols& required = f.route.required;
  if (!required.tls && !required.http_2 && !required.websocket) return Answer::yes;
  return yes_if((!required.tls || f.connection.encrypted) && (!required.http_2 || detail::speaks_http_2(f)) &&
                (!required.websocket || detail::offers_websocket(f)));
}
template <>
inline Answer ask<Node::can_upgrade>(const Facts& f) {
  return yes_if(f.request->version == message::Version::http_1_1);
}
template <>
inline Answer ask<Node::tls_suits>(const Facts& f) {
  return yes_if(!f.route.required.tls || f.connection.encrypted);
}
template <>
inline Answer ask<Node::http_2_suits>(const Facts& f) {
  return yes_if(!f.route.required.http_2 || detail::speaks_http_2(f));
}
template <>
inline Answer ask<Node::surely_first>(const Facts& f) {
  // RFC 8470 5.1: whatever it says, and however often.
  return no_if(f.connection.early || f.request->sent(message::Field::early_data));
}
template <>
inline Answer ask<Node::replay_safe>(const Facts& f) {
  // CONNECT is not safe (RFC 9110 9.2.1), whatever it is laid out as.
  return yes_if(f.route.replay_safe.contains(f.request->method) && !f.request->asks_by_connect());
}
template <>
inline Answer ask<Node::marked_early>(const Facts& f) {
  return yes_if(f.request->sent(message::Field::early_data));
}
template <>
inline Answer ask<Node::handshake_awaited>(const Facts& f) {
  if (!f.route.awaits_handshake) return Answer::no;
  if (!f.knows(Lookup::finish_handshake)) return Answer::later;
  return no_if(f.connection.early);
}

} // namespace responsum::decision
