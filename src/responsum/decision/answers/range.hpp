// Answers of the chapter range.
#pragma once

#include "responsum/decision/answers/ask.hpp"
#include "responsum/field/if_range.hpp"
#include "responsum/field/range.hpp"

namespace responsum::decision {

// RFC 9110 13.1.5: strong comparison for tags; dates must be the very one that was sent as Last-Modified.
inline bool if_range_current(const Facts& f) {
  const RepresentationFacts& current = f.resource.representation;
  const auto value = field::parse_if_range(f.request->value(message::Field::if_range), f.now_s);
  if (!value) return false;
  if (const auto* tag = std::get_if<field::EntityTag>(&*value)) return field::same_strongly(*tag, current.tag);
  return current.dates_strongly && std::get<base::UnixSeconds>(*value) == current.modified_s;
}

template <>
inline Answer ask<Node::sending_affordable>(const Facts& f) {
  return yes_if(f.admission.bandwidth_left || !f.admission.costs_bandwidth);
}
template <>
inline Answer ask<Node::content_lawful>(const Facts& f) {
  if (!f.admission.content_in_question) return Answer::yes;
  if (!f.knows(Lookup::read_digest)) return Answer::later;
  return no_if(f.admission.content_barred);
}
template <>
inline Answer ask<Node::digest_wanted>(const Facts& f) {
  using enum message::Field;
  if (!f.request->sent(want_repr_digest) && !f.request->sent(want_content_digest)) return Answer::no;
  if (!f.knows(Lookup::read_digest)) return Answer::later;
  return Answer::yes;
}
template <>
inline Answer ask<Node::range_asked>(const Facts& f) {
  return yes_if(f.request->sent(message::Field::range) && f.request->method == message::Method::get &&
                !f.resource.representation.endless);
}
template <>
inline Answer ask<Node::range_understood>(const Facts& f) {
  if (!f.knows(Lookup::find_ranges)) return Answer::later;
  return no_if(f.range.outcome == field::RangeOutcome::not_bytes ||
               f.range.outcome == field::RangeOutcome::malformed);
}
// A range whose condition does not hold is not looked at, however it is written (RFC 9110 13.1.5).
template <>
inline Answer ask<Node::malformed_ignored>(const Facts& f) {
  if (f.range.outcome == field::RangeOutcome::not_bytes || !f.route.refuses_malformed_ranges) return Answer::yes;
  return yes_if(f.request->sent(message::Field::if_range) && !if_range_current(f));
}
template <>
inline Answer ask<Node::if_range_holds>(const Facts& f) {
  return yes_if(!f.request->sent(message::Field::if_range) || if_range_current(f));
}
template <>
inline Answer ask<Node::ranges_answerable>(const Facts& f) {
  using enum field::RangeOutcome;
  const field::RangeOutcome o = f.range.outcome;
  return no_if(o == too_many || o == abusive || o == empty);
}
template <>
inline Answer ask<Node::range_satisfiable>(const Facts& f) {
  return no_if(f.range.outcome == field::RangeOutcome::unsatisfiable);
}
template <>
inline Answer ask<Node::one_range>(const Facts& f) {
  return yes_if(f.range.ranges.size() == 1);
}

} // namespace responsum::decision
