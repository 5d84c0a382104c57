// Every limit of the server with its default and its allowed range (house rule 11): one row each, read by the reader,
// by `config show` and by the documentation.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "responsum/base/limit.hpp"
#include "responsum/config/quantity.hpp"

namespace responsum::config {

struct Limits {
  base::Limit head_timeout_ms{"head_timeout_ms", 10'000};
  base::Limit idle_timeout_ms{"idle_timeout_ms", 60'000};
  base::Limit content_timeout_ms{"content_timeout_ms", 30'000};
  base::Limit write_timeout_ms{"write_timeout_ms", 30'000};
  base::Limit min_rate_bytes_per_second{"min_rate_bytes_per_second", 240};
  base::Limit drain_timeout_ms{"drain_timeout_ms", 30'000};
  base::Limit max_target_bytes{"max_target_bytes", 16 * 1024};
  base::Limit max_fields_bytes{"max_fields_bytes", 64 * 1024};
  base::Limit max_field_line_bytes{"max_field_line_bytes", 16 * 1024};
  base::Limit max_fields{"max_fields", 200};
  base::Limit max_connections{"max_connections", 0};
  base::Limit max_connections_per_address{"max_connections_per_address", 0};
  base::Limit max_handshakes{"max_handshakes", 1000};
  base::Limit max_proxy_header_bytes{"max_proxy_header_bytes", 4096};
  base::Limit max_requests_per_connection{"max_requests_per_connection", 0};
  base::Limit max_ranges{"max_ranges", 32};
  base::Limit max_content_bytes{"max_content_bytes", 1024 * 1024};
  base::Limit max_patched_bytes{"max_patched_bytes", 16 * 1024 * 1024};
  base::Limit max_waiting_changes{"max_waiting_changes", 1024};
  base::Limit max_discarded_bytes{"max_discarded_bytes", 64 * 1024};
  base::Limit max_cached_file_bytes{"max_cached_file_bytes", 128 * 1024};
  base::Limit max_cached_bytes{"max_cached_bytes", 64 * 1024 * 1024};
  base::Limit max_cached_files{"max_cached_files", 4096};
  base::Limit cache_check_ms{"cache_check_ms", 1000};
  base::Limit certificate_check_ms{"certificate_check_ms", 5000};
  base::Limit max_event_streams{"max_event_streams", 64};
  base::Limit event_stream_timeout_ms{"event_stream_timeout_ms", 5000};
  base::Limit http2_max_streams{"http2_max_streams", 128};
  base::Limit http2_window_bytes{"http2_window_bytes", 64 * 1024};
  base::Limit http2_max_resets{"http2_max_resets", 1000};
  base::Limit http2_max_continuations{"http2_max_continuations", 8};
  base::Limit http2_max_idle_frames{"http2_max_idle_frames", 10'000};
  base::Limit max_auth_failures{"max_auth_failures", 20};
  base::Limit auth_failure_window_ms{"auth_failure_window_ms", 60'000};
  base::Limit max_password_checks{"max_password_checks", 256};
  base::Limit password_check_timeout_ms{"password_check_timeout_ms", 10'000};
  base::Limit overload_target_ms{"overload_target_ms", 0};
  base::Limit max_counted_clients{"max_counted_clients", 1'000'000};
  base::Limit state_timeout_ms{"state_timeout_ms", 250};
};

struct LimitRow {
  base::Limit Limits::* member;
  Unit unit;
  std::uint64_t least;
  std::uint64_t most;
  std::string_view meaning; // what it bounds; what 0 means where 0 is special

  constexpr std::string_view key() const { return (Limits{}.*member).key; }
};

namespace limit_bounds {
inline constexpr std::uint64_t hour_ms = 3'600'000;
inline constexpr std::uint64_t KiB = 1024;
inline constexpr std::uint64_t MiB = 1024 * KiB;
inline constexpr std::uint64_t GiB = 1024 * MiB;
} // namespace limit_bounds

inline constexpr std::array limit_rows{
    LimitRow{&Limits::head_timeout_ms, Unit::milliseconds, 1, limit_bounds::hour_ms,
             "from the first byte of a request to the end of its head"},
    LimitRow{&Limits::idle_timeout_ms, Unit::milliseconds, 1, 24 * limit_bounds::hour_ms,
             "between two requests of a connection"},
    LimitRow{&Limits::content_timeout_ms, Unit::milliseconds, 1, limit_bounds::hour_ms,
             "without a byte of the request's content"},
    LimitRow{&Limits::write_timeout_ms, Unit::milliseconds, 1, limit_bounds::hour_ms,
             "without the client taking a byte of the response"},
    LimitRow{&Limits::min_rate_bytes_per_second, Unit::bytes_per_second, 0, limit_bounds::GiB,
             "the slowest that a request may come in; 0: no such limit"},
    LimitRow{&Limits::drain_timeout_ms, Unit::milliseconds, 0, limit_bounds::hour_ms,
             "from the wish to stop to the end of the last connection"},
    // RFC 9110 4.1 recommends at least 8000 octets for a URI.
    LimitRow{&Limits::max_target_bytes, Unit::bytes, 8000, limit_bounds::MiB, "the request target"},
    LimitRow{&Limits::max_fields_bytes, Unit::bytes, limit_bounds::KiB, 16 * limit_bounds::MiB,
             "all header fields of a request together"},
    LimitRow{&Limits::max_field_line_bytes, Unit::bytes, 256, limit_bounds::MiB, "one field line"},
    LimitRow{&Limits::max_fields, Unit::count, 8, 256, "field lines of a request"},
    LimitRow{&Limits::max_connections, Unit::count, 0, 10'000'000,
             "connections at a time; 0: as many as the process may have files open"},
    LimitRow{&Limits::max_connections_per_address, Unit::count, 0, 10'000'000,
             "connections of one client address at a time; 0: no such limit"},
    LimitRow{&Limits::max_handshakes, Unit::count, 0, 1'000'000,
             "TLS handshakes that one worker has under way; 0: no such limit"},
    // PROXY protocol 2.2: 536 octets hold every header that is not extended; certificates are what makes them long.
    LimitRow{&Limits::max_proxy_header_bytes, Unit::bytes, 536, 65'551, "a header of the PROXY protocol"},
    LimitRow{&Limits::max_requests_per_connection, Unit::count, 0, 1'000'000'000,
             "requests after which a connection is closed; 0: no such limit"},
    LimitRow{&Limits::max_ranges, Unit::count, 1, 1024, "ranges in one request"},
    LimitRow{&Limits::max_content_bytes, Unit::bytes, 0, 1024 * limit_bounds::GiB, "the content of a request"},
    LimitRow{&Limits::max_patched_bytes, Unit::bytes, 1, limit_bounds::GiB, "a document that PATCH changes"},
    LimitRow{&Limits::max_waiting_changes, Unit::count, 1, 1'000'000, "changes of files that wait for the disk"},
    LimitRow{&Limits::max_discarded_bytes, Unit::bytes, 0, limit_bounds::GiB,
             "content that is read and thrown away to keep the connection"},
    LimitRow{&Limits::max_cached_file_bytes, Unit::bytes, 0, 16 * limit_bounds::MiB,
             "the largest file kept in memory; 0: none is"},
    LimitRow{&Limits::max_cached_bytes, Unit::bytes, 0, 64 * limit_bounds::GiB,
             "all files of a route that one worker keeps in memory"},
    LimitRow{&Limits::max_cached_files, Unit::count, 0, 1'000'000, "files kept in memory by one worker"},
    LimitRow{&Limits::cache_check_ms, Unit::milliseconds, 0, 60'000,
             "how long a file in memory is believed before it is looked at again"},
    LimitRow{&Limits::certificate_check_ms, Unit::milliseconds, 0, limit_bounds::hour_ms,
             "how long the files of certificates are believed before they are looked at again; 0: until a reload"},
    LimitRow{&Limits::max_event_streams, Unit::count, 1, 1024, "who may follow the console's events at a time"},
    LimitRow{&Limits::event_stream_timeout_ms, Unit::milliseconds, 1, limit_bounds::hour_ms,
             "until somebody who follows events has taken what there was to tell"},
    LimitRow{&Limits::http2_max_streams, Unit::count, 1, 10'000, "requests of an HTTP/2 connection at a time"},
    // RFC 9113 6.9.1: a window holds less than 2^31 octets.
    LimitRow{&Limits::http2_window_bytes, Unit::bytes, limit_bounds::KiB, 1024 * limit_bounds::MiB,
             "content of an HTTP/2 request that may be on its way unread"},
    LimitRow{&Limits::http2_max_resets, Unit::count, 1, 1'000'000,
             "streams that an HTTP/2 client may give up at once; a thirtieth of them comes back each second"},
    LimitRow{&Limits::http2_max_continuations, Unit::count, 0, 1024, "CONTINUATION frames of one header section"},
    LimitRow{&Limits::http2_max_idle_frames, Unit::count, 100, 10'000'000,
             "HTTP/2 frames that ask for nothing at once; a thirtieth of them comes back each second"},
    LimitRow{
        &Limits::max_auth_failures, Unit::count, 0, 1'000'000,
        "wrong credentials of one address in auth_failure_window_ms, after which none are heard; 0: no such limit"},
    LimitRow{&Limits::auth_failure_window_ms, Unit::milliseconds, 1000, 24 * limit_bounds::hour_ms,
             "over which wrong credentials are counted"},
    LimitRow{&Limits::max_password_checks, Unit::count, 1, 100'000, "passwords that wait to be compared"},
    LimitRow{&Limits::password_check_timeout_ms, Unit::milliseconds, 1, limit_bounds::hour_ms,
             "until a password that waits has been compared"},
    LimitRow{&Limits::overload_target_ms, Unit::milliseconds, 0, 60'000,
             "how long requests may wait for a worker before it answers fewer; 0: no such limit"},
    LimitRow{&Limits::max_counted_clients, Unit::count, 1, 100'000'000,
             "clients that limits on requests are counted for at a time, 32 bytes each; read at the start"},
    LimitRow{&Limits::state_timeout_ms, Unit::milliseconds, 1, 60'000,
             "until the state server has answered; nothing waits for it but what it knows of other machines"},
};

// One row a limit: the table and the struct cannot part without this failing.
static_assert(sizeof(Limits) == limit_rows.size() * sizeof(base::Limit));

} // namespace responsum::config
