// The rows of the registry, in the order of the enumeration. Included by condition.hpp alone.
#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include "responsum/decision/condition.hpp"
#include "responsum/decision/condition_rows_before.hpp"
#include "responsum/decision/condition_rows_of_answers.hpp"

namespace responsum::decision {

inline constexpr auto condition_rows = [] {
  return []<std::size_t... I, std::size_t... J>(std::index_sequence<I...>, std::index_sequence<J...>) {
    return std::array{detail::rows_before_an_answer[I]..., detail::rows_of_answers[J]...};
  }(std::make_index_sequence<detail::rows_before_an_answer.size()>{},
         std::make_index_sequence<detail::rows_of_answers.size()>{});
}();

} // namespace responsum::decision
