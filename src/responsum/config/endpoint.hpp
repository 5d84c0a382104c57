// Addresses to listen at and networks to trust, as values.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/net/address.hpp"

namespace responsum::config {

// Shape: `address` is an IP address in its canonical text without brackets; empty means every address of both
// families. Port 0 lets the kernel choose.
struct Endpoint {
  std::string address;
  std::uint16_t port = 0;
  std::vector<net::Network> introducers{}; // peers that say by a PROXY header for whom they speak

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// "127.0.0.1:8080", "[::1]:8080", ":8080" and "8080". Host names are refused: what they mean may change while the
// server runs. The error is a sentence.
std::expected<Endpoint, std::string> parse_endpoint(std::string_view text);

// The form that parse_endpoint reads.
std::string write_endpoint(const Endpoint& endpoint);

// Can only this machine connect to it?
bool is_loopback(const Endpoint& endpoint);

// Could both take the same connection?
bool overlap(const Endpoint& a, const Endpoint& b);

// "10.0.0.0/8", "::1/128" or one address, as net::Network reads it; the error is a sentence that says what is wrong.
std::expected<net::Network, std::string> parse_network(std::string_view text);

} // namespace responsum::config
