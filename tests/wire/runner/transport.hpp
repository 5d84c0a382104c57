// What carries a request: HTTP/1.1 or HTTP/2, in the clear or in TLS.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace responsum::wire {

enum class Transport : std::uint8_t { plain, tls, h2, h2c };

struct TransportRow {
  Transport transport;
  std::string_view name; // in the header of a wire file and in the name of a test
  bool http_2;           // HTTP/1.1 otherwise
  bool encrypted;
  std::string_view alpn; // the protocol that is asked for in the handshake; empty where there is none
};

inline constexpr std::array transports{
    TransportRow{Transport::plain, "plain", false, false, ""},
    TransportRow{Transport::tls, "tls", false, true, "http/1.1"}, TransportRow{Transport::h2, "h2", true, true, "h2"},
    TransportRow{Transport::h2c, "h2c", true, false, ""}, // with prior knowledge, RFC 9113 3.3
};

constexpr const TransportRow& row(Transport t) { return transports[static_cast<std::size_t>(t)]; }
constexpr std::string_view name(Transport t) { return row(t).name; }

constexpr std::optional<Transport> find_transport(std::string_view name) {
  for (const TransportRow& row : transports)
    if (row.name == name) return row.transport;
  return std::nullopt;
}

} // namespace responsum::wire
