// Answers of the chapter message: one fault, sorted; and what the head asks of the server as such.
#pragma once

#include "responsum/decision/answers/ask.hpp"
#include "responsum/field/expect.hpp"

namespace responsum::decision {

template <>
inline Answer ask<Node::head_sound>(const Facts& f) {
  return yes_if(f.fault == message::Fault::none);
}
template <>
inline Answer ask<Node::speaks_http>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::tls);
}
template <>
inline Answer ask<Node::introduces_nobody>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::introduction);
}
template <>
inline Answer ask<Node::method_is_token>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::method);
}
template <>
inline Answer ask<Node::method_short_enough>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::method_length);
}
template <>
inline Answer ask<Node::target_short_enough>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::target_length);
}
template <>
inline Answer ask<Node::request_line_sound>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::request_line);
}
template <>
inline Answer ask<Node::target_sound>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::target);
}
template <>
inline Answer ask<Node::pseudo_fields_sound>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::pseudo_field);
}
template <>
inline Answer ask<Node::version_sound>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::version_syntax);
}
template <>
inline Answer ask<Node::version_spoken>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::version);
}
template <>
inline Answer ask<Node::fields_small_enough>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::fields_total);
}
template <>
inline Answer ask<Node::lines_short_enough>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::fields_line);
}
template <>
inline Answer ask<Node::fields_few_enough>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::fields_count);
}
template <>
inline Answer ask<Node::names_sound>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::field_name);
}
template <>
inline Answer ask<Node::colons_follow_names>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::space_before_colon);
}
template <>
inline Answer ask<Node::lines_unfolded>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::folding);
}
template <>
inline Answer ask<Node::line_endings_sound>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::line_ending);
}
template <>
inline Answer ask<Node::values_sound>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::field_value);
}
template <>
inline Answer ask<Node::fields_end_to_end>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::connection_field);
}
template <>
inline Answer ask<Node::host_present>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::host_missing);
}
template <>
inline Answer ask<Node::host_single>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::host_repeated);
}
template <>
inline Answer ask<Node::host_valid>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::host_invalid);
}
template <>
inline Answer ask<Node::host_agrees>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::host_disagrees);
}
template <>
inline Answer ask<Node::coding_known_to_version>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::coding_in_1_0);
}
template <>
inline Answer ask<Node::one_length>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::two_lengths);
}
template <>
inline Answer ask<Node::chunked_last>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::chunked_not_last);
}
template <>
inline Answer ask<Node::length_valid>(const Facts& f) {
  return no_if(message::group(f.fault) == message::FaultGroup::length);
}
template <>
inline Answer ask<Node::method_known>(const Facts& f) {
  // RFC 9110 9.3.6: CONNECT asks for a tunnel to an authority, which nothing here makes.
  const message::Method method = f.request->method;
  return no_if((method == message::Method::unknown && !f.site.forwards_any) || method == message::Method::connect);
}
template <>
inline Answer ask<Node::expectation_known>(const Facts& f) {
  // RFC 9110 10.1.1: an HTTP/1.0 client cannot expect anything.
  const message::RequestHead& r = *f.request;
  if (!r.sent(message::Field::expect) || r.version == message::Version::http_1_0) return Answer::yes;
  return no_if(field::parse_expect(r.value(message::Field::expect)) == field::Expectation::unknown);
}

} // namespace responsum::decision
