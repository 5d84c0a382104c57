// Answers of the chapter content.
#pragma once

#include "responsum/decision/answers/ask.hpp"
#include "responsum/field/expect.hpp"

namespace responsum::decision {

template <>
inline Answer ask<Node::content_announced>(const Facts& f) {
  return yes_if(f.request->announces_content());
}
template <>
inline Answer ask<Node::upload_placed>(const Facts& f) {
  // Of what is appended, too: only now nothing speaks against its content any more.
  if (!f.upload.named && !(f.upload.begins && f.upload.room)) return Answer::yes;
  if (!f.knows(Lookup::begin_upload)) return Answer::later;
  return yes_if(f.upload.placed);
}
template <>
inline Answer ask<Node::continue_wanted>(const Facts& f) {
  // RFC 9110 10.1.1: not for HTTP/1.0, and needless once content has begun to arrive.
  const message::RequestHead& r = *f.request;
  if (!r.sent(message::Field::expect) || r.version == message::Version::http_1_0) return Answer::no;
  if (!f.knows(Lookup::send_continue)) return Answer::later;
  return yes_if(f.content.continue_sent);
}
template <>
inline Answer ask<Node::content_whole>(const Facts& f) {
  if (!f.knows(Lookup::read_content)) return Answer::later;
  return yes_if(f.content.whole);
}
template <>
inline Answer ask<Node::content_in_time>(const Facts& f) {
  return yes_if(f.content.in_time);
}
template <>
inline Answer ask<Node::content_sound>(const Facts& f) {
  return yes_if(f.content.sound);
}
template <>
inline Answer ask<Node::content_fits>(const Facts& f) {
  return yes_if(f.content.fits);
}

} // namespace responsum::decision
