// The table of profile.hpp, made at compile time: for its one definition, and for the laws that it obeys.
#pragma once

#include <array>
#include <cstdint>

#include "responsum/base/assert.hpp"
#include "responsum/decision/profile.hpp"

namespace responsum::decision {

// A condition that a profile tells apart from others with the same status.
struct Exception {
  status::Profile profile;
  Condition condition;
  status::Status status;
};

inline constexpr auto exceptions = [] {
  using enum Condition;
  using status::Profile;
  using status::Status;
  return std::array{
      // 308 is younger than these lists; 301 may turn POST into GET, so other methods get 307 (RFC 9110 15.4.2).
      Exception{Profile::rfc2616, canon_scheme, Status::moved_permanently},
      Exception{Profile::rfc2616, canon_scheme_any, Status::temporary_redirect},
      Exception{Profile::huawei, canon_scheme, Status::moved_permanently},
      Exception{Profile::huawei, canon_scheme_any, Status::temporary_redirect},
      Exception{Profile::rfc2616, canon_host_any, Status::temporary_redirect},
      Exception{Profile::huawei, canon_host_any, Status::temporary_redirect},
      Exception{Profile::rfc2616, moved_permanently_any, Status::temporary_redirect},
      Exception{Profile::huawei, moved_permanently_any, Status::temporary_redirect},
      Exception{Profile::rfc2616, moved_permanently_kept, Status::moved_permanently},
      Exception{Profile::huawei, moved_permanently_kept, Status::moved_permanently},
      // Too many connections: 421 meant that to the documents of RFC 2616's time.
      Exception{Profile::rfc2616, conn_cap, Status::misdirected_request},
      // The overlay that asks for 449 is switched on where it is wanted; then every profile says it.
      Exception{Profile::strict, context_missing, Status::retry_with},
      Exception{Profile::mdn, context_missing, Status::retry_with},
      Exception{Profile::huawei, context_missing, Status::retry_with},
      Exception{Profile::inuse, context_missing, Status::retry_with},
      // 509 is in one list alone.
      Exception{Profile::rfc2616, bandwidth_spent, Status::bandwidth_limit_exceeded},
      // One document has 429 for a service that is asked for more than it can process, too.
      Exception{Profile::huawei, overload_shed, Status::too_many_requests},
      Exception{Profile::huawei, overload_full, Status::too_many_requests},
      // One document counts an undefined method as a bad request.
      Exception{Profile::inuse, method_unknown, Status::bad_request},
      Exception{Profile::inuse, method_too_long, Status::bad_request},
      // One document answers OPTIONS with 204.
      Exception{Profile::huawei, options_server, Status::no_content},
      Exception{Profile::huawei, options_resource, Status::no_content},
      // One document knows 508 for loops of any kind.
      Exception{Profile::mdn, fs_loop, Status::loop_detected},
      Exception{Profile::mdn, gw_loop, Status::loop_detected},
      Exception{Profile::mdn, redirect_self, Status::loop_detected},
  };
}();

namespace detail {
constexpr const Exception* exception_of(status::Profile p, Condition c) {
  for (const Exception& e : exceptions)
    if (e.profile == p && e.condition == c) return &e;
  return nullptr;
}

// No condition's status depends on the method that it is answered to, nor is left unsaid, unless it is an interim
// one; one that does not obey this does not compile. Where a profile tells methods apart, so do conditions, and those
// are exceptions.
constexpr status::Status said_by(status::Profile p, status::Status strict) {
  const auto to_get = status::said_by(p, strict, status::Asked::get_or_head);
  if (!to_get && status::interim(strict)) return strict; // is_sent() says that it is left out
  RESPONSUM_ASSERT(to_get.has_value() && to_get == status::said_by(p, strict, status::Asked::other_method));
  return *to_get;
}

} // namespace detail

inline constexpr StatusTable made_statuses = [] {
  StatusTable table{};
  for (std::size_t p = 0; p < table.size(); ++p)
    for (const ConditionRow& r : condition_rows) {
      const status::Profile profile = status::profile_rows[p].value;
      const Exception* exception = detail::exception_of(profile, r.condition);
      table[p][static_cast<std::size_t>(r.condition)] =
          exception != nullptr ? exception->status : detail::said_by(profile, r.status);
    }
  return table;
}();

} // namespace responsum::decision
