// Answers of the chapter state: at most one thing is seen to be in the way, the first in the order of the questions.
#pragma once

#include <algorithm>

#include "responsum/decision/answers/ask.hpp"

namespace responsum::decision {

template <>
inline Answer ask<Node::thing_suits>(const Facts& f) {
  return no_if(f.change.seen == Hindrance::unsuited);
}
template <>
inline Answer ask<Node::parent_there>(const Facts& f) {
  return no_if(f.change.seen == Hindrance::parent_missing);
}
template <>
inline Answer ask<Node::name_possible>(const Facts& f) {
  return no_if(f.change.seen == Hindrance::name_impossible);
}
template <>
inline Answer ask<Node::no_link>(const Facts& f) {
  return no_if(f.change.seen == Hindrance::link);
}
template <>
inline Answer ask<Node::tree_removable>(const Facts& f) {
  return no_if(f.change.seen == Hindrance::not_empty);
}
template <>
inline Answer ask<Node::change_permitted>(const Facts& f) {
  return no_if(f.change.seen == Hindrance::denied);
}
template <>
inline Answer ask<Node::disk_writable>(const Facts& f) {
  return no_if(f.change.seen == Hindrance::read_only);
}
template <>
inline Answer ask<Node::unlocked>(const Facts& f) {
  return no_if(f.change.seen == Hindrance::locked);
}
template <>
inline Answer ask<Node::patch_format_known>(const Facts& f) {
  return no_if(f.change.seen == Hindrance::format_unknown);
}
template <>
inline Answer ask<Node::space_left>(const Facts& f) {
  return no_if(f.change.seen == Hindrance::no_space);
}
template <>
inline Answer ask<Node::quota_left>(const Facts& f) {
  if (!f.knows(Lookup::reserve)) return Answer::later;
  return no_if(f.change.seen == Hindrance::over_quota);
}
template <>
inline Answer ask<Node::condition_given>(const Facts& f) {
  using enum message::Field;
  const message::RequestHead& r = *f.request;
  if (!f.change.condition_wanted) return Answer::yes;
  // What there is to be changed is named by a state; what is not there yet, by saying so.
  return yes_if(r.sent(if_match) || r.sent(if_unmodified_since) || r.sent(if_none_match));
}
template <>
inline Answer ask<Node::begins_upload>(const Facts& f) {
  return yes_if(f.upload.begins);
}
template <>
inline Answer ask<Node::upload_length_agrees>(const Facts& f) {
  return yes_if(f.upload.lengths_agree);
}
template <>
inline Answer ask<Node::upload_fits>(const Facts& f) {
  const std::uint64_t brought = f.request->has_content_length ? f.request->content_length : 0;
  return yes_if(std::max(f.upload.announced.value_or(0), brought) <= f.route.uploads.max_bytes);
}
template <>
inline Answer ask<Node::upload_room>(const Facts& f) {
  return yes_if(f.upload.room || f.upload.completes == true);
}

} // namespace responsum::decision
