// Writes the heads of responses and the lines around chunks (RFC 9112 4, 5, 7.1).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "responsum/base/writer.hpp"
#include "responsum/message/response_head.hpp"
#include "responsum/message/version.hpp"

namespace responsum::codec::h1 {

// What the Connection field of a response says (RFC 9112 9.3, RFC 9110 7.8).
enum class ConnectionOption : std::uint8_t { none, keep_alive, close, upgrade, close_after_upgrade_offer };

struct ConnectionOptionRow {
  ConnectionOption option;
  std::string_view line; // the whole field line
};

inline constexpr std::array connection_option_rows{
    ConnectionOptionRow{ConnectionOption::none, ""},
    ConnectionOptionRow{ConnectionOption::keep_alive, "Connection: keep-alive\r\n"},
    ConnectionOptionRow{ConnectionOption::close, "Connection: close\r\n"},
    ConnectionOptionRow{ConnectionOption::upgrade, "Connection: upgrade\r\n"},
    ConnectionOptionRow{ConnectionOption::close_after_upgrade_offer, "Connection: close, upgrade\r\n"},
};

constexpr const ConnectionOptionRow& row(ConnectionOption option) {
  return connection_option_rows[static_cast<std::size_t>(option)];
}

consteval bool connection_option_rows_in_order() {
  for (std::size_t i = 0; i < connection_option_rows.size(); ++i)
    if (static_cast<std::size_t>(connection_option_rows[i].option) != i) return false;
  return true;
}
static_assert(connection_option_rows_in_order());

// An answer that stays on the connection says so only to HTTP/1.0, which expects it to close (RFC 9112 9.3).
// `offers_upgrade`: it has an Upgrade field, which is of this connection (RFC 9110 7.8).
constexpr ConnectionOption connection_option(message::Version request_version, bool keep_alive,
                                             bool offers_upgrade = false) {
  if (offers_upgrade) return keep_alive ? ConnectionOption::upgrade : ConnectionOption::close_after_upgrade_offer;
  if (!keep_alive) return ConnectionOption::close;
  return request_version == message::Version::http_1_0 ? ConnectionOption::keep_alive : ConnectionOption::none;
}

enum class TransferCoding : std::uint8_t { none, chunked };

// Octets that write_head() will write, exactly.
std::size_t head_size(const message::ResponseHead& head, ConnectionOption connection,
                      TransferCoding coding = TransferCoding::none);

// Status line, the head's fields in their order, Transfer-Encoding, Connection and the empty line. `request_version`
// is that of the request: HTTP/1.0 never gets chunks (RFC 9112 6.1). The status line always names HTTP/1.1, what this
// server conforms to (RFC 9110 6.2), and keeps its second space when the phrase is empty (RFC 9112 4). Callers check
// what becomes a value: a name, value or phrase that would break the line asserts.
void write_head(base::Writer& to, const message::ResponseHead& head, message::Version request_version,
                ConnectionOption connection, TransferCoding coding = TransferCoding::none);

// Chunked content: chunk_prefix, data, chunk_suffix, as often as there is data, and last_chunk.
inline constexpr std::string_view chunk_suffix = "\r\n";
inline constexpr std::string_view last_chunk = "0\r\n\r\n";
inline constexpr std::size_t max_chunk_prefix_bytes = 16 + 2;

// `size` is not 0: that would be the last chunk.
void chunk_prefix(base::Writer& to, std::uint64_t size);

} // namespace responsum::codec::h1
