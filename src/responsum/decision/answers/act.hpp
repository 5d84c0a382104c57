// Answers of the chapter act: what the change met is one thing, and the first question that it answers ends the walk.
#pragma once

#include "responsum/decision/answers/ask.hpp"
#include "responsum/field/content_type.hpp"
#include "responsum/field/prefer.hpp"

namespace responsum::decision {

template <>
inline Answer ask<Node::acts>(const Facts& f) {
  return yes_if(detail::changes(f));
}
template <>
inline Answer ask<Node::change_awaited>(const Facts& f) {
  if (!f.knows(Lookup::change)) return Answer::later;
  return no_if(f.change.met == Hindrance::client_gone);
}
template <>
inline Answer ask<Node::upload_kept>(const Facts& f) {
  return no_if(f.change.met == Hindrance::superseded);
}
template <>
inline Answer ask<Node::upload_length_kept>(const Facts& f) {
  return no_if(f.change.met == Hindrance::length_differs);
}
template <>
inline Answer ask<Node::upload_size_kept>(const Facts& f) {
  return no_if(f.change.met == Hindrance::upload_too_large);
}
template <>
inline Answer ask<Node::content_decoded>(const Facts& f) {
  return no_if(f.change.met == Hindrance::undecodable);
}
template <>
inline Answer ask<Node::inflated_fits>(const Facts& f) {
  return no_if(f.change.met == Hindrance::inflates);
}
template <>
inline Answer ask<Node::digest_matches>(const Facts& f) {
  return no_if(f.change.met == Hindrance::digest_differs);
}
template <>
inline Answer ask<Node::patch_readable>(const Facts& f) {
  return no_if(f.change.met == Hindrance::patch_malformed);
}
template <>
inline Answer ask<Node::patch_meaningful>(const Facts& f) {
  return no_if(f.change.met == Hindrance::patch_senseless);
}
template <>
inline Answer ask<Node::record_readable>(const Facts& f) {
  return no_if(f.change.met == Hindrance::record_malformed);
}
template <>
inline Answer ask<Node::record_valid>(const Facts& f) {
  return no_if(f.change.met == Hindrance::record_invalid);
}
template <>
inline Answer ask<Node::condition_lasted>(const Facts& f) {
  return no_if(f.change.met == Hindrance::overtaken);
}
template <>
inline Answer ask<Node::unlocked_still>(const Facts& f) {
  return no_if(f.change.met == Hindrance::locked);
}
template <>
inline Answer ask<Node::over_in_time>(const Facts& f) {
  return no_if(f.change.queued);
}
template <>
inline Answer ask<Node::patch_applicable>(const Facts& f) {
  return no_if(f.change.met == Hindrance::patch_inapplicable);
}
template <>
inline Answer ask<Node::state_lasted>(const Facts& f) {
  using enum Hindrance;
  const Hindrance met = f.change.met;
  return no_if(met == conflict || met == unsuited || met == parent_missing || met == name_impossible || met == link ||
               met == not_empty || met == format_unknown);
}
template <>
inline Answer ask<Node::space_lasted>(const Facts& f) {
  return no_if(f.change.met == Hindrance::no_space);
}
template <>
inline Answer ask<Node::quota_lasted>(const Facts& f) {
  return no_if(f.change.met == Hindrance::over_quota);
}
template <>
inline Answer ask<Node::change_allowed>(const Facts& f) {
  return no_if(f.change.met == Hindrance::denied || f.change.met == Hindrance::read_only);
}
template <>
inline Answer ask<Node::means_lasted>(const Facts& f) {
  return no_if(f.change.met == Hindrance::exhausted);
}
template <>
inline Answer ask<Node::change_done>(const Facts& f) {
  return yes_if(f.change.met == Hindrance::none);
}
template <>
inline Answer ask<Node::record_kept>(const Facts& f) {
  return yes_if(f.route.keeps_records);
}
template <>
inline Answer ask<Node::record_wanted>(const Facts& f) {
  return yes_if(field::parse_prefer(f.request->value(message::Field::prefer)).returns ==
                field::Return::representation);
}
template <>
inline Answer ask<Node::little_wanted>(const Facts& f) {
  return yes_if(field::parse_prefer(f.request->value(message::Field::prefer)).returns == field::Return::minimal);
}
// A browser says so of what replaces the page; and a page sends nothing but forms in that way.
template <>
inline Answer ask<Node::entered_on_page>(const Facts& f) {
  const auto type = field::parse_media_type(f.request->value(message::Field::content_type));
  const bool of_form =
      type && (type->is("application", "x-www-form-urlencoded") || type->is("multipart", "form-data"));
  return yes_if(of_form && f.request->value(message::Field::sec_fetch_dest) == "document");
}
template <>
inline Answer ask<Node::result_named>(const Facts& f) {
  return yes_if(f.route.has_result);
}
template <>
inline Answer ask<Node::upload_whole>(const Facts& f) {
  return no_if(f.upload.unfinished);
}
template <>
inline Answer ask<Node::upload_dropped>(const Facts& f) {
  return yes_if(f.request->method == message::Method::delete_);
}
template <>
inline Answer ask<Node::upload_made>(const Facts& f) {
  return yes_if(f.upload.begins);
}
template <>
inline Answer ask<Node::made_new>(const Facts& f) {
  return yes_if(f.change.created);
}
template <>
inline Answer ask<Node::named_here>(const Facts& f) {
  return yes_if(f.request->method == message::Method::post || f.upload.by_post);
}
template <>
inline Answer ask<Node::removed>(const Facts& f) {
  return yes_if(f.request->method == message::Method::delete_);
}

} // namespace responsum::decision
