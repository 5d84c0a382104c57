// Answers of the chapter gate.
#pragma once

#include "responsum/decision/answers/ask.hpp"

namespace responsum::decision {

template <>
inline Answer ask<Node::authority_served>(const Facts& f) {
  if (!f.knows(Lookup::find_site)) return Answer::later;
  return yes_if(f.route.site_known);
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
inline Answer ask<Node::certificate_demanded>(const Facts& f) {
  return yes_if(f.route.demands_certificate);
}
template <>
inline Answer ask<Node::certificate_shown>(const Facts& f) {
  return yes_if(f.client.shown);
}
template <>
inline Answer ask<Node::certificate_trusted>(const Facts& f) {
  return yes_if(f.client.distrust.empty());
}
template <>
inline Answer ask<Node::certificate_current>(const Facts& f) {
  return yes_if(f.client.not_before_s <= f.now_s && f.now_s <= f.client.not_after_s);
}
template <>
inline Answer ask<Node::guarded>(const Facts& f) {
  return yes_if(f.route.guarded);
}
template <>
inline Answer ask<Node::origin_own>(const Facts& f) {
  return yes_if(f.guard.origin_own);
}
template <>
inline Answer ask<Node::token_in_query>(const Facts& f) {
  return yes_if(f.guard.token_in_query);
}
template <>
inline Answer ask<Node::token_right>(const Facts& f) {
  return yes_if(f.guard.token_right);
}
template <>
inline Answer ask<Node::method_allowed>(const Facts& f) {
  return yes_if(f.route.allowed.contains(f.request->method));
}
template <>
inline Answer ask<Node::asks_echo>(const Facts& f) {
  return yes_if(f.request->method == message::Method::trace);
}
template <>
inline Answer ask<Node::declared_content_fits>(const Facts& f) {
  return yes_if(!f.request->has_content_length || f.request->content_length <= f.route.max_content_bytes);
}

} // namespace responsum::decision
