#include "responsum/config/endpoint.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <optional>

#include "responsum/base/ascii.hpp"

namespace responsum::config {
namespace {

constexpr AddressBytes mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};
constexpr unsigned mapped_bits = 96;

bool is_mapped(const AddressBytes& address) {
  return std::equal(address.begin(), address.begin() + 12, mapped_prefix.begin());
}

// Both families; no brackets, no zone.
std::optional<AddressBytes> parse_address(std::string_view text) {
  const std::string terminated{text};
  AddressBytes bytes = mapped_prefix;
  if (inet_pton(AF_INET, terminated.c_str(), bytes.data() + 12) == 1) return bytes;
  if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) return bytes;
  return std::nullopt;
}

std::string write_address(const AddressBytes& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (is_mapped(address))
    inet_ntop(AF_INET, address.data() + 12, text.data(), text.size());
  else
    inet_ntop(AF_INET6, address.data(), text.data(), text.size());
  return text.data();
}

std::unexpected<std::string> not_an_endpoint(std::string_view text, std::string_view why) {
  return std::unexpected("\"" + std::string{text} + "\" is no address to listen at: " + std::string{why});
}

bool is_any(const std::string& address) { return address.empty() || address == "0.0.0.0" || address == "::"; }
bool is_v6(const std::string& address) { return address.find(':') != std::string::npos; }

} // namespace

std::expected<Endpoint, std::string> parse_endpoint(std::string_view text) {
  if (const auto address = parse_address(text))
    return not_an_endpoint(text, is_mapped(*address) ? "the port is missing"
                                                     : "an IPv6 address stands in brackets and needs a port, as in "
                                                       "\"[::1]:8080\"");
  const std::size_t colon = text.rfind(':');
  const bool only_port =
      colon == std::string_view::npos && !text.empty() && std::ranges::all_of(text, base::is_digit);
  if (colon == std::string_view::npos && !only_port) return not_an_endpoint(text, "the port is missing");
  std::string_view host = only_port ? std::string_view{} : text.substr(0, colon);
  const std::string_view port_text = only_port ? text : text.substr(colon + 1);
  const auto port = base::parse_decimal(port_text);
  if (!port || *port > 65535) return not_an_endpoint(text, "the port must be from 0 to 65535");
  Endpoint endpoint{{}, static_cast<std::uint16_t>(*port)};
  if (host.empty()) return endpoint;
  const bool bracketed = host.size() > 2 && host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto address = parse_address(host);
  if (!address) return not_an_endpoint(text, "`" + std::string{host} + "` is no IP address");
  if (bracketed != is_v6(std::string{host}))
    return not_an_endpoint(text, "an IPv6 address stands in brackets, an IPv4 address does not");
  endpoint.address = write_address(*address);
  return endpoint;
}

std::string write_endpoint(const Endpoint& endpoint) {
  const std::string port = ':' + std::to_string(endpoint.port);
  return is_v6(endpoint.address) ? '[' + endpoint.address + ']' + port : endpoint.address + port;
}

bool overlap(const Endpoint& a, const Endpoint& b) {
  if (a.port != b.port || a.port == 0) return false;
  if (a.address == b.address || a.address.empty() || b.address.empty()) return true;
  return is_v6(a.address) == is_v6(b.address) && (is_any(a.address) || is_any(b.address));
}

bool Network::contains(const AddressBytes& other) const {
  for (unsigned bit = 0; bit < prefix_bits; bit += 8) {
    const unsigned left = std::min(prefix_bits - bit, 8u);
    const unsigned mask = 0xffu << (8u - left) & 0xffu;
    if (((address[bit / 8] ^ other[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

std::expected<Network, std::string> parse_network(std::string_view text) {
  const auto wrong = [&](std::string_view why) {
    return std::unexpected("\"" + std::string{text} + "\" is no network: " + std::string{why});
  };
  const std::size_t slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return wrong("`" + std::string{text.substr(0, slash)} + "` is no IP address");
  const unsigned offset = is_mapped(*address) ? mapped_bits : 0;
  Network network{*address, 128};
  if (slash != std::string_view::npos) {
    const auto bits = base::parse_decimal(text.substr(slash + 1));
    if (!bits || *bits > 128 - offset)
      return wrong("the prefix has from 0 to " + std::to_string(128 - offset) + " bits");
    network.prefix_bits = offset + static_cast<unsigned>(*bits);
  }
  for (unsigned bit = network.prefix_bits; bit < 128; ++bit)
    network.address[bit / 8] = static_cast<std::uint8_t>(network.address[bit / 8] & ~(0x80u >> (bit % 8)));
  if (network.address != *address) return wrong("bits behind the prefix are set; write " + write_network(network));
  return network;
}

std::string write_network(const Network& network) {
  const unsigned offset = is_mapped(network.address) ? mapped_bits : 0;
  return write_address(network.address) + '/' + std::to_string(network.prefix_bits - offset);
}

} // namespace responsum::config
