// Which endpoints of an upstream can be used: learnt from requests that fail, and told by checks. Pure: the clock is
// handed in.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "responsum/base/clock.hpp"
#include "responsum/resource/gateway/endpoints.hpp"

namespace responsum::resource::gateway {

struct PassiveSettings {
  std::uint32_t max_consecutive_failures = 5; // so many eject an endpoint; 0: failures eject nobody
  base::Milliseconds ejection_ms = 10'000;    // the first time; each time after that twice as long
  base::Milliseconds max_ejection_ms = 300'000;
  std::uint32_t max_ejected_percent = 50; // of all endpoints, those that checks hold to be down included
};

struct ActiveSettings {
  std::uint32_t rise = 2; // so many checks in a row that succeed bring an endpoint up
  std::uint32_t fall = 3; // so many that fail take it down
};

struct HealthSettings {
  PassiveSettings passive{};
  ActiveSettings active{};
};

// What became of an endpoint: for logs, and for slow starts.
enum class HealthChange : std::uint8_t { none, ejected, recovered, went_down, came_up };

struct HealthChangeRow {
  HealthChange change;
  std::string_view name;
  std::string_view sentence;
};
inline constexpr std::array health_change_rows{
    HealthChangeRow{HealthChange::none, "none", "Nothing changed."},
    HealthChangeRow{HealthChange::ejected, "ejected", "Requests failed one after another: it gets none for a while."},
    HealthChangeRow{HealthChange::recovered, "recovered", "The request that was to try it succeeded."},
    HealthChangeRow{HealthChange::went_down, "went-down", "Checks failed one after another: it gets no requests."},
    HealthChangeRow{HealthChange::came_up, "came-up", "Checks succeeded one after another."},
};
constexpr const HealthChangeRow& row(HealthChange c) { return health_change_rows[static_cast<std::size_t>(c)]; }
constexpr std::string_view name(HealthChange c) { return row(c).name; }

// One worker's view. An endpoint is used until it is ejected; when the time of that is over, one request tries it
// (a trial): its outcome decides. What checks say stands beside that: who is down is not used, ejected or not.
class Health {
 public:
  Health(HealthSettings settings, std::size_t endpoints); // all up

  // A request to an endpoint; its outcome is told exactly once.
  struct Attempt {
    EndpointId endpoint = 0;
    bool trial = false;
  };

  bool usable(EndpointId endpoint, base::Milliseconds now_ms) const;
  EndpointSet usable(base::Milliseconds now_ms) const;

  // The endpoint is usable.
  Attempt began(EndpointId endpoint, base::Milliseconds now_ms);
  HealthChange succeeded(Attempt attempt, base::Milliseconds now_ms);
  HealthChange failed(Attempt attempt, base::Milliseconds now_ms);
  // Ended by somebody else, who left or took too long: it says nothing about the endpoint.
  void abandoned(Attempt attempt);

  // The verdict of a check.
  HealthChange checked(EndpointId endpoint, bool succeeded);

  bool up(EndpointId endpoint) const { return states_[endpoint].up; }
  bool ejected(EndpointId endpoint) const { return states_[endpoint].ejected; }
  // When an ejected one may be tried again.
  base::Milliseconds ejected_until_ms(EndpointId endpoint) const { return states_[endpoint].until_ms; }
  std::uint32_t consecutive_failures(EndpointId endpoint) const { return states_[endpoint].failures; }

 private:
  struct State {
    bool up = true;
    bool ejected = false; // until a trial succeeds, not only until `until_ms`
    bool on_trial = false;
    std::uint32_t failures = 0;  // of requests, one after another
    std::uint32_t ejections = 0; // since it was last well for long
    std::uint32_t checks = 0;    // one after another against what it is held to be
    base::Milliseconds until_ms = 0;
    base::Milliseconds recovered_ms = 0;
  };

  bool may_eject_another() const;
  void eject(State& state, base::Milliseconds now_ms);

  HealthSettings settings_;
  std::vector<State> states_;
};

} // namespace responsum::resource::gateway
