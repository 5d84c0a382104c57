// How names of hosts are led to addresses: whom to ask, and how long to believe it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "responsum/base/limit.hpp"
#include "responsum/base/origin.hpp"
#include "responsum/config/limits.hpp"
#include "responsum/config/quantity.hpp"
#include "responsum/net/address.hpp"
#include "responsum/net/resolver.hpp"

namespace responsum::config {

struct DnsLimitRow {
  base::Limit net::ResolverLimits::* member;
  std::string_view key;
  std::uint64_t usual;
  Unit unit;
  std::uint64_t least;
  std::uint64_t most;
  std::string_view meaning; // what it bounds; what 0 means where 0 is special
};

inline constexpr std::array dns_limit_rows{
    DnsLimitRow{&net::ResolverLimits::server_timeout_ms, "server_timeout_ms", 1'500, Unit::milliseconds, 10,
                limit_bounds::hour_ms,
                "without an answer of one name server until the next is asked, or the same again"},
    DnsLimitRow{&net::ResolverLimits::min_ttl_ms, "min_ttl_ms", 1'000, Unit::milliseconds, 1,
                24 * limit_bounds::hour_ms, "that an answer is believed at least, whatever it says"},
    DnsLimitRow{&net::ResolverLimits::max_ttl_ms, "max_ttl_ms", limit_bounds::hour_ms, Unit::milliseconds, 1,
                24 * limit_bounds::hour_ms, "that an answer is believed at most"},
    DnsLimitRow{&net::ResolverLimits::failure_ttl_ms, "failure_ttl_ms", 1'000, Unit::milliseconds, 0,
                limit_bounds::hour_ms, "that it is believed that there is no answer; 0: not at all"},
    DnsLimitRow{&net::ResolverLimits::max_stale_ms, "max_stale_ms", limit_bounds::hour_ms, Unit::milliseconds, 0,
                72 * limit_bounds::hour_ms,
                "that addresses are used beyond their time while the servers do not answer; 0: not at all"},
    DnsLimitRow{&net::ResolverLimits::max_addresses, "max_addresses", 16, Unit::count, 1, 1000,
                "addresses of one name; others are not used"},
};

net::ResolverLimits default_dns_limits();

struct DnsServer {
  net::Address address;
  base::Origin origin;
};

struct DnsSettings {
  std::vector<DnsServer> servers; // empty: those of the system
  net::ResolverLimits limits = default_dns_limits();
};

// Whether both mean the same, wherever they were written.
bool is_same(const DnsSettings& a, const DnsSettings& b);

} // namespace responsum::config
