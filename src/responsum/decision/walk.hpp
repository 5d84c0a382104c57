// One walk through the diagram, from question to question, until a condition ends it.
#pragma once

#include <cstdint>

#include "responsum/base/assert.hpp"
#include "responsum/decision/verdict.hpp"

namespace responsum::decision {

namespace detail {

// Where a stretch of the walk stopped: at a condition, or at a node that lacks a fact. One number: a struct of three
// octets is put together in memory at every return, which costs more than the questions do.
class Halt {
 public:
  static constexpr Halt waiting(Node at) { return Halt{static_cast<std::uint32_t>(at)}; }
  static constexpr Halt ended(Node at, Condition condition) {
    return Halt{end_bit | static_cast<std::uint32_t>(condition) << 16 | static_cast<std::uint32_t>(at)};
  }
  constexpr bool ended() const { return (bits_ & end_bit) != 0; }
  constexpr Node at() const { return static_cast<Node>(bits_ & 0xffff); }
  constexpr Condition condition() const { return static_cast<Condition>(bits_ >> 16 & 0x7fff); }

 private:
  static constexpr std::uint32_t end_bit = 1u << 31;
  explicit constexpr Halt(std::uint32_t bits) : bits_{bits} {}
  std::uint32_t bits_;
};

} // namespace detail

// One walk. proceed() until it ended; each time it did not, wanted() names the lookup that the exchange performs.
class Walk {
 public:
  // True when the walk ended and verdict() may be asked.
  bool proceed(const Facts& facts);
  Lookup wanted() const { return row(halt_.at()).needs; }
  // The node at which the walk waits, or which ended it.
  Node at() const { return halt_.at(); }
  Verdict verdict() const {
    RESPONSUM_ASSERT(halt_.ended());
    return Verdict{halt_.condition(), halt_.at(), path_};
  }

 private:
  Path path_;
  detail::Halt halt_ = detail::Halt::waiting(first_node);
};

} // namespace responsum::decision
