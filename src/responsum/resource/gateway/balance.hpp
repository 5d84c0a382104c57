// Which endpoint of an upstream gets the next request. Pure: the clock and the random numbers are handed in.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "responsum/base/clock.hpp"
#include "responsum/resource/gateway/endpoints.hpp"
#include "responsum/resource/gateway/ring.hpp"

namespace responsum::resource::gateway {

enum class Balance : std::uint8_t { round_robin, least_requests, two_choices, consistent_hash };

struct BalanceRow {
  Balance balance;
  std::string_view name; // as the configuration writes it
  std::string_view sentence;
};
inline constexpr std::array balance_rows{
    BalanceRow{Balance::round_robin, "round-robin", "One after another, each as often as its weight says."},
    BalanceRow{Balance::least_requests, "least-requests", "The one with the fewest requests for its weight."},
    BalanceRow{Balance::two_choices, "two-choices", "The less busy of two that are drawn by weight."},
    BalanceRow{Balance::consistent_hash, "consistent-hash", "The same for the same key, as long as it can be used."},
};
constexpr const BalanceRow& row(Balance b) { return balance_rows[static_cast<std::size_t>(b)]; }
constexpr std::string_view name(Balance b) { return row(b).name; }

inline constexpr std::uint32_t max_weight = 1000;

struct BalancedEndpoint {
  std::string name;
  std::uint32_t weight = 1; // 1 to max_weight
  bool backup = false;      // used only while no other can be
};

struct BalanceSettings {
  Balance balance = Balance::round_robin;
  base::Milliseconds slow_start_ms = 0; // how long an endpoint that came back takes to its full weight; 0: at once
};

// What a choice depends on besides the endpoints.
struct Draw {
  base::Milliseconds now_ms = 0;
  std::uint64_t random = 0;   // for two_choices, and for ties of least_requests
  std::uint64_t key_hash = 0; // for consistent_hash
};

// One worker's view: it counts its own requests only, so that nothing is shared. Of consistent_hash the slow start
// has no say: a key has one place.
class Balancer {
 public:
  Balancer(BalanceSettings settings, std::span<const BalancedEndpoint> endpoints); // at most max_endpoints

  // One of `usable` (healthy and not yet tried for this request), a backup only when no other is among them; none
  // when there is none.
  std::optional<EndpointId> choose(const EndpointSet& usable, const Draw& draw);

  // A request that was chosen for has been sent, and is over.
  void began(EndpointId endpoint);
  void ended(EndpointId endpoint);
  // Can be used again: its slow start begins.
  void recovered(EndpointId endpoint, base::Milliseconds now_ms);

  std::size_t size() const { return states_.size(); }
  std::uint32_t requests(EndpointId endpoint) const { return states_[endpoint].requests; }

 private:
  struct State {
    std::uint32_t weight;
    std::uint32_t requests = 0;
    std::int64_t turn = 0; // of round robin: how much it is owed
    std::optional<base::Milliseconds> recovered_ms;
  };

  std::uint64_t share(EndpointId endpoint, base::Milliseconds now_ms) const;
  bool less_busy(EndpointId a, EndpointId b, base::Milliseconds now_ms) const;
  EndpointId next_in_turn(const EndpointSet& usable, base::Milliseconds now_ms);
  EndpointId least_busy(const EndpointSet& usable, const Draw& draw) const;
  EndpointId drawn(const EndpointSet& usable, std::uint32_t random, base::Milliseconds now_ms) const;
  EndpointId better_of_two(EndpointSet usable, const Draw& draw) const;

  BalanceSettings settings_;
  std::vector<State> states_;
  EndpointSet primaries_;
  EndpointSet backups_;
  Ring primary_ring_; // of consistent_hash
  Ring backup_ring_;
};

} // namespace responsum::resource::gateway
