// Tables that stand in several files, as one.
#pragma once

#include <array>
#include <cstddef>
#include <tuple>
#include <utility>

namespace responsum::base {

// One behind the other. Rows need not be made from nothing.
template <class Row, std::size_t... N>
consteval auto join(const std::array<Row, N>&... tables) {
  constexpr std::size_t count = (N + ...);
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    const std::array<const Row*, count> all = [&] {
      std::array<const Row*, count> rows{};
      std::size_t at = 0;
      const auto append = [&](const auto& table) {
        for (const Row& row : table) rows[at++] = &row;
      };
      (append(tables), ...);
      return rows;
    }();
    return std::array<Row, count>{*all[I]...};
  }(std::make_index_sequence<count>{});
}

} // namespace responsum::base
