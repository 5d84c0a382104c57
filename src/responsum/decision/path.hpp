// The answers of one walk: one bit each, one word a chapter. With the table, the whole trace.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision {

// A word begins as 1; each answer shifts in one bit. A chapter that was not entered is still 1.
struct Path {
  static constexpr std::size_t answers_per_word = 63;
  std::array<std::uint64_t, chapter_count> words = untrodden();

  static constexpr std::array<std::uint64_t, chapter_count> untrodden() {
    std::array<std::uint64_t, chapter_count> all{};
    all.fill(1);
    return all;
  }
  constexpr int answers_in(Chapter c) const { return 63 - std::countl_zero(words[static_cast<std::size_t>(c)]); }
  // The answer given as number `at` (from 0) in a chapter.
  constexpr bool answer(Chapter c, int at) const {
    return ((words[static_cast<std::size_t>(c)] >> (answers_in(c) - 1 - at)) & 1) != 0;
  }
  friend constexpr bool operator==(const Path&, const Path&) = default;
};

} // namespace responsum::decision
