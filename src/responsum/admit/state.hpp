// What is remembered of all clients: one for the process, shared by its workers and kept over reloads.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "responsum/admit/ledger.hpp"
#include "responsum/admit/overload.hpp"
#include "responsum/admit/places.hpp"
#include "responsum/admit/shared_tally.hpp"
#include "responsum/admit/tally.hpp"

namespace responsum::admit {

// Safe from any thread; `ledger` and `shared` are set before any worker starts.
class State {
 public:
  State(std::size_t clients, HashSeed seed) : tally{clients, seed} {}

  // Of that scope, as long as this.
  Places& places(const std::string& scope) {
    const std::lock_guard lock{mutex_};
    std::unique_ptr<Places>& places = places_[scope];
    if (places == nullptr) places = std::make_unique<Places>();
    return *places;
  }

  Tally tally;
  std::unique_ptr<Ledger> ledger;      // null: none is configured
  std::unique_ptr<SharedTally> shared; // null: each machine counts for itself

 private:
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Places>> places_;
};

// What one worker has of it.
struct Desk {
  State& state;
  const base::Milliseconds& delay_ms; // of the queue that this turn works off
  Overload overload{};
};

// What a request has of all that while it is under way. It goes with its answer.
struct Claim {
  Place place{};
  Hold hold{};
  Budget* budget = nullptr; // that its answer is charged to; null: none
  base::UnixSeconds period_s = 0;

  // So much of its answer left; `complete`: all of it.
  void end(std::uint64_t octets, bool complete) {
    if (budget != nullptr) budget->spend(period_s, octets);
    if (complete) hold.settle();
    *this = Claim{};
  }
};

} // namespace responsum::admit
