#include "responsum/resource/gateway/upstream.hpp"

#include <algorithm>
#include <utility>

namespace responsum::resource::gateway {

namespace {

std::vector<BalancedEndpoint> balanced(std::span<const client::Endpoint> endpoints) {
  std::vector<BalancedEndpoint> all;
  for (const client::Endpoint& e : endpoints) all.push_back({e.text, e.weight, e.backup});
  return all;
}

} // namespace

Upstream::Upstream(net::Reactor& reactor, std::string_view name, const base::Origin& origin,
                   std::span<const client::Endpoint> endpoints, const client::Limits& limits, const Sharing& sharing,
                   Means means, std::uint64_t seed)
    : reactor_{reactor},
      name_{name},
      origin_{origin},
      endpoints_{endpoints},
      limits_{limits},
      encryption_{std::move(means.encryption)},
      balancer_{sharing.balance, balanced(endpoints)},
      health_{sharing.health, endpoints.size()},
      random_{seed | 1} {
  client::Dispatcher& dispatcher = *this;
  for (const client::Endpoint& endpoint : endpoints) {
    net::Name* const host = endpoint.is_named() ? &means.resolver->name(endpoint.host) : nullptr;
    pools_.push_back(
        std::make_unique<client::Pool>(reactor, endpoint, host, encryption_, limits, dispatcher, scratch_));
  }
}

Upstream::~Upstream() {
  ending_ = true;
  pools_.clear();
}

Upstream::Choice Upstream::choose(const EndpointSet& tried, std::uint64_t key_hash, const client::Wish& wish,
                                  EndpointId& chosen) {
  const base::Milliseconds now_ms = reactor_.now().monotonic_ms;
  const EndpointSet up = health_.usable(now_ms);
  if (up.none()) return Choice::none_up;
  EndpointSet free = up;
  for (EndpointId i = 0; i < pools_.size(); ++i)
    if (!pools_[i]->has_room(wish)) free.reset(i);
  random_ ^= random_ << 13; // xorshift64
  random_ ^= random_ >> 7;
  random_ ^= random_ << 17;
  const Draw draw{.now_ms = now_ms, .random = random_, .key_hash = key_hash};
  const EndpointSet fresh = free & ~tried;
  const auto found = balancer_.choose(fresh.any() ? fresh : free, draw);
  if (!found) return Choice::wait;
  chosen = *found;
  return Choice::chosen;
}

void Upstream::begin(EndpointId endpoint, client::Call& call, Health::Attempt& attempt) {
  attempt = health_.began(endpoint, reactor_.now().monotonic_ms);
  balancer_.began(endpoint);
  pools_[endpoint]->begin(call);
}

bool Upstream::wait(Waiter& waiter) {
  if (waiting_count_ >= limits_.max_queue) return false;
  waiting_.push_back(waiter);
  ++waiting_count_;
  reactor_.timers().arm(waiter, reactor_.after(limits_.queue_timeout_ms.milliseconds()));
  return true;
}

void Upstream::stop_waiting(Waiter& waiter) {
  net::Hook<Waiter>& place = waiter;
  if (!place.linked()) return;
  place.unlink();
  --waiting_count_;
  reactor_.timers().disarm(waiter);
}

void Upstream::answered(Health::Attempt attempt) {
  const base::Milliseconds now_ms = reactor_.now().monotonic_ms;
  if (health_.succeeded(attempt, now_ms) == HealthChange::recovered) balancer_.recovered(attempt.endpoint, now_ms);
}

void Upstream::failed(Health::Attempt attempt) { health_.failed(attempt, reactor_.now().monotonic_ms); }

void Upstream::abandoned(Health::Attempt attempt) { health_.abandoned(attempt); }

// An endpoint that gets no requests has no room for anybody, however many connections it might have: who would begin
// would go on waiting. Where none gets any, that is what those who wait are to find.
void Upstream::on_room(client::Pool& pool) {
  if (ending_ || waiting_count_ == 0) return;
  const auto place = std::ranges::find(pools_, &pool, [](const auto& p) { return p.get(); });
  const auto id = static_cast<EndpointId>(place - pools_.begin());
  const auto goes_on = [&] {
    const base::Milliseconds now_ms = reactor_.now().monotonic_ms;
    return health_.usable(id, now_ms) || health_.usable(now_ms).none();
  };
  while (goes_on()) {
    Waiter* const waiter = waiting_.pop_front();
    if (waiter == nullptr) return;
    if (!pool.has_room(waiter->wish())) return waiting_.push_front(*waiter);
    --waiting_count_;
    reactor_.timers().disarm(*waiter);
    waiter->on_turn();
  }
}

} // namespace responsum::resource::gateway
