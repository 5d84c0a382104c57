#include "responsum/config/endpoint.hpp"

#include <algorithm>

#include "responsum/base/ascii.hpp"

namespace responsum::config {
namespace {

std::unexpected<std::string> not_an_endpoint(std::string_view text, std::string_view why) {
  return std::unexpected("\"" + std::string{text} + "\" is no address to listen at: " + std::string{why});
}

bool is_any(const std::string& address) { return address.empty() || address == "0.0.0.0" || address == "::"; }
bool is_v6(const std::string& address) { return address.find(':') != std::string::npos; }

} // namespace

std::expected<Endpoint, std::string> parse_endpoint(std::string_view text) {
  if (const auto address = net::Address::parse_host(text)) {
    const bool v4 = address->family() == net::Address::Family::v4;
    return not_an_endpoint(text, v4 ? "the port is missing"
                                    : "an IPv6 address stands in brackets and needs a port, as in \"[::1]:8080\"");
  }
  const std::size_t colon = text.rfind(':');
  const bool only_port =
      colon == std::string_view::npos && !text.empty() && std::ranges::all_of(text, base::is_digit);
  if (colon == std::string_view::npos && !only_port) return not_an_endpoint(text, "the port is missing");
  std::string_view host = only_port ? std::string_view{} : text.substr(0, colon);
  const std::string_view port_text = only_port ? text : text.substr(colon + 1);
  const auto port = base::parse_decimal(port_text);
  if (!port || *port > 65535) return not_an_endpoint(text, "the port must be from 0 to 65535");
  Endpoint endpoint{{}, static_cast<std::uint16_t>(*port), {}};
  if (host.empty()) return endpoint;
  const bool bracketed = host.size() > 2 && host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto address = net::Address::parse_host(host);
  if (!address) return not_an_endpoint(text, "`" + std::string{host} + "` is no IP address");
  if (bracketed != is_v6(std::string{host}))
    return not_an_endpoint(text, "an IPv6 address stands in brackets, an IPv4 address does not");
  endpoint.address = address->host();
  return endpoint;
}

std::string write_endpoint(const Endpoint& endpoint) {
  const std::string port = ':' + std::to_string(endpoint.port);
  return is_v6(endpoint.address) ? '[' + endpoint.address + ']' + port : endpoint.address + port;
}

bool is_loopback(const Endpoint& endpoint) {
  const auto address = net::Address::parse_host(endpoint.address);
  return address && address->is_loopback();
}

bool overlap(const Endpoint& a, const Endpoint& b) {
  if (a.port != b.port || a.port == 0) return false;
  if (a.address == b.address || a.address.empty() || b.address.empty()) return true;
  return is_v6(a.address) == is_v6(b.address) && (is_any(a.address) || is_any(b.address));
}

std::expected<net::Network, std::string> parse_network(std::string_view text) {
  if (const auto network = net::Network::parse(text)) return *network;
  const auto wrong = [&](const std::string& why) {
    return std::unexpected("\"" + std::string{text} + "\" is no network: " + why);
  };
  const std::size_t slash = text.find('/');
  const std::string host{text.substr(0, slash)};
  const auto address = net::Address::parse_host(host);
  if (!address) return wrong("`" + host + "` is no IP address");
  const std::size_t most = address->bytes().size() * 8;
  const auto bits = base::parse_decimal(text.substr(slash + 1));
  if (!bits || *bits > most) return wrong("the prefix has from 0 to " + std::to_string(most) + " bits");
  const auto meant = net::Network::around(*address, static_cast<std::uint8_t>(*bits));
  return wrong("bits behind the prefix are set; write " + meant.text());
}

} // namespace responsum::config
