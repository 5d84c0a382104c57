// Answers of the chapter admit, and of the questions that wait until it is known who the client is.
#pragma once

#include "responsum/decision/answers/ask.hpp"

namespace responsum::decision {

template <>
inline Answer ask<Node::keeps_up>(const Facts& f) {
  if (!f.admission.has_places) return Answer::yes;
  if (!f.knows(Lookup::take_place)) return Answer::later;
  return yes_if(f.admission.keeps_up);
}
template <>
inline Answer ask<Node::place_left>(const Facts& f) {
  return yes_if(f.admission.place_left);
}
template <>
inline Answer ask<Node::in_service>(const Facts& f) {
  return yes_if(f.admission.in_service);
}
template <>
inline Answer ask<Node::perhaps_let_in>(const Facts& f) {
  return yes_if(f.admission.users_let_in);
}
template <>
inline Answer ask<Node::state_had>(const Facts& f) {
  if (!f.admission.rated) return Answer::yes;
  if (!f.knows(Lookup::take_share)) return Answer::later;
  return yes_if(f.admission.rate.state_had);
}
template <>
inline Answer ask<Node::state_missed>(const Facts& f) {
  return yes_if(f.admission.open_without_state);
}
template <>
inline Answer ask<Node::within_address>(const Facts& f) {
  return no_if(f.admission.rate.refused_by == CountedBy::address);
}
template <>
inline Answer ask<Node::within_prefix>(const Facts& f) {
  return no_if(f.admission.rate.refused_by == CountedBy::prefix);
}
template <>
inline Answer ask<Node::within_key>(const Facts& f) {
  return no_if(f.admission.rate.refused_by == CountedBy::key);
}
template <>
inline Answer ask<Node::within_route>(const Facts& f) {
  return no_if(f.admission.rate.refused_by == CountedBy::route);
}
namespace detail {
// Whether the answer may turn out to be 304, which costs nothing worth counting: then it is asked again at the end.
inline bool asks_for_change(const Facts& f) {
  using enum message::Field;
  return f.request->sent(if_none_match) || f.request->sent(if_modified_since);
}
} // namespace detail
template <>
inline Answer ask<Node::bandwidth_left>(const Facts& f) {
  return yes_if(f.admission.bandwidth_left || !f.admission.costs_bandwidth || detail::asks_for_change(f));
}
template <>
inline Answer ask<Node::lawful>(const Facts& f) {
  return yes_if(f.admission.order.id.empty());
}

// --- When it is known who the client is ----------------------------------------------------------------------------

template <>
inline Answer ask<Node::context_known>(const Facts& f) {
  return yes_if(f.admission.context_known);
}
template <>
inline Answer ask<Node::context_asked>(const Facts& f) {
  return yes_if(f.admission.context_asked);
}
template <>
inline Answer ask<Node::user_state_had>(const Facts& f) {
  if (!f.admission.rated_by_user) return Answer::yes;
  if (!f.knows(Lookup::take_user_share)) return Answer::later;
  return yes_if(f.admission.rate.state_had || f.admission.open_without_state);
}
template <>
inline Answer ask<Node::within_user>(const Facts& f) {
  return no_if(f.admission.rate.refused_by == CountedBy::user);
}
template <>
inline Answer ask<Node::user_let_in>(const Facts& f) {
  return yes_if(f.admission.in_service || f.admission.user_let_in);
}

} // namespace responsum::decision
