#include "responsum/exchange/limits.hpp"

namespace responsum::exchange {

const base::Limit* limit_behind(decision::Condition condition, const decision::Facts& facts, const Limits& limits) {
  using decision::Condition;
  if (condition == Condition::conn_full) return &limits.max_connections;
  if (condition == Condition::conn_cap) return &limits.max_connections_per_address;
  if (condition == Condition::frames_cancelled) return &limits.http2_max_resets;
  if (condition == Condition::frames_continued) return &limits.http2_max_continuations;
  if (condition == Condition::frames_idle) return &limits.http2_max_idle_frames;
  if (condition == Condition::conn_handshakes) return &limits.max_handshakes;
  if (condition == Condition::proxy_missing) return facts.connection.head_in_time ? nullptr : &limits.head_timeout_ms;
  if (condition == Condition::proxy_malformed)
    return facts.fault == message::Fault::proxy_v2_too_long ? &limits.max_proxy_header_bytes : nullptr;
  if (condition == Condition::bandwidth_spent) return facts.admission.quota;
  // A route may take less than the server does.
  if (condition == Condition::content_declared_too_large)
    return facts.route.max_content_bytes == limits.max_content_bytes.value ? &limits.max_content_bytes : nullptr;
  if (condition == Condition::auth_failures) return &limits.max_auth_failures;
  if (condition == Condition::auth_busy) return &limits.max_password_checks;
  if (condition == Condition::conn_idle) return facts.connection.head_in_time ? nullptr : &limits.idle_timeout_ms;
  if (condition == Condition::tls_handshake) return facts.connection.head_in_time ? nullptr : &limits.head_timeout_ms;
  // A connection that was cut off met no limit, nor did one that speaks plainly.
  if (condition == Condition::head_cut || condition == Condition::conn_plain_bytes) return nullptr;
  return facts.limit;
}

} // namespace responsum::exchange
