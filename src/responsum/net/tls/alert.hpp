// The alerts of TLS by the names that the standards give them.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace responsum::net::tls {

struct AlertRow {
  std::uint8_t code;
  std::string_view name;
};

// RFC 8446 6 and RFC 5246 7.2; RFC 6066 9, RFC 7301 3.2, RFC 7507 3.
inline constexpr std::array alert_rows{
    AlertRow{0, "close_notify"},
    AlertRow{10, "unexpected_message"},
    AlertRow{20, "bad_record_mac"},
    AlertRow{21, "decryption_failed"},
    AlertRow{22, "record_overflow"},
    AlertRow{30, "decompression_failure"},
    AlertRow{40, "handshake_failure"},
    AlertRow{41, "no_certificate"},
    AlertRow{42, "bad_certificate"},
    AlertRow{43, "unsupported_certificate"},
    AlertRow{44, "certificate_revoked"},
    AlertRow{45, "certificate_expired"},
    AlertRow{46, "certificate_unknown"},
    AlertRow{47, "illegal_parameter"},
    AlertRow{48, "unknown_ca"},
    AlertRow{49, "access_denied"},
    AlertRow{50, "decode_error"},
    AlertRow{51, "decrypt_error"},
    AlertRow{60, "export_restriction"},
    AlertRow{70, "protocol_version"},
    AlertRow{71, "insufficient_security"},
    AlertRow{80, "internal_error"},
    AlertRow{86, "inappropriate_fallback"},
    AlertRow{90, "user_canceled"},
    AlertRow{100, "no_renegotiation"},
    AlertRow{109, "missing_extension"},
    AlertRow{110, "unsupported_extension"},
    AlertRow{111, "certificate_unobtainable"},
    AlertRow{112, "unrecognized_name"},
    AlertRow{113, "bad_certificate_status_response"},
    AlertRow{114, "bad_certificate_hash_value"},
    AlertRow{115, "unknown_psk_identity"},
    AlertRow{116, "certificate_required"},
    AlertRow{120, "no_application_protocol"},
};

constexpr std::string_view alert_name(std::uint8_t code) {
  const auto row = std::ranges::find(alert_rows, code, &AlertRow::code);
  return row == alert_rows.end() ? "unknown" : row->name;
}

} // namespace responsum::net::tls
