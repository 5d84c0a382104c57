// Answers of the chapter negotiate.
#pragma once

#include "responsum/decision/answers/ask.hpp"
#include "responsum/field/accept.hpp"

namespace responsum::decision {

// Strict negotiation: some media range takes the type with a weight above 0. Otherwise the type is refused only where
// the range that fits it best says q=0, since a server may disregard Accept (RFC 9110 12.5.1).
inline bool accepts_type(const Facts& f) {
  const auto type = field::parse_media_type(f.resource.representation.media_type);
  if (!type) return true;
  const auto quality = field::listed_media_quality(f.request->value(message::Field::accept), *type);
  return quality ? *quality > 0 : !f.route.negotiates_strictly;
}

template <>
inline Answer ask<Node::type_acceptable>(const Facts& f) {
  using message::Field;
  if (!f.request->sent(Field::accept) || f.request->value(Field::accept) == "*/*") return Answer::yes;
  return yes_if(accepts_type(f));
}
template <>
inline Answer ask<Node::coding_acceptable>(const Facts& f) {
  return yes_if(f.resource.coding_acceptable);
}

} // namespace responsum::decision
