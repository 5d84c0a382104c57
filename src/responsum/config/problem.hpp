// Something that is wrong with a configuration, self-contained: it owns its words and the line that it is about.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace responsum::config {

enum class Severity : std::uint8_t { error, warning };

struct Problem {
  Severity severity = Severity::error;
  std::string file;         // as it was named; "" when the problem is about no file
  std::uint32_t line = 0;   // from 1; 0: about the file as a whole
  std::uint32_t column = 0; // from 1, in characters
  std::uint32_t length = 0; // characters that the caret underlines
  std::string message;
  std::string help;        // may be empty
  std::string source_line; // may be empty
};

// file:line:column: error: message
//    12 | the line
//       | ^^^^
//    = help
// Ends with a line feed.
std::string render(const Problem& problem);

// "2 errors, 1 warning"
std::string count_of(std::span<const Problem> problems);
bool has_errors(std::span<const Problem> problems);

// `key`, as keys and values are set off in messages.
inline std::string in_ticks(std::string_view text) { return '`' + std::string{text} + '`'; }

// How many characters of `line` from `column` on belong together: a quoted text, a list, a header or a bare word.
std::uint32_t token_length(std::string_view line, std::uint32_t column);

// The candidate that `word` was most likely meant to be, or "" when none is near. The view is one of the candidates.
std::string_view closest(std::string_view word, std::span<const std::string_view> candidates);

} // namespace responsum::config
