// Addresses of peers and listeners, and networks they may be in. Numeric only: names are resolved elsewhere.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <sys/socket.h>

namespace responsum::net {

// An IPv4 or IPv6 address with a port; or none, for sockets that have no address. An IPv4 address that was mapped
// into IPv6 (RFC 4291 2.5.5.2) is kept as IPv4, so that networks and logs see one form.
class Address {
 public:
  enum class Family : std::uint8_t { none, v4, v6 };
  static constexpr std::size_t max_host_text = 64; // of any host, zone included

  constexpr Address() = default;
  // Anything but AF_INET and AF_INET6 is none.
  static Address from(const sockaddr_storage& system);
  // Network order: 4 or 16 bytes; as many others are none.
  static Address from(std::span<const std::uint8_t> bytes, std::uint16_t port);
  // "127.0.0.1:8080" or "[::1]:8080"; nullopt for anything else, names included.
  static std::optional<Address> parse(std::string_view text);
  // "127.0.0.1" or "::1", port 0.
  static std::optional<Address> parse_host(std::string_view text);

  constexpr Family family() const { return family_; }
  constexpr std::uint16_t port() const { return port_; }
  constexpr Address with_port(std::uint16_t port) const {
    Address other = *this;
    other.port_ = port;
    return other;
  }
  // Network order: 4 or 16 bytes, none: 0.
  std::span<const std::uint8_t> bytes() const&;
  std::span<const std::uint8_t> bytes() const&& = delete;
  bool is_loopback() const;

  // Returns the size for bind and connect.
  socklen_t to(sockaddr_storage& system) const;
  // The host without port or brackets, written into `into`; "-" for none.
  std::string_view host(std::span<char, max_host_text> into) const;
  std::string host() const;
  // As parse() reads it.
  std::string text() const;

  friend constexpr bool operator==(const Address&, const Address&) = default;

 private:
  friend class Network;

  std::array<std::uint8_t, 16> ip_{};
  std::uint32_t scope_ = 0; // of link-local IPv6
  std::uint16_t port_ = 0;
  Family family_ = Family::none;
};

// All addresses that share the first `bits` bits: "10.0.0.0/8", "fd00::/8", or one address, "127.0.0.1".
class Network {
 public:
  Network() = default; // contains nothing
  // nullopt when it is no network, also when bits beyond the prefix are set: "10.0.0.1/8" is more likely a mistake.
  static std::optional<Network> parse(std::string_view text);
  // The one of `bits` bits that `address` lies in; at most as many as the address has.
  static Network around(const Address& address, std::uint8_t bits);

  bool contains(const Address& address) const;
  std::string text() const;

  friend bool operator==(const Network&, const Network&) = default;

 private:
  Address base_;
  std::uint8_t bits_ = 0;
};

} // namespace responsum::net
