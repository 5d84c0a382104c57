// The rows of the registry, in the order of the enumeration. Included by condition.hpp alone.
#pragma once

#include <array>
#include <cstddef>

#include "responsum/decision/condition.hpp"
#include "responsum/decision/condition_rows_before.hpp"
#include "responsum/decision/condition_rows_of_admission.hpp"
#include "responsum/decision/condition_rows_of_answers.hpp"

namespace responsum::decision {

namespace detail {
// What stands in several tables, in one.
template <std::size_t... N>
consteval auto join_rows(const std::array<ConditionRow, N>&... tables) {
  std::array<ConditionRow, (N + ...)> all{};
  std::size_t at = 0;
  const auto append = [&](const auto& table) {
    for (const ConditionRow& row : table) all[at++] = row;
  };
  (append(tables), ...);
  return all;
}
} // namespace detail

inline constexpr auto condition_rows =
    detail::join_rows(detail::rows_before_an_answer, detail::rows_of_admission, detail::rows_of_answers);

} // namespace responsum::decision
