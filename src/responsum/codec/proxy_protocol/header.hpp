// What a header of the PROXY protocol says (PROXY protocol 2), and its extensions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace responsum::codec::proxy_protocol {

enum class Family : std::uint8_t { unspecified, ipv4, ipv6, local }; // `local`: sockets of the file system
enum class Transport : std::uint8_t { unspecified, stream, datagram };

struct Endpoint {
  std::array<std::uint8_t, 16> address{}; // in network order; the first four octets of IPv4
  std::uint16_t port = 0;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

struct Header {
  std::uint8_t version = 2;
  bool proxied = false; // otherwise the sender speaks for itself (LOCAL, UNKNOWN), or of what has no address here
  Family family = Family::unspecified;
  Transport transport = Transport::unspecified;
  Endpoint source;      // the client; meaningful when addresses are known
  Endpoint destination; // what it connected to
  std::uint32_t size = 0;
  std::uint32_t extensions_offset = 0; // from the header's first octet
  std::uint32_t extensions_size = 0;

  // Otherwise the ends of the connection are those of the socket.
  bool addresses_known() const { return proxied && (family == Family::ipv4 || family == Family::ipv6); }

  friend bool operator==(const Header&, const Header&) = default;
};

inline constexpr std::string_view v2_signature{"\r\n\r\n\0\r\nQUIT\n", 12};
inline constexpr std::size_t v2_fixed_bytes = 16; // signature, version and command, family, length
inline constexpr std::size_t max_v1_bytes = 107;  // PROXY protocol 2.1: CRLF included
inline constexpr std::uint8_t checksum_type = 0x03;
inline constexpr std::size_t checksum_bytes = 4;
inline constexpr std::size_t extension_head_bytes = 3; // type and length

// The octets of the addresses of a family in version 2.
constexpr std::size_t v2_address_bytes(Family family) {
  constexpr std::array<std::size_t, 4> bytes{0, 12, 36, 216};
  return bytes[static_cast<std::size_t>(family)];
}

struct Extension {
  std::uint8_t type;
  std::string_view value;
};

// Over TLVs; the views are into the octets. Ends at one that reaches beyond their end, and says so.
class ExtensionCursor {
 public:
  explicit ExtensionCursor(std::string_view octets) : rest_{octets} {}

  std::optional<Extension> next() {
    if (rest_.empty()) return std::nullopt;
    const auto octet = [this](std::size_t at) { return static_cast<std::uint8_t>(rest_[at]); };
    const std::size_t length =
        rest_.size() < extension_head_bytes ? rest_.size() : static_cast<std::size_t>(octet(1) << 8 | octet(2));
    if (rest_.size() < extension_head_bytes || rest_.size() - extension_head_bytes < length) {
      malformed_ = true;
      rest_ = {};
      return std::nullopt;
    }
    const Extension extension{octet(0), rest_.substr(extension_head_bytes, length)};
    rest_.remove_prefix(extension_head_bytes + length);
    return extension;
  }
  bool malformed() const { return malformed_; }

 private:
  std::string_view rest_;
  bool malformed_ = false;
};

} // namespace responsum::codec::proxy_protocol
