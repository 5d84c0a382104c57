// What an upstream is given time and room for. Each keeps its key and origin, so that a failure can name the one that
// spoke.
#pragma once

#include <cstddef>

#include "responsum/base/limit.hpp"

namespace responsum::client {

// More than this queued is more than the kernel takes at once: the rest waits where it comes from.
inline constexpr std::size_t most_queued_bytes = 256 * 1024;

struct Limits {
  base::Limit dns_timeout_ms;
  base::Limit connect_timeout_ms;
  base::Limit tls_timeout_ms;
  base::Limit send_timeout_ms;          // without the upstream taking anything
  base::Limit first_byte_timeout_ms;    // from the request's last octet to the response's first
  base::Limit between_bytes_timeout_ms; // of the response
  base::Limit total_timeout_ms;         // 0: none
  base::Limit tunnel_timeout_ms;        // without an octet either way, once protocols were switched
  base::Limit idle_timeout_ms;          // of a connection that waits for another request
  base::Limit max_connections;          // to one endpoint, of one worker
  base::Limit max_idle_connections;     // likewise
  base::Limit max_queue;                // exchanges that wait for a connection, of one worker
  base::Limit queue_timeout_ms;
  base::Limit max_requests_per_connection; // 0: none
  base::Limit max_response_head_bytes;
  base::Limit max_response_fields;
  base::Limit max_interim_responses; // before one final response
  base::Limit http2_max_streams;     // requests of one connection at a time
  base::Limit http2_window_bytes;    // of a response that may be on its way unread
  base::Limit http2_max_idle_frames; // that ask for nothing, in half a minute
  base::Limit http2_max_continuations;
};

} // namespace responsum::client
