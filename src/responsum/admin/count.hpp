// Sums over the workers' counters.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "responsum/decision/profile.hpp"
#include "responsum/observe/recorder.hpp"

namespace responsum::admin {

using ConditionCounts = std::array<std::uint64_t, decision::condition_count>;

inline ConditionCounts count_conditions(std::span<const observe::Recorder* const> recorders) {
  ConditionCounts counts{};
  for (const observe::Recorder* recorder : recorders)
    for (std::size_t c = 0; c < counts.size(); ++c)
      counts[c] += recorder->count_of(static_cast<decision::Condition>(c));
  return counts;
}

// 0: the connection ends without an answer.
inline std::uint16_t status_number(decision::Condition c, status::Profile profile) {
  if (decision::row(c).ending == decision::Ending::hang_up) return 0;
  return status::code(decision::status_of(c, profile));
}

} // namespace responsum::admin
