#include "responsum/resource/gateway/ring.hpp"

#include <algorithm>

#include "responsum/base/assert.hpp"

namespace responsum::resource::gateway {

std::uint64_t hash_key(std::string_view key) {
  std::uint64_t value = 0xcbf29ce484222325; // FNV-1a
  for (const char c : key) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return mix(value);
}

Ring::Ring(std::span<const Member> members) {
  std::uint64_t total = 0;
  for (const Member& member : members) total += member.weight;
  for (const Member& member : members) {
    RESPONSUM_ASSERT(member.weight > 0 && member.endpoint < max_endpoints);
    members_.set(member.endpoint);
    const std::uint64_t share = points_per_endpoint * members.size() * std::uint64_t{member.weight};
    const std::uint64_t points = std::max<std::uint64_t>(1, (share + total / 2) / total);
    const std::uint64_t seed = hash_key(member.name);
    for (std::uint64_t i = 0; i < points; ++i) points_.push_back({mix(seed + i * golden_step), member.endpoint});
  }
  // Points that fall together stand in the order of endpoints, whatever the order they came in.
  std::ranges::sort(
      points_, [](const Point& a, const Point& b) { return a.at != b.at ? a.at < b.at : a.endpoint < b.endpoint; });
}

std::optional<EndpointId> Ring::find(std::uint64_t key_hash, const EndpointSet& usable) const {
  if ((members_ & usable).none()) return std::nullopt;
  const auto place = std::ranges::lower_bound(points_, key_hash, {}, &Point::at);
  auto at = static_cast<std::size_t>(place - points_.begin());
  for (;; ++at) {
    if (at == points_.size()) at = 0;
    if (usable.test(points_[at].endpoint)) return points_[at].endpoint;
  }
}

} // namespace responsum::resource::gateway
