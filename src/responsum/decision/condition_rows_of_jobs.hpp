// Conditions of work that goes on after its request was answered. Included by condition_rows.hpp alone.
#pragma once

#include <array>

#include "responsum/decision/condition.hpp"

namespace responsum::decision::detail {

inline constexpr auto rows_of_jobs = [] {
  using enum Condition;
  using enum Ending;
  using enum Obligation;
  using status::Status;
  return std::array{
      ConditionRow{op_still_running, "op.still-running", Status::processing, interim, Content::none, Obligations{0},
                   "RFC 2518 10.1", "The request has been accepted, and the work that it asks for takes its time.",
                   "Wait on; with Prefer: respond-async the client need not."},
      ConditionRow{job_queued, "job.queued", Status::accepted, final, Content::report, member | retry_after,
                   "RFC 9110 15.3.3",
                   "The request has been accepted, and is not done yet; nothing can stop it any more.",
                   "Ask at the address in Location how it stands, no sooner than Retry-After says."},
      ConditionRow{job_none, "job.none", Status::not_found, final, Content::explanation, Obligations{0},
                   "RFC 9110 15.5.5",
                   "No such job was begun here by whoever asks about it, or it has been forgotten since.",
                   "Use the address that Location said when the job was begun, and the same name and password."},
      ConditionRow{job_expired, "job.expired", Status::gone, final, Content::explanation, Obligations{0},
                   "RFC 9110 15.5.11", "The job has been over for so long that nobody remembers how it ended.",
                   "Look at what it was about; the operator can raise job_retention_s."},
      ConditionRow{job_running, "job.running", Status::ok, final, Content::report,
                   Obligations{static_cast<Obligations>(retry_after)}, "RFC 9110 15.3.3",
                   "The job is not over yet; the content says how it stands.",
                   "Ask again, no sooner than Retry-After says."},
      ConditionRow{job_failed, "job.failed", Status::ok, final, Content::report, Obligations{0}, "RFC 9457 3",
                   "The job has ended before all of it was done; the content says of what.",
                   "Look at the error that the content names."},
      ConditionRow{job_done, "job.done", Status::see_other, final, Content::explanation,
                   Obligations{static_cast<Obligations>(location)}, "RFC 9110 15.4.4",
                   "The job is over, and all of it was done.", "Look at the address in Location."},
  };
}();

} // namespace responsum::decision::detail
