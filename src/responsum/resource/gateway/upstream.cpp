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

Upstream::Upstream(net::Reactor& reactor, HealthListener& listener, UpstreamOptions options, Means means,
                   std::uint64_t seed)
    : reactor_{reactor},
      listener_{listener},
      options_{std::move(options)},
      authority_{options_.endpoints.front().authority()},
      means_{std::move(means)},
      balancer_{options_.sharing.balance, balanced(options_.endpoints)},
      health_{options_.sharing.health, options_.endpoints.size()},
      reasons_(options_.endpoints.size()),
      budget_{options_.sharing.retries},
      random_{seed | 1} {
  client::Dispatcher& dispatcher = *this;
  for (const client::Endpoint& endpoint : options_.endpoints)
    pools_.push_back(std::make_unique<client::Pool>(reactor, endpoint, name_of(endpoint), means_.encryption,
                                                    options_.limits, dispatcher, scratch_));
  if (!options_.sharing.checks.path.empty()) begin_checks();
}

Upstream::~Upstream() {
  ending_ = true;
  checks_.clear();
  pools_.clear();
  listener_.on_gone(*this);
}

net::Name* Upstream::name_of(const client::Endpoint& endpoint) {
  return endpoint.is_named() ? &means_.resolver->name(endpoint.host) : nullptr;
}

// Each begins at another time, in each worker.
void Upstream::begin_checks() {
  const CheckSettings& settings = options_.sharing.checks;
  Checked& told = *this;
  for (EndpointId id = 0; id < options_.endpoints.size(); ++id) {
    const client::Endpoint& endpoint = options_.endpoints[id];
    const auto first_ms = static_cast<base::Milliseconds>(draw() % static_cast<std::uint64_t>(settings.interval_ms));
    const Check::Road road{
        .endpoint = endpoint, .name = name_of(endpoint), .encryption = means_.encryption, .limits = options_.limits};
    checks_.push_back(std::make_unique<Check>(reactor_, road, id, settings, scratch_, told, first_ms));
  }
}

// What points into the options stays where it is.
void Upstream::adopt(const UpstreamOptions& options) {
  options_.origin = options.origin;
  for (std::size_t i = 0; i < options_.endpoints.size(); ++i)
    options_.endpoints[i].origin = options.endpoints[i].origin;
  options_.limits = options.limits;
  options_.sharing.checks.timeout_ms = options.sharing.checks.timeout_ms;
  for (const auto& check : checks_) check->adopt();
  options_.retry_budget = options.retry_budget;
  options_.holds = options.holds; // last: what was held until now may go
}

std::uint64_t Upstream::draw() {
  random_ ^= random_ << 13; // xorshift64
  random_ ^= random_ >> 7;
  random_ ^= random_ << 17;
  return random_;
}

Upstream::Choice Upstream::choose(const EndpointSet& tried, std::uint64_t key_hash, const client::Wish& wish,
                                  EndpointId& chosen) {
  const base::Milliseconds now_ms = reactor_.now().monotonic_ms;
  const EndpointSet up = health_.usable(now_ms);
  if (up.none()) return Choice::none_up;
  EndpointSet free = up;
  for (EndpointId i = 0; i < pools_.size(); ++i)
    if (!pools_[i]->has_room(wish)) free.reset(i);
  const Draw drawn{.now_ms = now_ms, .random = draw(), .key_hash = key_hash};
  const EndpointSet fresh = free & ~tried;
  const auto found = balancer_.choose(fresh.any() ? fresh : free, drawn);
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
  if (waiting_count_ >= options_.limits.max_queue) return false;
  waiting_.push_back(waiter);
  ++waiting_count_;
  reactor_.timers().arm(waiter, reactor_.after(options_.limits.queue_timeout_ms.milliseconds()));
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
  note(attempt.endpoint, health_.succeeded(attempt, reactor_.now().monotonic_ms), "answered");
}

void Upstream::failed(Health::Attempt attempt, const client::Failure& failure) {
  const HealthChange change = health_.failed(attempt, reactor_.now().monotonic_ms);
  if (change != HealthChange::none) note(attempt.endpoint, change, words_of(failure));
}

void Upstream::on_checked(EndpointId endpoint, bool good, std::string_view why) {
  note(endpoint, health_.checked(endpoint, good), why);
}

void Upstream::note(EndpointId endpoint, HealthChange change, std::string_view why) {
  switch (change) {
  case HealthChange::none: return;
  case HealthChange::ejected: reasons_[endpoint] = "the last request " + std::string{why}; break;
  case HealthChange::went_down: reasons_[endpoint] = "the last check " + std::string{why}; break;
  case HealthChange::recovered:
  case HealthChange::came_up: balancer_.recovered(endpoint, reactor_.now().monotonic_ms); break;
  }
  listener_.on_health(*this, endpoint, change, reasons_[endpoint]);
  if (change == HealthChange::came_up) on_room(*pools_[endpoint]); // who waits for others may have it
}

std::string Upstream::who_is_out() const {
  std::string text;
  const base::Milliseconds now_ms = reactor_.now().monotonic_ms;
  for (EndpointId id = 0; id < options_.endpoints.size(); ++id) {
    if (health_.usable(id, now_ms)) continue;
    text += (text.empty() ? "" : "; ") + options_.endpoints[id].text + ": " + reasons_[id];
  }
  return text;
}

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
