// Answers of the chapter meter.
#pragma once

#include "responsum/decision/answers/ask.hpp"

namespace responsum::decision {

template <>
inline Answer ask<Node::metered>(const Facts& f) {
  return yes_if(f.admission.metered);
}
template <>
inline Answer ask<Node::key_readable>(const Facts& f) {
  return yes_if(f.admission.key_readable);
}
template <>
inline Answer ask<Node::key_known>(const Facts& f) {
  if (!f.knows(Lookup::hold_credits)) return Answer::later;
  return yes_if(f.admission.key_known);
}
template <>
inline Answer ask<Node::credits_left>(const Facts& f) {
  return yes_if(f.admission.credits_left);
}

} // namespace responsum::decision
