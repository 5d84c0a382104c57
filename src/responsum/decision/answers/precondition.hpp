// Answers of the chapter precondition (RFC 9110 13.2.2). Dates without validity are as if not sent.
#pragma once

#include "responsum/decision/answers/ask.hpp"
#include "responsum/field/http_date.hpp"

namespace responsum::decision {

inline std::optional<base::UnixSeconds> date_of(const Facts& f, message::Field field) {
  if (!f.request->sent(field) || f.request->repeated(field)) return std::nullopt;
  return field::parse_http_date(f.request->value(field), f.now_s);
}

template <>
inline Answer ask<Node::conditional>(const Facts& f) {
  using enum message::Field;
  const message::RequestHead& r = *f.request;
  return yes_if(r.sent(if_none_match) || r.sent(if_modified_since) || r.sent(if_match) ||
                r.sent(if_unmodified_since));
}
template <>
inline Answer ask<Node::has_if_match>(const Facts& f) {
  return yes_if(f.request->sent(message::Field::if_match));
}
template <>
inline Answer ask<Node::if_match_holds>(const Facts& f) {
  const std::string_view tags = f.request->value(message::Field::if_match);
  return yes_if(field::if_match_holds(tags, f.resource.exists(), f.resource.representation.tag));
}
template <>
inline Answer ask<Node::has_if_unmodified_since>(const Facts& f) {
  return yes_if(f.resource.has_date() && date_of(f, message::Field::if_unmodified_since).has_value());
}
template <>
inline Answer ask<Node::unmodified_since>(const Facts& f) {
  const auto date = date_of(f, message::Field::if_unmodified_since);
  return yes_if(f.resource.representation.modified_s <= *date);
}
template <>
inline Answer ask<Node::has_if_none_match>(const Facts& f) {
  return yes_if(f.request->sent(message::Field::if_none_match));
}
template <>
inline Answer ask<Node::no_tag_matches>(const Facts& f) {
  const std::string_view tags = f.request->value(message::Field::if_none_match);
  return yes_if(field::if_none_match_holds(tags, f.resource.exists(), f.resource.representation.tag));
}
template <>
inline Answer ask<Node::wants_what_it_holds>(const Facts& f) {
  return no_if(detail::changes(f));
}
template <>
inline Answer ask<Node::has_if_modified_since>(const Facts& f) {
  // RFC 9110 13.1.3: a method other than GET and HEAD ignores it.
  return yes_if(!detail::changes(f) && date_of(f, message::Field::if_modified_since).has_value());
}
template <>
inline Answer ask<Node::modified_since>(const Facts& f) {
  const auto date = date_of(f, message::Field::if_modified_since);
  return yes_if(f.resource.representation.modified_s > *date);
}

// The same questions of a method that changes something, asked again while nobody else can.
inline bool preconditions_hold(const message::RequestHead& head, const ResourceFacts& resource,
                               base::UnixSeconds now_s) {
  Facts f;
  f.request = &head;
  f.resource = resource;
  f.now_s = now_s;
  if (ask<Node::conditional>(f) == Answer::no) return true;
  if (ask<Node::has_if_match>(f) == Answer::yes) {
    if (ask<Node::if_match_holds>(f) == Answer::no) return false;
  } else if (ask<Node::has_if_unmodified_since>(f) == Answer::yes) {
    if (ask<Node::unmodified_since>(f) == Answer::no) return false;
  }
  return ask<Node::has_if_none_match>(f) == Answer::no || ask<Node::no_tag_matches>(f) == Answer::yes;
}

} // namespace responsum::decision
