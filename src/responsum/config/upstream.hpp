// Upstreams as they are configured: where, with how much time and room.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/limit.hpp"
#include "responsum/base/origin.hpp"
#include "responsum/client/endpoint.hpp"
#include "responsum/client/limits.hpp"
#include "responsum/config/limits.hpp"
#include "responsum/config/quantity.hpp"
#include "responsum/net/tls/client_context.hpp"

namespace responsum::config {

// Those of client::Limits, and what those who share out the requests, or hand them on, have besides.
struct UpstreamLimits : client::Limits {
  base::Limit slow_start_ms;
  base::Limit max_failures;
  base::Limit ejection_ms;
  base::Limit max_ejection_ms;
  base::Limit max_ejected_percent;
  base::Limit retries;
  base::Limit retry_budget_percent;
  base::Limit retry_budget_reserve;
  base::Limit request_buffer_bytes;
  base::Limit response_buffer_bytes;
};

// What an upstream has that says nothing else.
UpstreamLimits default_upstream_limits();

struct UpstreamLimitRow {
  base::Limit UpstreamLimits::* member;
  std::string_view key;
  std::uint64_t usual;
  Unit unit;
  std::uint64_t least;
  std::uint64_t most;
  std::string_view meaning; // what it bounds; what 0 means where 0 is special
  bool of_programs = false; // that are started for a request, too
};

inline constexpr std::array upstream_limit_rows{
    UpstreamLimitRow{&UpstreamLimits::dns_timeout_ms, "dns_timeout_ms", 5'000, Unit::milliseconds, 1,
                     limit_bounds::hour_ms, "to learn the address of a name"},
    UpstreamLimitRow{&UpstreamLimits::connect_timeout_ms, "connect_timeout_ms", 5'000, Unit::milliseconds, 1,
                     limit_bounds::hour_ms, "to make a connection"},
    UpstreamLimitRow{&UpstreamLimits::tls_timeout_ms, "tls_timeout_ms", 5'000, Unit::milliseconds, 1,
                     limit_bounds::hour_ms, "to agree on TLS, once the connection is made"},
    UpstreamLimitRow{&UpstreamLimits::send_timeout_ms, "send_timeout_ms", 30'000, Unit::milliseconds, 1,
                     limit_bounds::hour_ms, "without the upstream taking a byte of the request", true},
    UpstreamLimitRow{&UpstreamLimits::first_byte_timeout_ms, "first_byte_timeout_ms", 60'000, Unit::milliseconds, 1,
                     24 * limit_bounds::hour_ms, "from the request's last byte to the response's first", true},
    UpstreamLimitRow{&UpstreamLimits::between_bytes_timeout_ms, "between_bytes_timeout_ms", 60'000,
                     Unit::milliseconds, 1, 24 * limit_bounds::hour_ms, "without a byte of the response, once begun",
                     true},
    UpstreamLimitRow{&UpstreamLimits::total_timeout_ms, "total_timeout_ms", 0, Unit::milliseconds, 0,
                     24 * limit_bounds::hour_ms, "all attempts together, content included; 0: no such limit", true},
    UpstreamLimitRow{&UpstreamLimits::tunnel_timeout_ms, "tunnel_timeout_ms", limit_bounds::hour_ms,
                     Unit::milliseconds, 1, 24 * limit_bounds::hour_ms,
                     "without a byte either way, once protocols were switched"},
    UpstreamLimitRow{&UpstreamLimits::idle_timeout_ms, "idle_timeout_ms", 30'000, Unit::milliseconds, 1,
                     24 * limit_bounds::hour_ms, "that a connection waits for another request"},
    UpstreamLimitRow{&UpstreamLimits::max_connections, "max_connections", 512, Unit::count, 1, 100'000,
                     "connections to one server, of each worker"},
    UpstreamLimitRow{&UpstreamLimits::max_idle_connections, "max_idle_connections", 64, Unit::count, 0, 100'000,
                     "connections to one server that wait for a request, of each worker"},
    UpstreamLimitRow{&UpstreamLimits::max_queue, "max_queue", 256, Unit::count, 0, 1'000'000,
                     "requests that wait for a connection, of each worker", true},
    UpstreamLimitRow{&UpstreamLimits::queue_timeout_ms, "queue_timeout_ms", 5'000, Unit::milliseconds, 1,
                     limit_bounds::hour_ms, "that a request waits for a connection", true},
    UpstreamLimitRow{&UpstreamLimits::max_requests_per_connection, "max_requests_per_connection", 0, Unit::count, 0,
                     1'000'000'000, "requests after which a connection is closed; 0: no such limit"},
    UpstreamLimitRow{&UpstreamLimits::max_response_head_bytes, "max_response_head_bytes", 64 * limit_bounds::KiB,
                     Unit::bytes, limit_bounds::KiB, 16 * limit_bounds::MiB, "the head of a response", true},
    UpstreamLimitRow{&UpstreamLimits::max_response_fields, "max_response_fields", 256, Unit::count, 8, 256,
                     "field lines of a response", true},
    UpstreamLimitRow{&UpstreamLimits::max_interim_responses, "max_interim_responses", 32, Unit::count, 0, 1000,
                     "interim responses before the final one"},
    UpstreamLimitRow{&UpstreamLimits::http2_max_streams, "http2_max_streams", 100, Unit::count, 1, 10'000,
                     "requests of one HTTP/2 connection at a time, if the server takes as many"},
    UpstreamLimitRow{&UpstreamLimits::http2_window_bytes, "http2_window_bytes", 256 * limit_bounds::KiB, Unit::bytes,
                     16 * limit_bounds::KiB, limit_bounds::GiB,
                     "content of an HTTP/2 response that may be on its way unread"},
    UpstreamLimitRow{&UpstreamLimits::http2_max_idle_frames, "http2_max_idle_frames", 10'000, Unit::count, 100,
                     1'000'000'000,
                     "frames of an HTTP/2 server that bring nothing; a thirtieth comes back each second"},
    UpstreamLimitRow{&UpstreamLimits::http2_max_continuations, "http2_max_continuations", 8, Unit::count, 0, 10'000,
                     "frames that one header section of an HTTP/2 server goes on in"},
    UpstreamLimitRow{&UpstreamLimits::slow_start_ms, "slow_start_ms", 0, Unit::milliseconds, 0, limit_bounds::hour_ms,
                     "until a server that came back gets as much as the others; 0: at once"},
    UpstreamLimitRow{&UpstreamLimits::max_failures, "max_failures", 5, Unit::count, 0, 1'000'000,
                     "failures in a row after which a server gets no requests for a while; 0: no such limit"},
    UpstreamLimitRow{&UpstreamLimits::ejection_ms, "ejection_ms", 10'000, Unit::milliseconds, 1,
                     limit_bounds::hour_ms, "that while, the first time; each time after that it is twice as long"},
    UpstreamLimitRow{&UpstreamLimits::max_ejection_ms, "max_ejection_ms", 300'000, Unit::milliseconds, 1,
                     24 * limit_bounds::hour_ms, "that while at most"},
    UpstreamLimitRow{&UpstreamLimits::max_ejected_percent, "max_ejected_percent", 50, Unit::count, 0, 100,
                     "servers that may be without requests at a time, of a hundred"},
    UpstreamLimitRow{&UpstreamLimits::retries, "retries", 2, Unit::count, 0, 3, "attempts after the first"},
    UpstreamLimitRow{&UpstreamLimits::retry_budget_percent, "retry_budget_percent", 20, Unit::count, 0, 300,
                     "such attempts, of a hundred requests"},
    UpstreamLimitRow{&UpstreamLimits::retry_budget_reserve, "retry_budget_reserve", 100, Unit::count, 0, 1'000'000,
                     "such attempts before a share of the requests allows them, of each worker"},
    UpstreamLimitRow{&UpstreamLimits::request_buffer_bytes, "request_buffer_bytes", 64 * limit_bounds::KiB,
                     Unit::bytes, 0, limit_bounds::GiB,
                     "content of a request that is on its way, and that is kept to be sent again", true},
    UpstreamLimitRow{&UpstreamLimits::response_buffer_bytes, "response_buffer_bytes", 256 * limit_bounds::KiB,
                     Unit::bytes, 16 * limit_bounds::KiB, limit_bounds::GiB,
                     "content of a response that the client has not taken yet", true},
};

// How requests are shared out; see resource::gateway.
enum class Balance : std::uint8_t { round_robin, least_requests, two_choices, consistent_hash };

// Of TLS to the servers that are reached by https.
struct UpstreamTls {
  // Or a name; empty: none.
  struct File {
    std::string name;
    base::Origin origin{};
  };
  base::Origin origin{}; // of the upstream
  File ca;               // of PEM: whom to believe; none: whom the system believes
  File certificate;      // that is shown to servers that ask
  File key;
  File server_name; // that certificates have to be for; none: the host
  base::Origin least_origin{};
  net::tls::ClientSettings client; // with what is in the files
  bool http2 = true;               // may be agreed on
  base::Origin http2_origin{};
};
// By which version of the PROXY protocol a server is told for whom a connection is.
enum class IntroducedBy : std::uint8_t { nothing, version_1, version_2 };

// How each server is asked whether it is well.
struct HealthCheckSettings {
  base::Origin origin{};
  std::string path{}; // empty: it is not asked
  std::string host{}; // empty: the server's own
  std::vector<std::string> statuses{"2xx"};
  base::Limit interval_ms{"interval_ms", 5'000};
  base::Limit timeout_ms{"timeout_ms", 2'000};
  base::Limit rise{"rise", 2};
  base::Limit fall{"fall", 3};
};

struct HealthCheckLimitRow {
  base::Limit HealthCheckSettings::* member;
  Unit unit;
  std::uint64_t least;
  std::uint64_t most;
  std::string_view meaning;
};

inline constexpr std::array health_check_limit_rows{
    HealthCheckLimitRow{&HealthCheckSettings::interval_ms, Unit::milliseconds, 10, limit_bounds::hour_ms,
                        "from one check to the next, of each worker"},
    HealthCheckLimitRow{&HealthCheckSettings::timeout_ms, Unit::milliseconds, 1, limit_bounds::hour_ms,
                        "for a check from the connection to the end of the answer"},
    HealthCheckLimitRow{&HealthCheckSettings::rise, Unit::count, 1, 1000,
                        "good answers in a row after which a server that was down is used again"},
    HealthCheckLimitRow{&HealthCheckSettings::fall, Unit::count, 1, 1000,
                        "checks that fail in a row after which a server is down"},
};

struct UpstreamSettings {
  std::string name; // as configured, or of the one server that a route names
  base::Origin origin;
  std::vector<client::Endpoint> endpoints; // at least one
  Balance balance = Balance::round_robin;
  base::Origin balance_origin{};
  IntroducedBy introduced_by = IntroducedBy::nothing;
  base::Origin introduced_by_origin{};
  UpstreamTls tls;
  UpstreamLimits limits = default_upstream_limits();
  HealthCheckSettings health{};
};

// Whether both mean the same, wherever they were written.
bool is_same(const UpstreamSettings& a, const UpstreamSettings& b);

} // namespace responsum::config
