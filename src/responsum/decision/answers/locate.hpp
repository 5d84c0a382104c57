// Answers of the chapter locate.
#pragma once

#include "responsum/decision/answers/ask.hpp"
#include "responsum/field/accept.hpp"

namespace responsum::decision {

template <>
inline Answer ask<Node::name_public>(const Facts& f) {
  return yes_if(!f.path.hidden || f.route.serves_hidden);
}
template <>
inline Answer ask<Node::conceals>(const Facts& f) {
  return yes_if(f.route.conceals);
}
template <>
inline Answer ask<Node::found>(const Facts& f) {
  if (!f.knows(Lookup::locate)) return Answer::later;
  return yes_if(f.resource.located == Located::found);
}
template <>
inline Answer ask<Node::names_file>(const Facts& f) {
  return no_if(f.resource.located == Located::upload || f.resource.located == Located::job);
}
template <>
inline Answer ask<Node::names_upload>(const Facts& f) {
  return yes_if(f.resource.located == Located::upload);
}
template <>
inline Answer ask<Node::name_exists>(const Facts& f) {
  return no_if(f.resource.located == Located::none);
}
template <>
inline Answer ask<Node::makes_new>(const Facts& f) {
  return yes_if(f.change.makes_new && detail::changes(f));
}
template <>
inline Answer ask<Node::parents_are_directories>(const Facts& f) {
  return no_if(f.resource.located == Located::not_directory);
}
template <>
inline Answer ask<Node::parents_searchable>(const Facts& f) {
  return no_if(f.resource.located == Located::search_denied);
}
template <>
inline Answer ask<Node::file_readable>(const Facts& f) {
  return no_if(f.resource.located == Located::read_denied);
}
template <>
inline Answer ask<Node::symlinks_allowed>(const Facts& f) {
  return no_if(f.resource.located == Located::symlink_refused);
}
template <>
inline Answer ask<Node::stays_beneath_root>(const Facts& f) {
  return no_if(f.resource.located == Located::outside_root);
}
template <>
inline Answer ask<Node::links_end>(const Facts& f) {
  return no_if(f.resource.located == Located::loop);
}
template <>
inline Answer ask<Node::name_fits>(const Facts& f) {
  return no_if(f.resource.located == Located::name_too_long);
}
template <>
inline Answer ask<Node::ordinary_file>(const Facts& f) {
  return no_if(f.resource.located == Located::special);
}
template <>
inline Answer ask<Node::query_understood>(const Facts& f) {
  return no_if(f.resource.located == Located::query_invalid);
}
template <>
inline Answer ask<Node::ready>(const Facts& f) {
  return no_if(f.resource.located == Located::not_ready);
}
template <>
inline Answer ask<Node::stream_left>(const Facts& f) {
  return no_if(f.resource.located == Located::no_stream_left);
}
template <>
inline Answer ask<Node::resources_left>(const Facts& f) {
  return no_if(f.resource.located == Located::exhausted);
}
// Browsers say so; of clients that do not, those that would rather have a page than anything else.
inline bool is_navigation(const message::RequestHead& head) {
  using message::Field;
  constexpr field::MediaType page{"text", "html", {}};
  if (head.method != message::Method::get && head.method != message::Method::head) return false;
  if (head.sent(Field::sec_fetch_mode)) return head.value(Field::sec_fetch_mode) == "navigate";
  return field::prefers_media_type(head.value(Field::accept), page);
}

template <>
inline Answer ask<Node::falls_back>(const Facts& f) {
  return yes_if(f.route.falls_back);
}
template <>
inline Answer ask<Node::navigates>(const Facts& f) {
  return yes_if(is_navigation(*f.request));
}
template <>
inline Answer ask<Node::fallback_found>(const Facts& f) {
  if (!f.knows(Lookup::fall_back)) return Answer::later;
  return yes_if(f.resource.fell_back);
}
template <>
inline Answer ask<Node::asks_options>(const Facts& f) {
  return yes_if(f.request->method == message::Method::options);
}
template <>
inline Answer ask<Node::would_change>(const Facts& f) {
  return yes_if(detail::changes(f));
}
template <>
inline Answer ask<Node::is_directory>(const Facts& f) {
  return yes_if(f.resource.directory);
}
template <>
inline Answer ask<Node::slash_after_file>(const Facts& f) {
  return yes_if(f.path.ends_in_slash);
}
template <>
inline Answer ask<Node::slash_sent>(const Facts& f) {
  return yes_if(f.path.ends_in_slash);
}
template <>
inline Answer ask<Node::has_index>(const Facts& f) {
  return yes_if(f.resource.has_index);
}
template <>
inline Answer ask<Node::may_list>(const Facts& f) {
  return yes_if(f.route.lists);
}
template <>
inline Answer ask<Node::job_known>(const Facts& f) {
  return yes_if(f.job.known);
}
template <>
inline Answer ask<Node::job_remembered>(const Facts& f) {
  return no_if(f.job.expired);
}
template <>
inline Answer ask<Node::asks_job_methods>(const Facts& f) {
  return yes_if(f.request->method == message::Method::options);
}
template <>
inline Answer ask<Node::job_over>(const Facts& f) {
  return yes_if(f.job.over);
}
template <>
inline Answer ask<Node::job_succeeded>(const Facts& f) {
  return yes_if(f.job.succeeded);
}

} // namespace responsum::decision
