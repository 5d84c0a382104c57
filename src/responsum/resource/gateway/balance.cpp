#include "responsum/resource/gateway/balance.hpp"

#include <algorithm>

#include "responsum/base/assert.hpp"

namespace responsum::resource::gateway {
namespace {

// A weight is a thousand shares, so that an endpoint that is warming up can have a part of one.
constexpr std::uint64_t shares_per_weight = 1000;
// With less it would hardly ever be asked, and not warm up.
constexpr std::uint64_t least_shares_per_weight = 100;

static_assert(max_endpoints * max_weight * shares_per_weight < UINT32_MAX); // drawn() multiplies in 64 bits

template <class Each>
void for_each(const EndpointSet& set, std::size_t count, Each&& each) {
  for (std::size_t i = 0; i < count; ++i)
    if (set.test(i)) each(static_cast<EndpointId>(i));
}

} // namespace

Balancer::Balancer(BalanceSettings settings, std::span<const BalancedEndpoint> endpoints) : settings_{settings} {
  RESPONSUM_ASSERT(endpoints.size() <= max_endpoints);
  std::vector<Ring::Member> primaries;
  std::vector<Ring::Member> backups;
  for (const BalancedEndpoint& endpoint : endpoints) {
    RESPONSUM_ASSERT(endpoint.weight > 0 && endpoint.weight <= max_weight);
    const auto id = static_cast<EndpointId>(states_.size());
    states_.push_back({endpoint.weight, 0, 0, {}});
    (endpoint.backup ? backups_ : primaries_).set(id);
    (endpoint.backup ? backups : primaries).push_back({id, endpoint.name, endpoint.weight});
  }
  if (settings_.balance != Balance::consistent_hash) return;
  primary_ring_ = Ring{primaries};
  backup_ring_ = Ring{backups};
}

std::optional<EndpointId> Balancer::choose(const EndpointSet& usable, const Draw& draw) {
  EndpointSet candidates = usable & primaries_;
  const bool backup = candidates.none();
  if (backup) candidates = usable & backups_;
  if (candidates.none()) return std::nullopt;
  switch (settings_.balance) {
  case Balance::round_robin: return next_in_turn(candidates, draw.now_ms);
  case Balance::least_requests: return least_busy(candidates, draw);
  case Balance::two_choices: return better_of_two(candidates, draw);
  case Balance::consistent_hash: return (backup ? backup_ring_ : primary_ring_).find(draw.key_hash, candidates);
  }
  base::assertion_failed("a way to balance that is none", __FILE__, __LINE__);
}

void Balancer::began(EndpointId endpoint) { ++states_[endpoint].requests; }

void Balancer::ended(EndpointId endpoint) {
  RESPONSUM_ASSERT(states_[endpoint].requests > 0);
  --states_[endpoint].requests;
}

void Balancer::recovered(EndpointId endpoint, base::Milliseconds now_ms) {
  states_[endpoint].recovered_ms = now_ms;
  states_[endpoint].turn = 0; // what it was owed before it fell out would come all at once
}

// What its weight comes to now: grows evenly during the slow start.
std::uint64_t Balancer::share(EndpointId endpoint, base::Milliseconds now_ms) const {
  const State& state = states_[endpoint];
  if (settings_.slow_start_ms <= 0 || !state.recovered_ms) return state.weight * shares_per_weight;
  const base::Milliseconds since_ms = std::max<base::Milliseconds>(0, now_ms - *state.recovered_ms);
  if (since_ms >= settings_.slow_start_ms) return state.weight * shares_per_weight;
  const std::uint64_t grown =
      shares_per_weight * static_cast<std::uint64_t>(since_ms) / static_cast<std::uint64_t>(settings_.slow_start_ms);
  return state.weight * std::max(grown, least_shares_per_weight);
}

// Smooth: everyone is owed its share, who is owed most is next and owes all the shares. 5:1:1 gives a a b a c a a.
EndpointId Balancer::next_in_turn(const EndpointSet& usable, base::Milliseconds now_ms) {
  std::int64_t total = 0;
  std::optional<EndpointId> next;
  for_each(usable, states_.size(), [&](EndpointId id) {
    const auto owed = static_cast<std::int64_t>(share(id, now_ms));
    states_[id].turn += owed;
    total += owed;
    if (!next || states_[id].turn > states_[*next].turn) next = id;
  });
  states_[*next].turn -= total;
  return *next;
}

// By the requests that it would have for its share.
bool Balancer::less_busy(EndpointId a, EndpointId b, base::Milliseconds now_ms) const {
  return (states_[a].requests + std::uint64_t{1}) * share(b, now_ms) <
         (states_[b].requests + std::uint64_t{1}) * share(a, now_ms);
}

// Ties go to the first from a random place on: workers that see no requests would all begin with the same endpoint.
EndpointId Balancer::least_busy(const EndpointSet& usable, const Draw& draw) const {
  const std::size_t first = draw.random % states_.size();
  std::optional<EndpointId> least;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const auto id = static_cast<EndpointId>((first + i) % states_.size());
    if (usable.test(id) && (!least || less_busy(id, *least, draw.now_ms))) least = id;
  }
  return *least;
}

// One of `usable`, as likely as its share is large.
EndpointId Balancer::drawn(const EndpointSet& usable, std::uint32_t random, base::Milliseconds now_ms) const {
  std::uint64_t total = 0;
  for_each(usable, states_.size(), [&](EndpointId id) { total += share(id, now_ms); });
  std::uint64_t place = total * random >> 32;
  std::optional<EndpointId> found;
  for_each(usable, states_.size(), [&](EndpointId id) {
    if (found) return;
    const std::uint64_t own = share(id, now_ms);
    if (place < own)
      found = id;
    else
      place -= own;
  });
  return *found;
}

EndpointId Balancer::better_of_two(EndpointSet usable, const Draw& draw) const {
  const EndpointId one = drawn(usable, static_cast<std::uint32_t>(draw.random), draw.now_ms);
  usable.reset(one);
  if (usable.none()) return one;
  const EndpointId other = drawn(usable, static_cast<std::uint32_t>(draw.random >> 32), draw.now_ms);
  // Both were drawn by weight already; weighing their requests too is what keeps a small one from being flooded.
  return less_busy(other, one, draw.now_ms) ? other : one;
}

} // namespace responsum::resource::gateway
