// Answers of the chapter method.
#pragma once

#include "responsum/decision/answers/ask.hpp"

namespace responsum::decision {

template <>
inline Answer ask<Node::method_implemented>(const Facts& f) {
  return yes_if(f.request->method != message::Method::unknown || f.route.forwards);
}
template <>
inline Answer ask<Node::protocol_spoken>(const Facts& f) {
  return yes_if(!f.request->asks_by_connect() || f.route.tunnels);
}
template <>
inline Answer ask<Node::method_allowed>(const Facts& f) {
  return yes_if(f.route.allowed.contains(f.request->method));
}
template <>
inline Answer ask<Node::asks_echo>(const Facts& f) {
  return yes_if(f.request->method == message::Method::trace && !f.route.forwards);
}
template <>
inline Answer ask<Node::may_change>(const Facts& f) {
  return yes_if(detail::changes(f) && !f.route.forwards); // what is handed on is not for us to judge
}
template <>
inline Answer ask<Node::puts_whole>(const Facts& f) {
  return no_if(f.request->method == message::Method::put && f.request->sent(message::Field::content_range));
}
template <>
inline Answer ask<Node::length_known>(const Facts& f) {
  return no_if(f.route.asks_length && f.request->length_unknown);
}
template <>
inline Answer ask<Node::content_coding_taken>(const Facts& f) {
  return yes_if(f.route.content_coding_taken);
}
template <>
inline Answer ask<Node::content_type_taken>(const Facts& f) {
  return yes_if(f.route.content_type_taken);
}
template <>
inline Answer ask<Node::declared_content_fits>(const Facts& f) {
  return yes_if(!f.request->has_content_length || f.request->content_length <= f.route.max_content_bytes);
}
template <>
inline Answer ask<Node::answered_here>(const Facts& f) {
  return no_if(f.route.forwards);
}

} // namespace responsum::decision
