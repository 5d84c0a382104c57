// Answers of the chapter method.
#pragma once

#include "responsum/decision/answers/ask.hpp"

namespace responsum::decision {

template <>
inline Answer ask<Node::method_implemented>(const Facts& f) {
  return yes_if(f.request->method != message::Method::unknown || f.route.forwards);
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
inline Answer ask<Node::declared_content_fits>(const Facts& f) {
  return yes_if(!f.request->has_content_length || f.request->content_length <= f.route.max_content_bytes);
}
template <>
inline Answer ask<Node::answered_here>(const Facts& f) {
  return no_if(f.route.forwards);
}

} // namespace responsum::decision
