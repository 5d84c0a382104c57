// The registry of conditions: closed, versioned, one row each. People search for the id; code, logs, metrics, problem
// documents and pages use it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "responsum/field/proxy_status.hpp"
#include "responsum/status/status.hpp"

namespace responsum::decision {

enum class Condition : std::uint16_t {
  // connection
  conn_full,
  conn_cap,
  conn_handshakes,
  proxy_missing,
  proxy_malformed,
  conn_tls_bytes,
  proxy_unexpected,
  conn_plain_bytes,
  tls_handshake,
  frames_cancelled,
  frames_continued,
  frames_idle,
  frames_unsound,
  conn_idle,
  head_cut,
  // message
  head_slow,
  syntax_method,
  method_too_long,
  target_too_long,
  syntax_request_line,
  syntax_target,
  syntax_pseudo_field,
  syntax_version,
  version_unsupported,
  fields_total,
  fields_line,
  fields_count,
  syntax_field_name,
  syntax_space_before_colon,
  syntax_folding,
  syntax_line_ending,
  syntax_field_value,
  syntax_connection_field,
  host_missing,
  host_repeated,
  host_invalid,
  host_disagrees,
  framing_te_in_1_0,
  framing_two_lengths,
  framing_chunked_not_last,
  framing_length,
  coding_unknown,
  method_unknown,
  expect_unknown,
  // gate
  authority_unknown,
  tls_upgraded,
  authority_misdirected,
  options_server,
  canon_scheme,
  canon_scheme_any,
  canon_hostless,
  canon_host,
  canon_host_any,
  name_retired,
  redirect_self,
  moved_see_other,
  moved_permanently,
  moved_permanently_any,
  moved_permanently_kept,
  moved_temporarily,
  moved_temporarily_any,
  server_draining,
  route_none,
  need_connection,
  need_tls,
  need_h2,
  need_websocket,
  early_marked,
  early_unsafe,
  // access
  cors_preflight,
  cors_refused,
  cert_none,
  cert_untrusted,
  cert_expired,
  auth_unjudged,
  auth_relayed,
  auth_none,
  cert_nameless,
  auth_failures,
  auth_busy,
  auth_malformed,
  auth_wrong,
  auth_expired,
  auth_stale,
  acl_hidden,
  acl_denied,
  origin_foreign,
  token_kept,
  console_token,
  // method
  protocol_unknown,
  method_not_allowed,
  trace_echo,
  put_partial,
  length_required,
  content_coding,
  content_type,
  content_declared_too_large,
  // admit, and what waits until it is known who the client is
  overload_shed,
  overload_full,
  maintenance,
  rate_state_lost,
  rate_address,
  rate_prefix,
  rate_key,
  rate_route,
  bandwidth_spent,
  legal_order,
  context_missing,
  context_absent,
  rate_user,
  // gateway
  gw_loop,
  gw_client_gone,
  gw_down,
  gw_queue_full,
  gw_queue_slow,
  gw_dns_timeout,
  gw_dns_error,
  gw_unroutable,
  gw_refused,
  gw_connect_timeout,
  gw_connect_failed,
  gw_tls_timeout,
  gw_tls_certificate,
  gw_tls_alert,
  gw_tls_failed,
  gw_unprocessed,
  gw_send_timeout,
  gw_first_byte_timeout,
  gw_closed,
  gw_between_bytes_timeout,
  gw_cut,
  gw_stream_reset,
  gw_total_timeout,
  gw_head_too_large,
  gw_malformed,
  gw_status_invalid,
  gw_interim_many,
  gw_switched_unasked,
  gw_upgraded,
  gw_connected,
  gw_not_switched,
  gw_redirects_to_itself,
  gw_relayed,
  handler_none,
  handler_start,
  handler_ended,
  handler_head,
  // locate
  path_encoding,
  path_climbs,
  path_encoded_slash,
  fs_hidden,
  fs_concealed,
  fs_none,
  fs_no_fallback,
  fs_not_directory,
  fs_search_denied,
  fs_read_denied,
  fs_symlink_refused,
  fs_outside_root,
  fs_loop,
  fs_name_too_long,
  fs_special,
  query_invalid,
  console_busy,
  fs_exhausted,
  fs_io_error,
  options_resource,
  dir_slash,
  dir_no_index,
  // upload
  upload_none,
  upload_expired,
  upload_state,
  upload_fields,
  upload_completed,
  upload_offset,
  // state
  method_unsuited,
  write_no_parent,
  write_name,
  write_link,
  dir_not_empty,
  fs_write_denied,
  fs_read_only,
  fs_locked,
  patch_type,
  fs_full,
  quota_full,
  cond_required,
  upload_length,
  upload_too_large,
  upload_many,
  // negotiate
  neg_type,
  neg_coding,
  // meter
  meter_malformed,
  meter_unpaid,
  meter_exhausted,
  // precondition
  cond_if_match,
  cond_if_unmodified_since,
  cond_fresh,
  cond_if_none_match,
  cond_not_modified,
  // content
  upload_created,
  upload_progress,
  content_wanted,
  content_cut,
  content_slow,
  content_malformed,
  content_streamed_too_large,
  // act
  write_client_gone,
  upload_superseded,
  content_undecodable,
  content_inflates,
  content_digest,
  patch_syntax,
  patch_senseless,
  form_malformed,
  form_invalid,
  cond_overtaken,
  patch_conflict,
  state_changed,
  fs_write_failed,
  upload_cancelled,
  upload_begun,
  upload_appended,
  form_kept,
  form_noted,
  form_result,
  form_recorded,
  write_made,
  write_member,
  write_removed,
  write_replaced,
  // range and deliver
  legal_digest,
  range_malformed,
  range_none,
  range_single,
  range_multiple,
  dir_listed,
  repr_whole,
  // of work that goes on after its request was answered
  op_still_running,
  job_queued,
  job_none,
  job_expired,
  job_running,
  job_failed,
  job_done,
};

// What the response to a condition must carry beyond what every response carries. Delivery produces each of these
// from facts; a condition whose status obliges a field and that does not name it here does not compile (laws.hpp).
enum class Obligation : std::uint32_t {
  allow = 1,              // RFC 9110 10.2.1
  location = 2,           // RFC 9110 10.2.2
  content_range = 4,      // RFC 9110 14.4, of a single part
  complete_length = 8,    // Content-Range: bytes */N, RFC 9110 15.5.17
  retry_after = 16,       // RFC 9110 10.2.3
  byteranges = 32,        // a multipart/byteranges content, RFC 9110 14.6
  validators = 64,        // ETag, Last-Modified, Vary and Cache-Control of the selected representation
  variants = 128,         // a list of what could have been had, RFC 9110 15.5.7
  challenge = 256,        // WWW-Authenticate, RFC 9110 11.6.1
  cookie = 512,           // Set-Cookie with the token that was brought, RFC 6265 4.1
  upgrade = 1024,         // with Connection: upgrade, RFC 9110 7.8
  accept_encoding = 2048, // of requests, RFC 9110 12.5.3
  accept = 4096,          // media types of requests, RFC 9110 12.5.1
  accept_patch = 8192,    // RFC 5789 3.1
  member = 16384,         // Location of what was made, RFC 9110 15.3.2
  rate_limit = 32768,     // RateLimit and RateLimit-Policy of the limit that refused
  blocked_by = 65536,     // Link with rel="blocked-by", RFC 7725 4
  echo = 131072,          // Ms-Echo-Request, and Set-Cookie or Accept-CH with what is to be brought (MS-WDV 2.2.6)
  payment = 262144,       // Link with rel="payment", and the price
  upload = 524288,        // how much of an upload is here, and what it may take; resumable-upload 4.1
  preference = 1048576,   // Preference-Applied where one was, and Vary; RFC 7240 3
};
using Obligations = std::uint32_t;
constexpr Obligations operator|(Obligation a, Obligation b) {
  return static_cast<Obligations>(static_cast<Obligations>(a) | static_cast<Obligations>(b));
}

// How an exchange with this condition ends. `hang_up` is an end that is no status: the connection closes in silence.
enum class Ending : std::uint8_t { final, final_and_close, interim, hang_up };

// What the content of the answer is.
// `relayed`: the number is that of an upstream's response, too. `report`: how work stands.
enum class Content : std::uint8_t { none, representation, explanation, listing, echo, record, relayed, report };

struct ConditionRow {
  Condition condition;
  std::string_view id;
  status::Status status; // in profile strict; meaningless for hang_up
  Ending ending;
  Content content;
  Obligations obligations;
  std::string_view rule;                          // the document and section it comes from
  std::string_view sentence;                      // for people: what is the case
  std::string_view cure;                          // what would have been right, or what to do now
  std::optional<field::ProxyError> proxy_error{}; // of what a gateway says, as Proxy-Status names it
  std::string_view problem_type{};                // registered for it (RFC 9457 4.2); empty: the condition itself
};

} // namespace responsum::decision

#include "responsum/decision/condition_rows.hpp" // IWYU pragma: export

namespace responsum::decision {

inline constexpr std::size_t condition_count = condition_rows.size();

constexpr const ConditionRow& row(Condition c) { return condition_rows[static_cast<std::size_t>(c)]; }
constexpr std::string_view id(Condition c) { return row(c).id; }

consteval bool condition_rows_in_order() {
  for (std::size_t i = 0; i < condition_rows.size(); ++i)
    if (static_cast<std::size_t>(condition_rows[i].condition) != i) return false;
  return true;
}
static_assert(condition_rows_in_order());

constexpr bool obliges(Condition c, Obligation o) { return (row(c).obligations & static_cast<Obligations>(o)) != 0; }

// By id, "fs.search-denied"; nothing when there is no such condition.
constexpr std::optional<Condition> condition_named(std::string_view text) {
  for (const ConditionRow& r : condition_rows)
    if (r.id == text) return r.condition;
  return std::nullopt;
}

} // namespace responsum::decision
