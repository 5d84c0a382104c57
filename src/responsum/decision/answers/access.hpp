// Answers of the chapter access.
#pragma once

#include "responsum/decision/answers/ask.hpp"

namespace responsum::decision {

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

} // namespace responsum::decision
