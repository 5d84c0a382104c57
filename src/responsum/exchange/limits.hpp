// The limits that a session applies; each keeps its key and origin, so that an answer can name the one that spoke.
#pragma once

#include "responsum/base/limit.hpp"
#include "responsum/decision/condition.hpp"
#include "responsum/decision/facts.hpp"

namespace responsum::exchange {

struct Limits {
  base::Limit head_timeout_ms;
  base::Limit idle_timeout_ms;
  base::Limit content_timeout_ms;
  base::Limit write_timeout_ms;
  base::Limit min_rate_bytes_per_second;
  base::Limit max_target_bytes;
  base::Limit max_fields_bytes;
  base::Limit max_field_line_bytes;
  base::Limit max_fields;
  base::Limit max_connections;
  base::Limit max_connections_per_address;
  base::Limit max_handshakes;
  base::Limit max_proxy_header_bytes;
  base::Limit max_requests_per_connection;
  base::Limit max_content_bytes;
  base::Limit max_discarded_bytes;
  base::Limit event_stream_timeout_ms;
  base::Limit http2_max_streams;
  base::Limit http2_window_bytes;
  base::Limit http2_max_resets;
  base::Limit http2_max_continuations;
  base::Limit http2_max_idle_frames;
  base::Limit max_auth_failures;
  base::Limit auth_failure_window_ms;
  base::Limit max_password_checks;
  base::Limit password_check_timeout_ms;
};

// The limit that an answer follows from, also where facts only hold its number. Null: none spoke.
const base::Limit* limit_behind(decision::Condition condition, const decision::Facts& facts, const Limits& limits);

} // namespace responsum::exchange
