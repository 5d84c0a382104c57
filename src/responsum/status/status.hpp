// Status codes as values: an enumerator for every code that has a name, and room for every other one of 100..599.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace responsum::status {

// The value is the number on the wire. A code without an enumerator is a value of this type too and keeps its number
// (RFC 9110 15: codes are extensible); `status_from` makes it.
enum class Status : std::uint16_t {
  continue_ = 100,
  switching_protocols = 101,
  processing = 102,
  early_hints = 103,
  upload_resumption_supported = 104,

  ok = 200,
  created = 201,
  accepted = 202,
  non_authoritative_information = 203,
  no_content = 204,
  reset_content = 205,
  partial_content = 206,
  multi_status = 207,
  already_reported = 208,
  this_is_fine = 218,
  im_used = 226,

  multiple_choices = 300,
  moved_permanently = 301,
  found = 302,
  see_other = 303,
  not_modified = 304,
  use_proxy = 305,
  unused = 306,
  temporary_redirect = 307,
  permanent_redirect = 308,

  bad_request = 400,
  unauthorized = 401,
  payment_required = 402,
  forbidden = 403,
  not_found = 404,
  method_not_allowed = 405,
  not_acceptable = 406,
  proxy_authentication_required = 407,
  request_timeout = 408,
  conflict = 409,
  gone = 410,
  length_required = 411,
  precondition_failed = 412,
  content_too_large = 413,
  uri_too_long = 414,
  unsupported_media_type = 415,
  range_not_satisfiable = 416,
  expectation_failed = 417,
  im_a_teapot = 418,
  page_expired = 419,
  enhance_your_calm = 420,
  misdirected_request = 421,
  unprocessable_content = 422,
  locked = 423,
  failed_dependency = 424,
  too_early = 425,
  upgrade_required = 426,
  precondition_required = 428,
  too_many_requests = 429,
  security_rejection = 430,
  request_header_fields_too_large = 431,
  login_timeout = 440,
  no_response = 444,
  retry_with = 449,
  blocked_by_parental_controls = 450,
  unavailable_for_legal_reasons = 451,
  credential_service_redirect = 457,
  client_closed_connection = 460,
  too_many_forwarded_addresses = 463,
  incompatible_protocol = 464,
  request_header_too_large = 494,
  certificate_error = 495,
  certificate_required = 496,
  http_request_sent_to_https_port = 497,
  invalid_token = 498,
  client_closed_request = 499,

  internal_server_error = 500,
  not_implemented = 501,
  bad_gateway = 502,
  service_unavailable = 503,
  gateway_timeout = 504,
  http_version_not_supported = 505,
  variant_also_negotiates = 506,
  insufficient_storage = 507,
  loop_detected = 508,
  bandwidth_limit_exceeded = 509,
  not_extended = 510,
  network_authentication_required = 511,
  origin_unknown_error = 520,
  origin_down = 521,
  origin_connection_timeout = 522,
  origin_unreachable = 523,
  origin_read_timeout = 524,
  origin_tls_handshake_failed = 525,
  origin_certificate_invalid = 526,
  railgun_error = 527,
  site_overloaded = 529,
  edge_error = 530,
  temporarily_disabled = 540,
  identity_provider_unauthorized = 561,
  network_read_timeout = 598,
  network_connect_timeout = 599,
};

inline constexpr int lowest_code = 100;
inline constexpr int highest_code = 599;
inline constexpr std::size_t code_digits = 3; // on the wire

constexpr std::uint16_t code(Status s) { return static_cast<std::uint16_t>(s); }

// RFC 9110 15.2.2: the connection goes on in another protocol.
constexpr bool switches_protocols(Status s) { return s == Status::switching_protocols; }
// RFC 9110 15.5.22: Upgrade says what it wants to be spoken to in.
constexpr bool asks_for_upgrade(Status s) { return s == Status::upgrade_required; }

// Empty outside 100..599: such a number is no status, and a client treats it as a server error (RFC 9110 15).
constexpr std::optional<Status> status_from(int number) {
  if (number < lowest_code || number > highest_code) return std::nullopt;
  return static_cast<Status>(number);
}

// RFC 9110 15: the first digit.
enum class Class : std::uint8_t { informational = 1, successful, redirection, client_error, server_error };

constexpr Class class_of(Status s) { return static_cast<Class>(code(s) / 100); }

// The status that stands for its class: x00, as which a recipient reads a code it does not know (RFC 9110 15).
constexpr Status generic(Class c) { return static_cast<Status>(static_cast<int>(c) * 100); }

// A response that others precede: every informational one (RFC 9110 15.2).
constexpr bool interim(Status s) { return class_of(s) == Class::informational; }

} // namespace responsum::status
