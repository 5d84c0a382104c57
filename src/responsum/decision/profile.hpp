// Condition → status in each profile: `strict` unless a row says otherwise. A profile changes number and phrase,
// never framing, obligatory fields, or whether the condition holds.
#pragma once

#include <array>
#include <cstddef>

#include "responsum/decision/condition.hpp"
#include "responsum/status/profile.hpp"

namespace responsum::decision {

using StatusTable = std::array<std::array<status::Status, condition_count>, status::profile_rows.size()>;
// Made at compile time (profile_table.hpp), once for all who only look things up in it.
extern const StatusTable status_table;

inline status::Status status_of(Condition c, status::Profile p) {
  return status_table[static_cast<std::size_t>(p)][static_cast<std::size_t>(c)];
}

// False of interim responses that the profile's clients would not understand.
constexpr bool is_sent(Condition c, status::Profile p) {
  return status::said_by(p, row(c).status, status::Asked::get_or_head).has_value();
}

} // namespace responsum::decision
