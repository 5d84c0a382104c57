// The diagram: one constexpr table of decisions. Reading it needs no code and running it needs no other table.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "responsum/base/join.hpp"
#include "responsum/decision/condition.hpp"
#include "responsum/decision/facts.hpp"

namespace responsum::decision {

// One drawing each, a screenful.
enum class Chapter : std::uint8_t {
  connection,
  message,
  gate,
  admit,
  access,
  method,
  gateway,
  locate,
  upload,
  state,
  negotiate,
  meter,
  precondition,
  content,
  act,
  range
};
inline constexpr std::size_t chapter_count = 16;

struct ChapterRow {
  Chapter chapter;
  std::string_view name;
  std::string_view caption;
};
inline constexpr std::array<ChapterRow, chapter_count> chapter_rows{{
    {Chapter::connection, "connection", "Is there somebody to answer, and room to do it?"},
    {Chapter::message, "message", "Is it a request that can be read in one way only?"},
    {Chapter::gate, "gate", "Is it for us, and does it come the right way?"},
    {Chapter::admit, "admit", "Is there room for it now, and does the law let it be answered?"},
    {Chapter::access, "access", "Who asks, and may they come in?"},
    {Chapter::method, "method", "Can this be asked of the route?"},
    {Chapter::gateway, "gateway", "What became of it at the next hop?"},
    {Chapter::locate, "locate", "Which thing does the path name, and can it be had?"},
    {Chapter::upload, "upload", "What is asked of an upload that was begun, and does that go with it?"},
    {Chapter::state, "state", "Can it be changed, as it stands?"},
    {Chapter::negotiate, "negotiate", "Which form of it does the client take?"},
    {Chapter::meter, "meter", "Is it paid for?"},
    {Chapter::precondition, "precondition", "Does the client's condition on its state hold?"},
    {Chapter::content, "content", "Did the content of the request come in whole?"},
    {Chapter::act, "act", "Was it done, and what is there to say of it?"},
    {Chapter::range, "range", "All of it, or parts?"},
}};
constexpr std::string_view name(Chapter c) { return chapter_rows[static_cast<std::size_t>(c)].name; }

enum class Node : std::uint16_t {
  // connection
  worker_has_room,
  address_below_cap,
  handshake_admitted,
  introduction_made,
  introduction_sound,
  encrypted_where_expected,
  handshake_succeeded,
  frames_sound,
  streams_kept,
  sections_short,
  frames_ask,
  any_byte_arrived,
  head_in_time,
  head_complete,
  // message
  head_sound,
  speaks_http,
  introduces_nobody,
  method_is_token,
  method_short_enough,
  target_short_enough,
  request_line_sound,
  target_sound,
  pseudo_fields_sound,
  version_sound,
  version_spoken,
  fields_small_enough,
  lines_short_enough,
  fields_few_enough,
  names_sound,
  colons_follow_names,
  lines_unfolded,
  line_endings_sound,
  values_sound,
  fields_end_to_end,
  host_present,
  host_single,
  host_valid,
  host_agrees,
  coding_known_to_version,
  one_length,
  chunked_last,
  length_valid,
  method_known,
  expectation_known,
  // gate
  authority_served,
  tls_asked_for,
  ends_with_head,
  upgrade_admitted,
  tls_begun,
  connection_authoritative,
  asks_server,
  scheme_suits,
  secure_host_known,
  gets_or_heads,
  host_canonical,
  host_shortly,
  name_unmoved,
  name_kept,
  leads_elsewhere,
  had_by_get,
  moved_for_good,
  shortly_for_good,
  number_by_method,
  shortly_for_now,
  accepts_work,
  path_decodes,
  path_stays_inside,
  path_names_file,
  route_matches,
  route_lasts,
  protocol_suits,
  can_upgrade,
  tls_suits,
  http_2_suits,
  surely_first,
  replay_safe,
  marked_early,
  handshake_awaited,
  // admit
  keeps_up,
  place_left,
  in_service,
  perhaps_let_in,
  state_had,
  state_missed,
  within_address,
  within_prefix,
  within_key,
  within_route,
  bandwidth_left,
  lawful,
  // access
  preflight,
  preflight_granted,
  certificate_demanded,
  certificate_shown,
  certificate_trusted,
  certificate_current,
  access_ruled,
  identity_free,
  credentials_brought,
  authority_named,
  authority_answers,
  authority_judges,
  authority_allows,
  scheme_challenges,
  failures_few,
  check_admitted,
  credentials_sound,
  credentials_right,
  credentials_current,
  nonce_fresh,
  rules_allow,
  denial_hidden,
  guarded,
  origin_own,
  token_in_query,
  token_right,
  context_known,
  context_asked,
  user_state_had,
  within_user,
  user_let_in,
  // method
  method_implemented,
  protocol_spoken,
  method_allowed,
  asks_echo,
  may_change,
  puts_whole,
  length_known,
  content_coding_taken,
  content_type_taken,
  declared_content_fits,
  answered_here,
  // gateway
  hops_left,
  hop_asks_echo,
  loop_free,
  length_told,
  upstream_up,
  client_stayed,
  forwarded_whole,
  forwarded_in_time,
  forwarded_sound,
  forwarded_fits,
  queue_open,
  queue_moves,
  one_try_sufficed,
  failed_try_connected,
  name_found_in_time,
  name_found,
  upstream_routable,
  upstream_accepts,
  connected_in_time,
  upstream_connects,
  tls_in_time,
  certificate_good,
  handshake_accepted,
  handshake_sound,
  program_found,
  program_started,
  request_looked_at,
  request_taken,
  answered_in_time,
  upstream_answers,
  response_goes_on,
  response_lasts,
  stream_lasts,
  program_answers,
  total_in_time,
  response_head_fits,
  response_sound,
  program_sound,
  status_valid,
  interims_end,
  switch_asked,
  stays_http,
  switch_by_upgrade,
  switched_for_connect,
  leads_on,
  // locate
  name_public,
  conceals,
  found,
  names_file,
  names_upload,
  name_exists,
  makes_new,
  parents_are_directories,
  parents_searchable,
  file_readable,
  symlinks_allowed,
  stays_beneath_root,
  links_end,
  name_fits,
  ordinary_file,
  query_understood,
  ready,
  stream_left,
  resources_left,
  falls_back,
  navigates,
  fallback_found,
  asks_options,
  would_change,
  is_directory,
  slash_after_file,
  slash_sent,
  has_index,
  may_list,
  job_known,
  job_remembered,
  asks_job_methods,
  job_over,
  job_succeeded,
  // upload
  upload_known,
  upload_lasts,
  asks_upload_methods,
  upload_free,
  upload_readable,
  asks_offset,
  gives_up,
  appends_partial,
  append_placed,
  upload_open,
  appends_something,
  offset_matches,
  append_length_agrees,
  append_fits,
  // state
  thing_suits,
  parent_there,
  name_possible,
  no_link,
  tree_removable,
  change_permitted,
  disk_writable,
  unlocked,
  patch_format_known,
  space_left,
  quota_left,
  condition_given,
  begins_upload,
  upload_length_agrees,
  upload_fits,
  upload_room,
  // negotiate
  type_acceptable,
  coding_acceptable,
  // meter
  metered,
  key_readable,
  key_known,
  credits_left,
  // precondition
  conditional,
  has_if_match,
  if_match_holds,
  has_if_unmodified_since,
  unmodified_since,
  has_if_none_match,
  no_tag_matches,
  wants_what_it_holds,
  has_if_modified_since,
  modified_since,
  // content
  content_announced,
  upload_placed,
  continue_wanted,
  content_whole,
  content_in_time,
  content_sound,
  content_fits,
  // act
  acts,
  change_awaited,
  upload_kept,
  upload_length_kept,
  upload_size_kept,
  content_decoded,
  inflated_fits,
  digest_matches,
  patch_readable,
  patch_meaningful,
  record_readable,
  record_valid,
  condition_lasted,
  unlocked_still,
  over_in_time,
  patch_applicable,
  state_lasted,
  space_lasted,
  quota_lasted,
  change_allowed,
  means_lasted,
  change_done,
  record_kept,
  record_wanted,
  little_wanted,
  entered_on_page,
  result_named,
  upload_whole,
  upload_dropped,
  upload_made,
  made_new,
  named_here,
  removed,
  // range
  sending_affordable,
  content_lawful,
  digest_wanted,
  range_asked,
  range_understood,
  malformed_ignored,
  if_range_holds,
  ranges_answerable,
  range_satisfiable,
  one_range,
};

// Where an answer leads: to another decision or to a condition.
struct Edge {
  bool ends;
  Node node{};
  Condition condition{};

  constexpr Edge(Node n) : ends{false}, node{n} {}
  constexpr Edge(Condition c) : ends{true}, condition{c} {}
};

struct Decision {
  Node node;
  std::string_view tag; // stable, never reused; edges are the tag with y or n behind it
  Chapter chapter;
  std::string_view question; // positive, ends in a question mark
  std::string_view rule;
  Edge yes;
  Edge no;
  bool main_yes = true; // which answer keeps to the main road of the drawing
  Lookup needs = Lookup::none;
};

} // namespace responsum::decision

#include "responsum/decision/chapters/access.hpp"
#include "responsum/decision/chapters/act.hpp"
#include "responsum/decision/chapters/admit.hpp"
#include "responsum/decision/chapters/connection.hpp"
#include "responsum/decision/chapters/content.hpp"
#include "responsum/decision/chapters/gate.hpp"
#include "responsum/decision/chapters/gateway.hpp"
#include "responsum/decision/chapters/locate.hpp"
#include "responsum/decision/chapters/message.hpp"
#include "responsum/decision/chapters/meter.hpp"
#include "responsum/decision/chapters/method.hpp"
#include "responsum/decision/chapters/negotiate.hpp"
#include "responsum/decision/chapters/precondition.hpp"
#include "responsum/decision/chapters/range.hpp"
#include "responsum/decision/chapters/state.hpp"
#include "responsum/decision/chapters/upload.hpp"

namespace responsum::decision {

inline constexpr auto diagram = base::join(chapters::connection, chapters::message, chapters::gate, chapters::admit,
                                           chapters::access, chapters::method, chapters::gateway, chapters::locate,
                                           chapters::upload, chapters::state, chapters::negotiate, chapters::meter,
                                           chapters::precondition, chapters::content, chapters::act, chapters::range);
inline constexpr std::size_t node_count = diagram.size();
inline constexpr std::size_t edge_count = node_count * 2;
inline constexpr Node first_node = Node::worker_has_room;

constexpr const Decision& row(Node n) { return diagram[static_cast<std::size_t>(n)]; }
constexpr const Edge& edge(Node n, bool answer) { return answer ? row(n).yes : row(n).no; }
// Edges are numbered 2 * node + answer.
constexpr std::size_t edge_index(Node n, bool answer) { return static_cast<std::size_t>(n) * 2 + (answer ? 1 : 0); }

// A fingerprint of the table, made at compile time: stands beside every recorded path, so that no path is replayed by
// another table.
extern const std::uint32_t edition;

} // namespace responsum::decision
