// The rows of the registry, in the order of the enumeration. Included by condition.hpp alone.
#pragma once

#include "responsum/base/join.hpp"
#include "responsum/decision/condition.hpp"
#include "responsum/decision/condition_rows_before.hpp"
#include "responsum/decision/condition_rows_of_admission.hpp"
#include "responsum/decision/condition_rows_of_answers.hpp"
#include "responsum/decision/condition_rows_of_jobs.hpp"

namespace responsum::decision {

inline constexpr auto condition_rows = base::join(detail::rows_before_an_answer, detail::rows_of_admission,
                                                  detail::rows_of_answers, detail::rows_of_jobs);

} // namespace responsum::decision
