// A path turned back into the questions it answered.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "responsum/base/writer.hpp"
#include "responsum/decision/path.hpp"

namespace responsum::decision {

struct Step {
  Node node;
  bool answer;
};

struct Trace {
  std::vector<Step> steps;
  // Empty when the path broke off at a node that lacked a fact, or was not made by this table.
  std::optional<Condition> condition;
};

Trace replay(const Path& path);

// Calls `each(node, answer)` for every answer, in order, without allocating.
template <class Each>
void for_each_answer(const Path& path, Each&& each) {
  std::array<int, chapter_count> asked{};
  Node at = first_node;
  for (;;) {
    const Chapter chapter = row(at).chapter;
    int& index = asked[static_cast<std::size_t>(chapter)];
    if (index >= path.answers_in(chapter)) return;
    const bool answer = path.answer(chapter, index++);
    each(at, answer);
    const Edge& next = edge(at, answer);
    if (next.ends) return;
    at = next.node;
  }
}

// "A1y A2y … O1n": tags with their answers, for logs and tests.
std::string way(const Path& path);
// "7.1c.2": the words in hexadecimal, for logs that must be short.
std::string words(const Path& path);
void write_words(base::Writer& out, const Path& path); // at most longest_words octets
inline constexpr std::size_t longest_words = chapter_count * 17;

} // namespace responsum::decision
