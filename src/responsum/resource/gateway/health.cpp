#include "responsum/resource/gateway/health.hpp"

#include <algorithm>

#include "responsum/base/assert.hpp"

namespace responsum::resource::gateway {

Health::Health(HealthSettings settings, std::size_t endpoints) : settings_{settings}, states_(endpoints) {
  RESPONSUM_ASSERT(endpoints <= max_endpoints);
}

bool Health::usable(EndpointId endpoint, base::Milliseconds now_ms) const {
  const State& state = states_[endpoint];
  if (!state.up) return false;
  return !state.ejected || (now_ms >= state.until_ms && !state.on_trial);
}

EndpointSet Health::usable(base::Milliseconds now_ms) const {
  EndpointSet set;
  for (std::size_t i = 0; i < states_.size(); ++i) set.set(i, usable(static_cast<EndpointId>(i), now_ms));
  return set;
}

Health::Attempt Health::began(EndpointId endpoint, base::Milliseconds now_ms) {
  RESPONSUM_ASSERT(usable(endpoint, now_ms));
  State& state = states_[endpoint];
  state.on_trial = state.ejected;
  return {endpoint, state.on_trial};
}

HealthChange Health::succeeded(Attempt attempt, base::Milliseconds now_ms) {
  State& state = states_[attempt.endpoint];
  if (attempt.trial) {
    state.on_trial = false;
    state.ejected = false;
    state.failures = 0;
    state.recovered_ms = now_ms;
    return HealthChange::recovered;
  }
  // A request that began before the ejection says how it was then.
  if (!state.ejected) state.failures = 0;
  return HealthChange::none;
}

HealthChange Health::failed(Attempt attempt, base::Milliseconds now_ms) {
  State& state = states_[attempt.endpoint];
  if (attempt.trial) {
    state.on_trial = false;
    eject(state, now_ms);
    return HealthChange::ejected;
  }
  if (state.ejected || settings_.passive.max_consecutive_failures == 0) return HealthChange::none;
  if (state.failures < settings_.passive.max_consecutive_failures) ++state.failures;
  // Whom the share protects is judged anew at its next failure.
  if (state.failures < settings_.passive.max_consecutive_failures || !may_eject_another()) return HealthChange::none;
  eject(state, now_ms);
  return HealthChange::ejected;
}

void Health::abandoned(Attempt attempt) {
  if (attempt.trial) states_[attempt.endpoint].on_trial = false;
}

HealthChange Health::checked(EndpointId endpoint, bool succeeded) {
  State& state = states_[endpoint];
  if (succeeded == state.up) {
    state.checks = 0;
    return HealthChange::none;
  }
  ++state.checks;
  if (state.checks < (state.up ? settings_.active.fall : settings_.active.rise)) return HealthChange::none;
  state.up = succeeded;
  state.checks = 0;
  return succeeded ? HealthChange::came_up : HealthChange::went_down;
}

bool Health::may_eject_another() const {
  const auto unusable =
      static_cast<std::size_t>(std::ranges::count_if(states_, [](const State& s) { return s.ejected || !s.up; }));
  return (unusable + 1) * 100 <= states_.size() * settings_.passive.max_ejected_percent;
}

// The time doubles as long as the endpoint does not stay well for longer than the longest time.
void Health::eject(State& state, base::Milliseconds now_ms) {
  const PassiveSettings& passive = settings_.passive;
  if (!state.ejected && now_ms - state.recovered_ms > passive.max_ejection_ms) state.ejections = 0;
  base::Milliseconds time_ms = std::min(passive.ejection_ms, passive.max_ejection_ms);
  for (std::uint32_t i = 0; i < state.ejections && time_ms < passive.max_ejection_ms; ++i)
    time_ms = std::min(time_ms * 2, passive.max_ejection_ms);
  ++state.ejections;
  state.ejected = true;
  state.failures = 0;
  state.until_ms = now_ms + time_ms;
}

} // namespace responsum::resource::gateway
