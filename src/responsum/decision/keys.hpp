// Which keys of the configuration rule a question: whoever wants another answer there begins with them.
#pragma once

#include <array>
#include <string_view>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision {

// "limits.max_fields_bytes": the table and the key, as a configuration writes them.
struct KeyRow {
  Node node;
  std::string_view key;
};

// In the order of the table; a question that no key rules is not here. A test of config/ asks its reader for each.
inline constexpr std::array key_rows{
    KeyRow{Node::worker_has_room, "limits.max_connections"},
    KeyRow{Node::address_below_cap, "limits.max_connections_per_address"},
    KeyRow{Node::handshake_admitted, "limits.max_handshakes"},
    KeyRow{Node::introduction_made, "server.listen"},
    KeyRow{Node::introduction_made, "server.listen_tls"},
    KeyRow{Node::introduction_made, "limits.head_timeout_ms"},
    KeyRow{Node::introduction_sound, "limits.max_proxy_header_bytes"},
    KeyRow{Node::encrypted_where_expected, "server.listen_tls"},
    KeyRow{Node::encrypted_where_expected, "server.plain_on_tls"},
    KeyRow{Node::handshake_succeeded, "server.tls_min_version"},
    KeyRow{Node::handshake_succeeded, "server.http2"},
    KeyRow{Node::handshake_succeeded, "limits.head_timeout_ms"},
    KeyRow{Node::frames_sound, "server.http2"},
    KeyRow{Node::streams_kept, "limits.http2_max_resets"},
    KeyRow{Node::sections_short, "limits.http2_max_continuations"},
    KeyRow{Node::frames_ask, "limits.http2_max_idle_frames"},
    KeyRow{Node::any_byte_arrived, "limits.idle_timeout_ms"},
    KeyRow{Node::head_in_time, "limits.head_timeout_ms"},
    KeyRow{Node::head_in_time, "limits.min_rate_bytes_per_second"},
    KeyRow{Node::introduces_nobody, "server.listen"},
    KeyRow{Node::target_short_enough, "limits.max_target_bytes"},
    KeyRow{Node::fields_small_enough, "limits.max_fields_bytes"},
    KeyRow{Node::lines_short_enough, "limits.max_field_line_bytes"},
    KeyRow{Node::fields_few_enough, "limits.max_fields"},
    KeyRow{Node::authority_served, "site.hosts"},
    KeyRow{Node::tls_asked_for, "server.tls_upgrade"},
    KeyRow{Node::upgrade_admitted, "limits.max_handshakes"},
    KeyRow{Node::tls_begun, "server.tls_min_version"},
    KeyRow{Node::tls_begun, "limits.head_timeout_ms"},
    KeyRow{Node::connection_authoritative, "site.certificate"},
    KeyRow{Node::scheme_suits, "site.redirect_to_https"},
    KeyRow{Node::secure_host_known, "site.redirect_to_https"},
    KeyRow{Node::host_canonical, "site.canonical_host"},
    KeyRow{Node::name_unmoved, "site.redirect"},
    KeyRow{Node::leads_elsewhere, "site.redirect"},
    KeyRow{Node::had_by_get, "site.redirect"},
    KeyRow{Node::moved_for_good, "site.redirect"},
    KeyRow{Node::number_by_method, "site.redirect"},
    KeyRow{Node::shortly_for_now, "site.redirect"},
    KeyRow{Node::accepts_work, "limits.drain_timeout_ms"},
    KeyRow{Node::route_matches, "site.route.path"},
    KeyRow{Node::protocol_suits, "site.route.requires"},
    KeyRow{Node::surely_first, "server.tls_early_data"},
    KeyRow{Node::replay_safe, "site.route.replay_safe"},
    KeyRow{Node::handshake_awaited, "site.route.early_data"},
    KeyRow{Node::preflight, "site.route.cors"},
    KeyRow{Node::preflight_granted, "site.route.cors"},
    KeyRow{Node::certificate_demanded, "site.route.client_certificate"},
    KeyRow{Node::certificate_demanded, "site.client_certificate"},
    KeyRow{Node::certificate_trusted, "site.client_ca"},
    KeyRow{Node::access_ruled, "site.route.auth"},
    KeyRow{Node::access_ruled, "site.route.rule"},
    KeyRow{Node::identity_free, "site.route.rule"},
    KeyRow{Node::identity_free, "site.route.otherwise"},
    KeyRow{Node::credentials_brought, "site.route.auth"},
    KeyRow{Node::credentials_brought, "site.auth"},
    KeyRow{Node::failures_few, "limits.max_auth_failures"},
    KeyRow{Node::failures_few, "limits.auth_failure_window_ms"},
    KeyRow{Node::check_admitted, "limits.max_password_checks"},
    KeyRow{Node::check_admitted, "limits.password_check_timeout_ms"},
    KeyRow{Node::rules_allow, "site.route.rule"},
    KeyRow{Node::rules_allow, "site.route.otherwise"},
    KeyRow{Node::denial_hidden, "site.route.hide_denied"},
    KeyRow{Node::method_allowed, "site.route.trace"},
    KeyRow{Node::method_allowed, "site.route.writes"},
    KeyRow{Node::asks_echo, "site.route.trace"},
    KeyRow{Node::length_known, "site.route.require_length"},
    KeyRow{Node::content_type_taken, "site.route.accept_types"},
    KeyRow{Node::declared_content_fits, "limits.max_content_bytes"},
    KeyRow{Node::name_public, "site.route.hidden"},
    KeyRow{Node::conceals, "site.route.hidden"},
    KeyRow{Node::found, "site.route.files"},
    KeyRow{Node::found, "site.route.strip_prefix"},
    KeyRow{Node::name_exists, "site.route.files"},
    KeyRow{Node::symlinks_allowed, "site.route.symlinks"},
    KeyRow{Node::stays_beneath_root, "site.route.symlinks"},
    KeyRow{Node::falls_back, "site.route.fallback"},
    KeyRow{Node::fallback_found, "site.route.fallback"},
    KeyRow{Node::has_index, "site.route.index"},
    KeyRow{Node::may_list, "site.route.listing"},
    KeyRow{Node::tree_removable, "site.route.delete_trees"},
    KeyRow{Node::quota_left, "site.route.quota_bytes"},
    KeyRow{Node::condition_given, "site.route.require_preconditions"},
    KeyRow{Node::type_acceptable, "site.route.negotiation"},
    KeyRow{Node::coding_acceptable, "site.route.negotiation"},
    KeyRow{Node::coding_acceptable, "site.route.precompressed"},
    KeyRow{Node::content_in_time, "limits.content_timeout_ms"},
    KeyRow{Node::content_in_time, "limits.min_rate_bytes_per_second"},
    KeyRow{Node::content_fits, "limits.max_content_bytes"},
    KeyRow{Node::inflated_fits, "limits.max_content_bytes"},
    KeyRow{Node::quota_lasted, "site.route.quota_bytes"},
    KeyRow{Node::change_done, "site.route.durability"},
    KeyRow{Node::ranges_answerable, "limits.max_ranges"},
};

consteval bool keys_follow_the_diagram() {
  for (std::size_t i = 1; i < key_rows.size(); ++i)
    if (key_rows[i - 1].node > key_rows[i].node) return false;
  return true;
}
static_assert(keys_follow_the_diagram());

} // namespace responsum::decision
