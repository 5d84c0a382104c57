// Addresses to listen at and networks to trust, as values.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace responsum::config {

// Shape: `address` is an IP address in its canonical text without brackets; empty means every address of both
// families. Port 0 lets the kernel choose.
struct Endpoint {
  std::string address;
  std::uint16_t port = 0;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// "127.0.0.1:8080", "[::1]:8080", ":8080" and "8080". Host names are refused: what they mean may change while the
// server runs. The error is a sentence.
std::expected<Endpoint, std::string> parse_endpoint(std::string_view text);

// The form that parse_endpoint reads.
std::string write_endpoint(const Endpoint& endpoint);

// Could both take the same connection?
bool overlap(const Endpoint& a, const Endpoint& b);

// An address of 16 bytes, network order; IPv4 as ::ffff:a.b.c.d (RFC 4291 2.5.5.2).
using AddressBytes = std::array<std::uint8_t, 16>;

struct Network {
  AddressBytes address{};
  unsigned prefix_bits = 128; // of the 128

  bool contains(const AddressBytes& other) const;
  friend bool operator==(const Network&, const Network&) = default;
};

inline constexpr Network loopback_v4{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 0}, 96 + 8};
inline constexpr Network loopback_v6{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128};

// "10.0.0.0/8", "::1/128" or one address. Bits behind the prefix have to be 0. The error is a sentence.
std::expected<Network, std::string> parse_network(std::string_view text);
std::string write_network(const Network& network);

} // namespace responsum::config
