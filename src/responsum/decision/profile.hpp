// Condition → status in each profile: `strict` unless a row says otherwise. A profile changes number and phrase,
// never framing, obligatory fields, or whether the condition holds.
#pragma once

#include <array>
#include <cstdint>

#include "responsum/decision/condition.hpp"
#include "responsum/status/profile.hpp"

namespace responsum::decision {

struct Substitution {
  status::Profile profile;
  Condition condition;
  status::Status status;
};

inline constexpr auto substitutions = [] {
  using enum Condition;
  using status::Profile;
  using status::Status;
  return std::array{
      // Too many connections: 421 meant that to the documents of RFC 2616's time; two others know no 429.
      Substitution{Profile::rfc2616, conn_cap, Status::misdirected_request},
      Substitution{Profile::inuse, conn_cap, Status::service_unavailable},
      // 421 for a wrong authority would then have two meanings.
      Substitution{Profile::rfc2616, authority_unknown, Status::bad_request},
      // Profiles that do not know 431 say 400.
      Substitution{Profile::rfc2616, fields_total, Status::bad_request},
      Substitution{Profile::rfc2616, fields_line, Status::bad_request},
      Substitution{Profile::rfc2616, fields_count, Status::bad_request},
      Substitution{Profile::huawei, fields_total, Status::bad_request},
      Substitution{Profile::huawei, fields_line, Status::bad_request},
      Substitution{Profile::huawei, fields_count, Status::bad_request},
      Substitution{Profile::inuse, fields_total, Status::bad_request},
      Substitution{Profile::inuse, fields_line, Status::bad_request},
      Substitution{Profile::inuse, fields_count, Status::bad_request},
      // One document counts an undefined method as a bad request.
      Substitution{Profile::inuse, method_unknown, Status::bad_request},
      Substitution{Profile::inuse, method_too_long, Status::bad_request},
      // One document answers OPTIONS with 204.
      Substitution{Profile::huawei, options_server, Status::no_content},
      Substitution{Profile::huawei, options_resource, Status::no_content},
      // One document knows 508 for loops of any kind.
      Substitution{Profile::mdn, fs_loop, Status::loop_detected},
  };
}();

namespace detail {
inline constexpr auto statuses = [] {
  std::array<std::array<status::Status, condition_count>, status::profile_rows.size()> table{};
  for (auto& of_profile : table)
    for (const ConditionRow& r : condition_rows) of_profile[static_cast<std::size_t>(r.condition)] = r.status;
  for (const Substitution& s : substitutions)
    table[static_cast<std::size_t>(s.profile)][static_cast<std::size_t>(s.condition)] = s.status;
  return table;
}();
} // namespace detail

constexpr status::Status status_of(Condition c, status::Profile p) {
  return detail::statuses[static_cast<std::size_t>(p)][static_cast<std::size_t>(c)];
}

} // namespace responsum::decision
