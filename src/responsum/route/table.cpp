#include "responsum/route/table.hpp"

#include <algorithm>
#include <array>

#include "responsum/base/ascii.hpp"

namespace responsum::route {

std::string_view host_of(std::string_view authority, std::span<char, longest_host> out) {
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.rfind(':');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket))
    authority = authority.substr(0, colon);
  if (authority.ends_with('.')) authority.remove_suffix(1);
  const std::size_t length = std::min(authority.size(), out.size());
  std::ranges::transform(authority.substr(0, length), out.begin(), base::to_lower);
  return {out.data(), length};
}

const Site* Table::find_site(std::string_view authority) const {
  std::array<char, longest_host> buffer;
  const std::string_view host = host_of(authority, buffer);
  for (const Site& site : sites)
    for (const HostPattern& pattern : site.hosts)
      if (pattern.matches(host)) return &site;
  return nullptr;
}

const Route* Table::find_route(const Site& site, std::string_view path) {
  for (const Route& route : site.routes)
    if (route.path.matches(path)) return &route;
  return nullptr;
}

} // namespace responsum::route
