// Answers of the chapter connection.
#pragma once

#include "responsum/decision/answers/ask.hpp"

namespace responsum::decision {

template <>
inline Answer ask<Node::worker_has_room>(const Facts& f) {
  return yes_if(f.connection.worker_has_room);
}
template <>
inline Answer ask<Node::address_below_cap>(const Facts& f) {
  return yes_if(f.connection.address_below_cap);
}
template <>
inline Answer ask<Node::handshake_admitted>(const Facts& f) {
  return yes_if(f.connection.handshake_admitted);
}
template <>
inline Answer ask<Node::introduction_made>(const Facts& f) {
  return no_if(f.connection.introduction == Introduction::missing);
}
template <>
inline Answer ask<Node::introduction_sound>(const Facts& f) {
  return no_if(f.connection.introduction == Introduction::unsound);
}
template <>
inline Answer ask<Node::encrypted_where_expected>(const Facts& f) {
  return yes_if(f.connection.encrypted_where_expected || f.site.redirects_plain);
}
template <>
inline Answer ask<Node::handshake_succeeded>(const Facts& f) {
  return yes_if(f.connection.handshake_succeeded);
}
template <>
inline Answer ask<Node::frames_sound>(const Facts& f) {
  return yes_if(f.connection.frames == Frames::sound);
}
template <>
inline Answer ask<Node::streams_kept>(const Facts& f) {
  return no_if(f.connection.frames == Frames::cancelled_often);
}
template <>
inline Answer ask<Node::sections_short>(const Facts& f) {
  return no_if(f.connection.frames == Frames::continued_long);
}
template <>
inline Answer ask<Node::frames_ask>(const Facts& f) {
  return no_if(f.connection.frames == Frames::idle_many);
}
template <>
inline Answer ask<Node::any_byte_arrived>(const Facts& f) {
  return yes_if(f.connection.any_byte_arrived);
}
template <>
inline Answer ask<Node::head_in_time>(const Facts& f) {
  return yes_if(f.connection.head_in_time);
}
template <>
inline Answer ask<Node::head_complete>(const Facts& f) {
  return yes_if(f.connection.head_complete);
}

} // namespace responsum::decision
