// The endpoints of an upstream as numbers: what balance and health speak of.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>

namespace responsum::resource::gateway {

inline constexpr std::size_t max_endpoints = 256; // of one upstream

using EndpointId = std::uint16_t; // place among the endpoints of its upstream, below max_endpoints
using EndpointSet = std::bitset<max_endpoints>;

} // namespace responsum::resource::gateway
