// The walk joins questions and answers at compile time and writes down one bit per answer.
#include "responsum/decision/walk.hpp"

#include <array>
#include <cstdint>
#include <utility>

#include "responsum/decision/answers/access.hpp"
#include "responsum/decision/answers/act.hpp"
#include "responsum/decision/answers/admit.hpp"
#include "responsum/decision/answers/connection.hpp"
#include "responsum/decision/answers/content.hpp"
#include "responsum/decision/answers/gate.hpp"
#include "responsum/decision/answers/gateway.hpp"
#include "responsum/decision/answers/locate.hpp"
#include "responsum/decision/answers/message.hpp"
#include "responsum/decision/answers/meter.hpp"
#include "responsum/decision/answers/method.hpp"
#include "responsum/decision/answers/negotiate.hpp"
#include "responsum/decision/answers/precondition.hpp"
#include "responsum/decision/answers/range.hpp"
#include "responsum/decision/answers/state.hpp"
#include "responsum/decision/answers/upload.hpp"
#include "responsum/decision/laws.hpp"

namespace responsum::decision {

namespace {

using detail::Halt;

consteval int parents(Node n) {
  int count = 0;
  for (const Decision& d : diagram) {
    if (!d.yes.ends && d.yes.node == n) ++count;
    if (!d.no.ends && d.no.node == n) ++count;
  }
  return count;
}

template <Node N>
Halt visit_shared(const Facts& f, Path& path, std::uint64_t word);
template <Node N>
Halt visit_here(const Facts& f, Path& path, std::uint64_t word);

template <Node From, bool Yes>
[[gnu::always_inline]] inline Halt follow(const Facts& f, Path& path, std::uint64_t word) {
  constexpr Edge to = Yes ? row(From).yes : row(From).no;
  constexpr auto here = static_cast<std::size_t>(row(From).chapter);
  word = word << 1 | (Yes ? 1 : 0);
  if constexpr (to.ends) {
    path.words[here] = word;
    return Halt::ended(From, to.condition);
  } else {
    constexpr auto there = static_cast<std::size_t>(row(to.node).chapter);
    if constexpr (here != there) {
      path.words[here] = word;
      word = 1; // chapters are entered once (laws.hpp), so the next word is as it began
    }
    // A node with several parents is emitted once; one with a single parent is part of it.
    if constexpr (parents(to.node) > 1)
      return visit_shared<to.node>(f, path, word);
    else
      return visit_here<to.node>(f, path, word);
  }
}

template <Node N>
[[gnu::always_inline]] inline Halt visit_here(const Facts& f, Path& path, std::uint64_t word) {
  const Answer answer = ask<N>(f);
  if constexpr (row(N).needs != Lookup::none) {
    if (answer == Answer::later) [[unlikely]] {
      path.words[static_cast<std::size_t>(row(N).chapter)] = word;
      return Halt::waiting(N);
    }
  }
  return answer == Answer::yes ? follow<N, true>(f, path, word) : follow<N, false>(f, path, word);
}

template <Node N>
[[gnu::noinline]] inline Halt visit_shared(const Facts& f, Path& path, std::uint64_t word) {
  return visit_here<N>(f, path, word);
}

using Visit = Halt (*)(const Facts&, Path&, std::uint64_t);

// Where a walk may begin or go on: the first node and those with a lookup.
constexpr auto resume_points = []<std::size_t... I>(std::index_sequence<I...>) {
  return std::array<Visit, node_count>{[]() -> Visit {
    constexpr auto n = static_cast<Node>(I);
    if constexpr (n == first_node || row(n).needs != Lookup::none)
      return &visit_shared<n>;
    else
      return nullptr;
  }()...};
}(std::make_index_sequence<node_count>{});

} // namespace

bool Walk::proceed(const Facts& f) {
  const auto at = static_cast<std::size_t>(halt_.at());
  const auto chapter = static_cast<std::size_t>(row(halt_.at()).chapter);
  halt_ = resume_points[at](f, path_, path_.words[chapter]);
  return halt_.ended();
}

} // namespace responsum::decision
