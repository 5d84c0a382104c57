// What hosts a site is for.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace responsum::route {

// "example.org", "*.example.org" (every name below, not example.org itself), "*" (any host and a missing one),
// "[::1]". Shape: lower case, no port.
struct HostPattern {
  enum class Kind : std::uint8_t { exact, below, any };
  Kind kind = Kind::any;
  std::string name; // exact: the host; below: ".example.org"; any: empty

  // `host` in lower case, without port; empty when the request has none.
  bool matches(std::string_view host) const;
  bool covers(const HostPattern& other) const;
  friend bool operator==(const HostPattern&, const HostPattern&) = default;
};

std::expected<HostPattern, std::string> parse_host(std::string_view text);
std::string write_host(const HostPattern& host);

} // namespace responsum::route
