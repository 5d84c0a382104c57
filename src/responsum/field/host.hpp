// Host (RFC 9110 7.2): uri-host [ ":" port ] to the letter of RFC 3986 3.2.2 and 3.2.3.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

namespace responsum::field {

enum class HostKind : std::uint8_t { empty, name, ipv4, ipv6, ip_future };

struct HostKindRow {
  HostKind kind;
  std::string_view name;
};
inline constexpr std::array host_kind_rows{
    HostKindRow{HostKind::empty, "empty"},         HostKindRow{HostKind::name, "name"},
    HostKindRow{HostKind::ipv4, "ipv4"},           HostKindRow{HostKind::ipv6, "ipv6"},
    HostKindRow{HostKind::ip_future, "ip-future"},
};
constexpr std::string_view name(HostKind kind) { return host_kind_rows[static_cast<std::size_t>(kind)].name; }

// Views into the text that was parsed.
struct Host {
  HostKind kind = HostKind::empty;
  std::string_view host;             // as sent, not lower-cased; an address in brackets keeps them
  std::string_view port_text;        // empty also after a bare ':'
  std::optional<std::uint16_t> port; // none when port_text is empty
};

enum class HostFault : std::uint8_t { character, percent, address, port };

struct HostFaultRow {
  HostFault fault;
  std::string_view text;
};
inline constexpr std::array host_fault_rows{
    HostFaultRow{HostFault::character, "a character that no host may hold"},
    HostFaultRow{HostFault::percent, "a percent sign without two hexadecimal digits"},
    HostFaultRow{HostFault::address, "no address within the brackets"},
    HostFaultRow{HostFault::port, "a port that is no number up to 65535"},
};
constexpr std::string_view describe(HostFault fault) { return host_fault_rows[static_cast<std::size_t>(fault)].text; }

struct HostError {
  HostFault fault;
  std::size_t offset; // of the first octet that cannot stand there

  friend constexpr bool operator==(const HostError&, const HostError&) = default;
};

// No user information, no zone. An empty host is well-formed and flagged by its kind: whether it may stand is for the
// target to say (RFC 9110 4.2.1 forbids it in http and https).
std::expected<Host, HostError> parse_host(std::string_view value);

// Dotted quad of RFC 3986: four numbers up to 255 without leading zeros.
bool is_ipv4(std::string_view text);
// Without brackets; `::` at most once, the last 32 bits may be a dotted quad.
bool is_ipv6(std::string_view text);

} // namespace responsum::field
