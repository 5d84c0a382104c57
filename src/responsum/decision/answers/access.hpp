// Answers of the chapter access.
#pragma once

#include "responsum/decision/answers/ask.hpp"

namespace responsum::decision {

template <>
inline Answer ask<Node::preflight>(const Facts& f) {
  return yes_if(f.cors.preflight);
}
template <>
inline Answer ask<Node::preflight_granted>(const Facts& f) {
  return yes_if(f.cors.refusal == CorsRefusal::none);
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
inline Answer ask<Node::access_ruled>(const Facts& f) {
  return yes_if(f.route.ruled);
}
template <>
inline Answer ask<Node::identity_free>(const Facts& f) {
  if (!f.knows(Lookup::weigh_rules)) return Answer::later;
  return no_if(f.access.identity_wanted);
}
template <>
inline Answer ask<Node::credentials_brought>(const Facts& f) {
  if (!f.knows(Lookup::authenticate)) return Answer::later;
  return no_if(f.access.credentials == CredentialState::none);
}
template <>
inline Answer ask<Node::authority_named>(const Facts& f) {
  return yes_if(f.route.asks_authority);
}
template <>
inline Answer ask<Node::authority_answers>(const Facts& f) {
  if (!f.knows(Lookup::ask_authority)) return Answer::later;
  return yes_if(f.hop.end == HopEnd::answered);
}
template <>
inline Answer ask<Node::authority_judges>(const Facts& f) {
  return no_if(f.hop.judgement == Judgement::none);
}
template <>
inline Answer ask<Node::authority_allows>(const Facts& f) {
  return yes_if(f.hop.judgement == Judgement::let_in);
}
template <>
inline Answer ask<Node::scheme_challenges>(const Facts& f) {
  return yes_if(f.access.challenges);
}
template <>
inline Answer ask<Node::failures_few>(const Facts& f) {
  return no_if(f.access.credentials == CredentialState::limited);
}
template <>
inline Answer ask<Node::check_admitted>(const Facts& f) {
  return no_if(f.access.credentials == CredentialState::busy);
}
template <>
inline Answer ask<Node::credentials_sound>(const Facts& f) {
  return no_if(f.access.credentials == CredentialState::malformed);
}
template <>
inline Answer ask<Node::credentials_right>(const Facts& f) {
  return no_if(f.access.credentials == CredentialState::wrong);
}
template <>
inline Answer ask<Node::credentials_current>(const Facts& f) {
  return no_if(f.access.credentials == CredentialState::expired);
}
template <>
inline Answer ask<Node::nonce_fresh>(const Facts& f) {
  return no_if(f.access.credentials == CredentialState::stale);
}
template <>
inline Answer ask<Node::rules_allow>(const Facts& f) {
  return yes_if(f.access.allowed);
}
template <>
inline Answer ask<Node::denial_hidden>(const Facts& f) {
  return yes_if(f.access.hides);
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

} // namespace responsum::decision
