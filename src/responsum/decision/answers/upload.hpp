// Answers of the chapter upload.
#pragma once

#include "responsum/decision/answers/ask.hpp"

namespace responsum::decision {

template <>
inline Answer ask<Node::upload_known>(const Facts& f) {
  return yes_if(f.upload.known);
}
template <>
inline Answer ask<Node::upload_lasts>(const Facts& f) {
  return no_if(f.upload.expired);
}
template <>
inline Answer ask<Node::asks_upload_methods>(const Facts& f) {
  return yes_if(f.request->method == message::Method::options);
}
template <>
inline Answer ask<Node::upload_free>(const Facts& f) {
  if (!f.knows(Lookup::take_upload)) return Answer::later;
  return yes_if(f.upload.taken);
}
template <>
inline Answer ask<Node::upload_readable>(const Facts& f) {
  return yes_if(f.upload.readable);
}
template <>
inline Answer ask<Node::asks_offset>(const Facts& f) {
  return no_if(detail::changes(f));
}
template <>
inline Answer ask<Node::gives_up>(const Facts& f) {
  return yes_if(f.request->method == message::Method::delete_);
}
template <>
inline Answer ask<Node::appends_partial>(const Facts& f) {
  return yes_if(f.upload.partial);
}
template <>
inline Answer ask<Node::append_placed>(const Facts& f) {
  return yes_if(f.upload.at.has_value() && f.upload.completes.has_value());
}
template <>
inline Answer ask<Node::upload_open>(const Facts& f) {
  return no_if(f.upload.complete);
}
template <>
inline Answer ask<Node::appends_something>(const Facts& f) {
  return yes_if(f.upload.appends_octets);
}
template <>
inline Answer ask<Node::offset_matches>(const Facts& f) {
  return yes_if(f.upload.at == f.upload.offset);
}
template <>
inline Answer ask<Node::append_length_agrees>(const Facts& f) {
  const UploadFacts& u = f.upload;
  // What is announced is no shorter than what is here already.
  const bool covers = !u.announced || *u.announced >= u.offset;
  const bool same = !u.announced || !u.length || u.announced == u.length;
  return yes_if(u.lengths_agree && covers && same);
}
template <>
inline Answer ask<Node::append_fits>(const Facts& f) {
  const UploadFacts& u = f.upload;
  const std::uint64_t appended = f.request->has_content_length ? f.request->content_length : 0;
  return yes_if(u.announced.value_or(0) <= f.route.uploads.max_bytes && u.offset <= f.route.uploads.max_bytes &&
                appended <= f.route.uploads.max_bytes - u.offset);
}

} // namespace responsum::decision
