#include "responsum/field/host.hpp"

#include "responsum/base/ascii.hpp"
#include "responsum/field/octets.hpp"

namespace responsum::field {
namespace {

constexpr OctetSet name_octets = unreserved | sub_delims;
constexpr OctetSet ip_future_octets = unreserved | sub_delims | OctetSet{":"};

constexpr std::string_view::size_type npos = std::string_view::npos;

bool is_hexadecimal(std::string_view text) {
  for (char c : text)
    if (base::hex_value(c) < 0) return false;
  return !text.empty();
}

// "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )
bool is_ip_future(std::string_view text) {
  if (text.empty() || base::to_lower(text.front()) != 'v') return false;
  const std::size_t dot = text.find('.');
  if (dot == npos || dot + 1 == text.size() || !is_hexadecimal(text.substr(1, dot - 1))) return false;
  for (char c : text.substr(dot + 1))
    if (!ip_future_octets.contains(c)) return false;
  return true;
}

// Fills in the port that begins at `at` with its ':', if anything stands there.
std::expected<Host, HostError> with_port(Host host, std::string_view value, std::size_t at) {
  if (at == value.size()) return host;
  if (value[at] != ':') return std::unexpected{HostError{HostFault::character, at}};
  host.port_text = value.substr(at + 1);
  if (host.port_text.empty()) return host;
  std::uint32_t port = 0;
  for (std::size_t i = 0; i < host.port_text.size(); ++i) {
    const char c = host.port_text[i];
    if (base::is_digit(c)) port = port * 10 + static_cast<std::uint32_t>(c - '0');
    if (!base::is_digit(c) || port > UINT16_MAX) return std::unexpected{HostError{HostFault::port, at + 1 + i}};
  }
  host.port = static_cast<std::uint16_t>(port);
  return host;
}

std::expected<Host, HostError> parse_bracketed(std::string_view value) {
  const std::size_t close = value.find(']');
  if (close == npos) return std::unexpected{HostError{HostFault::address, value.size()}};
  const std::string_view inner = value.substr(1, close - 1);
  Host host;
  host.host = value.substr(0, close + 1);
  if (is_ipv6(inner))
    host.kind = HostKind::ipv6;
  else if (is_ip_future(inner))
    host.kind = HostKind::ip_future;
  else
    return std::unexpected{HostError{HostFault::address, 1}};
  return with_port(host, value, close + 1);
}

} // namespace

bool is_ipv4(std::string_view text) {
  std::size_t at = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0) {
      if (at == text.size() || text[at] != '.') return false;
      ++at;
    }
    const std::size_t start = at;
    unsigned number = 0;
    while (at < text.size() && at - start < 3 && base::is_digit(text[at]))
      number = number * 10 + static_cast<unsigned>(text[at++] - '0');
    if (at == start || number > 255 || (text[start] == '0' && at - start > 1)) return false;
  }
  return at == text.size();
}

bool is_ipv6(std::string_view text) {
  constexpr std::size_t all_groups = 8;
  std::size_t groups = 0;
  bool shortened = text.starts_with("::");
  std::size_t at = shortened ? 2 : 0;
  if (shortened && at == text.size()) return true;
  while (true) {
    const std::size_t colon = text.find(':', at);
    const std::string_view group = text.substr(at, colon == npos ? npos : colon - at);
    if (colon == npos && group.find('.') != npos) {
      if (!is_ipv4(group)) return false;
      groups += 2;
      break;
    }
    if (group.size() > 4 || !is_hexadecimal(group)) return false;
    ++groups;
    if (colon == npos) break;
    at = colon + 1;
    if (at < text.size() && text[at] == ':') {
      if (shortened) return false;
      shortened = true;
      if (++at == text.size()) break;
    }
  }
  return shortened ? groups < all_groups : groups == all_groups;
}

std::expected<Host, HostError> parse_host(std::string_view value) {
  if (value.starts_with('[')) return parse_bracketed(value);
  std::size_t end = 0;
  while (end < value.size() && value[end] != ':') {
    if (value[end] == '%') {
      if (!is_percent_encoded(value, end)) return std::unexpected{HostError{HostFault::percent, end}};
      end += 3;
    } else if (name_octets.contains(value[end])) {
      ++end;
    } else {
      return std::unexpected{HostError{HostFault::character, end}};
    }
  }
  Host host;
  host.host = value.substr(0, end);
  host.kind = end == 0 ? HostKind::empty : is_ipv4(host.host) ? HostKind::ipv4 : HostKind::name;
  return with_port(host, value, end);
}

} // namespace responsum::field
