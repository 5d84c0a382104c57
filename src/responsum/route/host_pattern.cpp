#include "responsum/route/host_pattern.hpp"

#include <algorithm>

#include "responsum/base/ascii.hpp"
#include "responsum/base/text.hpp"

namespace responsum::route {

namespace {

std::unexpected<std::string> wrong(std::string_view text, std::string_view why) {
  return std::unexpected("\"" + std::string{text} + "\" is no host: " + std::string{why});
}

constexpr bool is_host_char(char c) {
  return base::is_alpha(c) || base::is_digit(c) || c == '-' || c == '.' || c == '_';
}

} // namespace

bool HostPattern::matches(std::string_view host) const {
  switch (kind) {
  case Kind::exact: return host == name;
  case Kind::below: return host.size() > name.size() && host.ends_with(name);
  case Kind::any: return true;
  }
  return false;
}

bool HostPattern::covers(const HostPattern& other) const {
  switch (kind) {
  case Kind::exact: return *this == other;
  case Kind::below: return *this == other || (other.kind != Kind::any && matches(other.name));
  case Kind::any: return true;
  }
  return false;
}

std::expected<HostPattern, std::string> parse_host(std::string_view text) {
  if (text == "*") return HostPattern{};
  if (text.empty()) return wrong(text, "it is empty");
  if (text.find("//") != std::string_view::npos) return wrong(text, "leave out the scheme");
  HostPattern host{HostPattern::Kind::exact, base::lower_case(text)};
  if (text.starts_with('[') && text.ends_with(']')) {
    for (char c : host.name.substr(1, host.name.size() - 2))
      if (base::hex_value(c) < 0 && c != ':' && c != '.') return wrong(text, "it is no IPv6 address");
    return host;
  }
  if (host.name.starts_with("*.")) {
    host.kind = HostPattern::Kind::below;
    host.name.erase(0, 1);
  }
  if (host.name.find(':') != std::string::npos) return wrong(text, "leave out the port");
  if (host.name.find('*') != std::string::npos)
    return wrong(text, "`*` may stand alone or as the first label, as in \"*.example.org\"");
  if (!std::ranges::all_of(host.name, is_host_char))
    return wrong(text, "names consist of letters, digits, `-` and `.`; write others in Punycode (xn--)");
  if (host.name.find("..") != std::string::npos || host.name.size() > 254)
    return wrong(text, "a label is empty or the name too long");
  return host;
}

std::string write_host(const HostPattern& host) {
  switch (host.kind) {
  case HostPattern::Kind::exact: return host.name;
  case HostPattern::Kind::below: return "*" + host.name;
  case HostPattern::Kind::any: return "*";
  }
  return {};
}

} // namespace responsum::route
