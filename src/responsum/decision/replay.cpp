#include "responsum/decision/replay.hpp"

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

void write_words(base::Writer& out, const Path& path) {
  for (std::size_t c = 0; c < chapter_count; ++c) {
    if (c != 0) out.character('.');
    out.hexadecimal(path.words[c]);
  }
}

std::string words(const Path& path) {
  std::array<char, longest_words> text;
  base::Writer out{text};
  write_words(out, path);
  return std::string{out.written()};
}

} // namespace responsum::decision
