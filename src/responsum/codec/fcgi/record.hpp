// Records of FastCGI (FastCGI 3.3, 8): their types and the numbers in them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace responsum::codec::fcgi {

enum class RecordType : std::uint8_t {
  begin_request = 1,
  abort_request,
  end_request,
  params,
  standard_input,
  standard_output,
  standard_error,
  data,
  get_values,
  get_values_result,
  unknown_type,
};

enum class Role : std::uint16_t { responder = 1, authorizer, filter };

// What becomes of the connection behind the request.
enum class Connection : std::uint8_t { closes = 0, stays = 1 };

// Why a request ended (FastCGI 5.5).
enum class ProtocolStatus : std::uint8_t { request_complete, cannot_multiplex, overloaded, unknown_role };

struct ProtocolStatusRow {
  ProtocolStatus status;
  std::string_view sentence;
};
inline constexpr std::array protocol_status_rows{
    ProtocolStatusRow{ProtocolStatus::request_complete, "The request is complete."},
    ProtocolStatusRow{ProtocolStatus::cannot_multiplex, "The application takes one request at a time."},
    ProtocolStatusRow{ProtocolStatus::overloaded, "The application is overloaded."},
    ProtocolStatusRow{ProtocolStatus::unknown_role, "The application does not play this role."},
};
constexpr const ProtocolStatusRow& row(ProtocolStatus s) { return protocol_status_rows[static_cast<std::size_t>(s)]; }

inline constexpr std::uint8_t version = 1;
inline constexpr std::size_t header_bytes = 8;
inline constexpr std::size_t body_bytes = 8;             // of BEGIN_REQUEST and END_REQUEST
inline constexpr std::size_t max_content_bytes = 0xffff; // of one record
// Requests follow one another on a connection, so that one number does for all; 0 is of the connection itself.
inline constexpr std::uint16_t request_id = 1;

} // namespace responsum::codec::fcgi
