// Proxy-Status (RFC 9209): what each hop in front of the origin has to say about a response.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "responsum/field/structured.hpp"

namespace responsum::field {

// RFC 9209 2.3.
enum class ProxyError : std::uint8_t {
  dns_timeout,
  dns_error,
  destination_not_found,
  destination_unavailable,
  destination_ip_prohibited,
  destination_ip_unroutable,
  connection_refused,
  connection_terminated,
  connection_timeout,
  connection_read_timeout,
  connection_write_timeout,
  connection_limit_reached,
  tls_protocol_error,
  tls_certificate_error,
  tls_alert_received,
  http_request_error,
  http_request_denied,
  http_response_incomplete,
  http_response_header_section_size,
  http_response_header_size,
  http_response_body_size,
  http_response_trailer_section_size,
  http_response_trailer_size,
  http_response_transfer_coding,
  http_response_content_coding,
  http_response_timeout,
  http_upgrade_failed,
  http_protocol_error,
  proxy_internal_response,
  proxy_internal_error,
  proxy_configuration_error,
  proxy_loop_detected,
};

struct ProxyErrorRow {
  ProxyError error;
  std::string_view name; // as the registry has it
};
inline constexpr std::array proxy_error_rows{
    ProxyErrorRow{ProxyError::dns_timeout, "dns_timeout"},
    ProxyErrorRow{ProxyError::dns_error, "dns_error"},
    ProxyErrorRow{ProxyError::destination_not_found, "destination_not_found"},
    ProxyErrorRow{ProxyError::destination_unavailable, "destination_unavailable"},
    ProxyErrorRow{ProxyError::destination_ip_prohibited, "destination_ip_prohibited"},
    ProxyErrorRow{ProxyError::destination_ip_unroutable, "destination_ip_unroutable"},
    ProxyErrorRow{ProxyError::connection_refused, "connection_refused"},
    ProxyErrorRow{ProxyError::connection_terminated, "connection_terminated"},
    ProxyErrorRow{ProxyError::connection_timeout, "connection_timeout"},
    ProxyErrorRow{ProxyError::connection_read_timeout, "connection_read_timeout"},
    ProxyErrorRow{ProxyError::connection_write_timeout, "connection_write_timeout"},
    ProxyErrorRow{ProxyError::connection_limit_reached, "connection_limit_reached"},
    ProxyErrorRow{ProxyError::tls_protocol_error, "tls_protocol_error"},
    ProxyErrorRow{ProxyError::tls_certificate_error, "tls_certificate_error"},
    ProxyErrorRow{ProxyError::tls_alert_received, "tls_alert_received"},
    ProxyErrorRow{ProxyError::http_request_error, "http_request_error"},
    ProxyErrorRow{ProxyError::http_request_denied, "http_request_denied"},
    ProxyErrorRow{ProxyError::http_response_incomplete, "http_response_incomplete"},
    ProxyErrorRow{ProxyError::http_response_header_section_size, "http_response_header_section_size"},
    ProxyErrorRow{ProxyError::http_response_header_size, "http_response_header_size"},
    ProxyErrorRow{ProxyError::http_response_body_size, "http_response_body_size"},
    ProxyErrorRow{ProxyError::http_response_trailer_section_size, "http_response_trailer_section_size"},
    ProxyErrorRow{ProxyError::http_response_trailer_size, "http_response_trailer_size"},
    ProxyErrorRow{ProxyError::http_response_transfer_coding, "http_response_transfer_coding"},
    ProxyErrorRow{ProxyError::http_response_content_coding, "http_response_content_coding"},
    ProxyErrorRow{ProxyError::http_response_timeout, "http_response_timeout"},
    ProxyErrorRow{ProxyError::http_upgrade_failed, "http_upgrade_failed"},
    ProxyErrorRow{ProxyError::http_protocol_error, "http_protocol_error"},
    ProxyErrorRow{ProxyError::proxy_internal_response, "proxy_internal_response"},
    ProxyErrorRow{ProxyError::proxy_internal_error, "proxy_internal_error"},
    ProxyErrorRow{ProxyError::proxy_configuration_error, "proxy_configuration_error"},
    ProxyErrorRow{ProxyError::proxy_loop_detected, "proxy_loop_detected"},
};
constexpr const ProxyErrorRow& row(ProxyError error) { return proxy_error_rows[static_cast<std::size_t>(error)]; }
constexpr std::string_view name(ProxyError error) { return row(error).name; }

// What this hop says; what is empty or none is left out. Views need only live for the call that writes.
struct ProxyStatus {
  std::string_view proxy{}; // how this hop is called
  std::optional<ProxyError> error{};
  std::string_view next_hop{};                    // host, address or name of the service that was asked
  std::string_view next_protocol{};               // the ALPN protocol that it was asked with
  std::optional<std::uint16_t> received_status{}; // what it answered
  std::string_view details{};                     // for people
  structured::Parameters more{}; // of the error type (RFC 9209 2.3): rcode, alert-id, header-name ...
};

// The member in its canonical text. Octets that no structured string can hold become '?': details may come from other
// libraries, and no octet of them may cost the whole field. `proxy` is not empty.
std::string write_proxy_status(const ProxyStatus& status);

// The value of a field that says what `received` (all lines joined) says and `own` behind it. Of what was received,
// members that are malformed are dropped, and so are all beyond `max_members` from the end: those nearest to this hop
// are kept.
inline constexpr std::size_t max_proxy_status_members = 32;
std::string append_proxy_status(std::string_view received, std::string_view own,
                                std::size_t max_members = max_proxy_status_members);

} // namespace responsum::field
