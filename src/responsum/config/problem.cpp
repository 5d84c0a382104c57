#include "responsum/config/problem.hpp"

#include <algorithm>
#include <vector>

#include "responsum/base/ascii.hpp"
#include "responsum/config/characters.hpp"

namespace responsum::config {
namespace {

constexpr std::string_view name(Severity severity) {
  switch (severity) {
  case Severity::error: return "error";
  case Severity::warning: return "warning";
  }
  return "";
}

// Tabs stay tabs, so that the caret stands below its word whatever width a terminal gives them.
std::string spaces_below(std::string_view line, std::uint32_t column) {
  std::string spaces;
  const std::size_t end = byte_at_column(line, column);
  for (std::size_t i = 0; i < end; ++i)
    if (!continues_character(line[i])) spaces += line[i] == '\t' ? '\t' : ' ';
  return spaces;
}

// Terminals obey control characters; a configuration that is shown must not steer them.
std::string printable(std::string_view line) {
  std::string shown{line};
  for (char& c : shown)
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) c = '?';
  return shown;
}

constexpr bool ends_word(char c) {
  constexpr std::string_view ends = " \t,]}=#";
  return ends.find(c) != std::string_view::npos;
}

std::size_t quoted_length(std::string_view text) {
  const char quote = text.front();
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\')
      ++i;
    else if (text[i] == quote)
      return i + 1;
  }
  return text.size();
}

std::size_t bracketed_length(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      i += quoted_length(text.substr(i)) - 1;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if ((c == ']' || c == '}') && --depth == 0) {
      return i + 1;
    } else if (c == '#') {
      return base::trim(text.substr(0, i)).size();
    }
  }
  return base::trim(text).size();
}

// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = base::to_lower(a[i - 1]) == base::to_lower(b[j - 1]);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (same ? 0u : 1u)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        current[j] = std::min(current[j], before[j - 2] + 1);
    }
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return previous[b.size()];
}

} // namespace

std::string render(const Problem& problem) {
  std::string out;
  if (!problem.file.empty()) {
    out += problem.file;
    if (problem.line != 0) out += ':' + std::to_string(problem.line) + ':' + std::to_string(problem.column);
    out += ": ";
  }
  out += name(problem.severity);
  out += ": " + problem.message + '\n';
  constexpr std::size_t widest_number = 6;
  const std::string gutter(widest_number, ' ');
  if (problem.line != 0) {
    const std::string number = std::to_string(problem.line);
    out += gutter.substr(std::min(number.size(), widest_number)) + number + " | " + printable(problem.source_line);
    out += '\n' + gutter + " | " + spaces_below(problem.source_line, problem.column);
    out += std::string(std::max<std::uint32_t>(problem.length, 1), '^') + '\n';
  }
  if (!problem.help.empty()) out += gutter + " = " + problem.help + '\n';
  return out;
}

bool has_errors(std::span<const Problem> problems) {
  return std::ranges::any_of(problems, [](const Problem& p) { return p.severity == Severity::error; });
}

std::string count_of(std::span<const Problem> problems) {
  const auto errors = static_cast<std::size_t>(
      std::ranges::count_if(problems, [](const Problem& p) { return p.severity == Severity::error; }));
  const std::size_t warnings = problems.size() - errors;
  const auto counted = [](std::size_t n, std::string_view what) {
    return std::to_string(n) + ' ' + std::string{what} + (n == 1 ? "" : "s");
  };
  if (warnings == 0) return counted(errors, "error");
  if (errors == 0) return counted(warnings, "warning");
  return counted(errors, "error") + ", " + counted(warnings, "warning");
}

std::uint32_t token_length(std::string_view line, std::uint32_t column) {
  const std::string_view text = line.substr(byte_at_column(line, column));
  if (text.empty()) return 1;
  std::size_t length = 0;
  if (text.front() == '"' || text.front() == '\'') {
    length = quoted_length(text);
  } else if (text.front() == '[' || text.front() == '{') {
    length = bracketed_length(text);
  } else {
    while (length < text.size() && !ends_word(text[length])) ++length;
  }
  return std::max<std::uint32_t>(columns(text.substr(0, length)), 1);
}

std::string_view closest(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view best;
  std::size_t least = std::max<std::size_t>(word.size() / 3, 1) + 1; // a third of the letters may be wrong
  for (std::string_view candidate : candidates) {
    const std::size_t d = distance(word, candidate);
    if (d < least && d < candidate.size()) {
      least = d;
      best = candidate;
    }
  }
  if (!best.empty()) return best;
  // Half a key is a hint as well: `head_timeout` means `head_timeout_ms`.
  for (std::string_view candidate : candidates)
    if (word.size() >= 4 && (candidate.starts_with(word) || word.starts_with(candidate))) return candidate;
  return {};
}

} // namespace responsum::config
