#include "responsum/decision/replay.hpp"

#include "responsum/base/writer.hpp"

namespace responsum::decision {

Trace replay(const Path& path) {
  Trace trace;
  for_each_answer(path, [&trace](Node node, bool answer) {
    trace.steps.push_back({node, answer});
    const Edge& next = edge(node, answer);
    if (next.ends) trace.condition = next.condition;
  });
  return trace;
}

std::string way(const Path& path) {
  std::string text;
  for_each_answer(path, [&text](Node node, bool answer) {
    if (!text.empty()) text.push_back(' ');
    text.append(row(node).tag).push_back(answer ? 'y' : 'n');
  });
  return text;
}

std::string words(const Path& path) {
  std::array<char, chapter_count * 17> text{};
  base::Writer out{text};
  for (std::size_t c = 0; c < chapter_count; ++c) {
    if (c != 0) out.character('.');
    out.hexadecimal(path.words[c]);
  }
  return std::string{out.written()};
}

} // namespace responsum::decision
