// A ring of points by which keys find endpoints: when an endpoint comes or goes, only its share of the keys moves.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/resource/gateway/endpoints.hpp"

namespace responsum::resource::gateway {

// splitmix64: spreads what differs in few bits over all of them; seeds that are steps apart have nothing in common.
inline constexpr std::uint64_t golden_step = 0x9e3779b97f4a7c15;
constexpr std::uint64_t mix(std::uint64_t value) {
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
  value = (value ^ value >> 27) * 0x94d049bb133111eb;
  return value ^ value >> 31;
}

// The same on every machine and in every version: workers and neighbours send a key to the same endpoint. Not for
// secrets, and not against somebody who chooses keys: whoever does chooses only who serves him.
std::uint64_t hash_key(std::string_view key);

class Ring {
 public:
  static constexpr std::uint32_t points_per_endpoint = 160; // on the average: shares are even to a tenth or so

  struct Member {
    EndpointId endpoint;
    std::string_view name; // decides where its points stand, so it outlives changes of the configuration
    std::uint32_t weight;  // at least 1
  };

  Ring() = default;
  explicit Ring(std::span<const Member> members);

  // The first of `usable` from the key's place on; none when none of the members is usable.
  std::optional<EndpointId> find(std::uint64_t key_hash, const EndpointSet& usable) const;

 private:
  struct Point {
    std::uint64_t at;
    EndpointId endpoint;
  };
  std::vector<Point> points_; // ascending
  EndpointSet members_;
};

} // namespace responsum::resource::gateway
