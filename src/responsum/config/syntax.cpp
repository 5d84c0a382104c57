#include "responsum/config/syntax.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "responsum/base/ascii.hpp"
#include "responsum/config/characters.hpp"
#include "responsum/config/problem.hpp"

namespace responsum::config {
namespace {

// The line that the parser gave up at, and what the explanations look for in it.
struct Scene {
  std::string_view description;
  const std::vector<std::string_view>& lines;
  Place at;
  std::string_view line;
  std::size_t byte; // of `at` in the line

  bool says(std::string_view words) const { return description.find(words) != std::string_view::npos; }
  Place place(std::size_t byte_of_line) const { return {at.line, column_at_byte(line, byte_of_line)}; }
};

constexpr bool is_word_end(char c) {
  constexpr std::string_view ends = " \t,[]{}=#\"'";
  return ends.find(c) != std::string_view::npos;
}

struct Word {
  std::size_t begin;
  std::string_view text;
};

// The bare word around the place; empty when there is none.
Word word_at(const Scene& scene) {
  std::size_t begin = std::min(scene.byte, scene.line.size());
  if (begin == scene.line.size() || is_word_end(scene.line[begin]))
    while (begin > 0 && base::is_blank(scene.line[begin - 1])) --begin;
  while (begin > 0 && !is_word_end(scene.line[begin - 1])) --begin;
  std::size_t end = begin;
  while (end < scene.line.size() && !is_word_end(scene.line[end])) ++end;
  return {begin, scene.line.substr(begin, end - begin)};
}

// The key or header that the line begins with: "listen" of `listen = 1`, "[site]" of `[site] # x`.
std::string_view beginning(std::string_view line) {
  const std::string_view text = base::trim(line);
  if (text.starts_with('[')) return text.substr(0, text.find_last_of(']') + 1);
  return base::trim(text.substr(0, text.find_first_of("=: \t")));
}

Explained about_line(Place place, std::string message, std::string help = {}) {
  return {{place, std::move(message), std::move(help)}, true};
}

Explained about_rest(Place place, std::string message, std::string help = {}) {
  return {{place, std::move(message), std::move(help)}, false};
}

std::uint32_t line_of_first(const Scene& scene, std::string_view begins) {
  const bool header = begins.starts_with('[');
  for (std::uint32_t number = scene.at.line - 1; number > 0; --number) {
    const std::string_view line = scene.lines[number - 1];
    if (beginning(line) == begins) return number;
    if (!header && base::trim(line).starts_with('[')) return 0; // keys are told apart within their table only
  }
  return 0;
}

Explained written_twice(const Scene& scene) {
  const std::string_view begins = beginning(scene.line);
  const std::size_t indent = scene.line.find_first_not_of(" \t");
  const Place place = scene.place(indent == std::string_view::npos ? 0 : indent);
  const std::uint32_t first = line_of_first(scene, begins);
  std::string message = in_ticks(begins) + " is written twice";
  if (first != 0) message += "; first in line " + std::to_string(first);
  if (begins.starts_with('[')) return about_rest(place, std::move(message), "keep one, or write a list as [[name]]");
  return about_line(place, std::move(message), "keep one of the two");
}

Explained bad_value(const Scene& scene) {
  const Word word = word_at(scene);
  if (word.text.empty() || word.text == beginning(scene.line)) {
    if (base::trim(scene.line.substr(0, scene.byte)).ends_with('=') && scene.byte < scene.line.size() &&
        base::trim(scene.line.substr(scene.byte)).starts_with('='))
      return about_line(scene.at, "one `=` is enough");
    return about_line(scene.at, in_ticks(beginning(scene.line)) + " has no value");
  }
  const Place place = scene.place(word.begin);
  for (std::string_view yes : {"yes", "on", "true"})
    if (base::equals_ignoring_case(word.text, yes))
      return about_line(place, in_ticks(word.text) + " is not a value", "write `true`");
  for (std::string_view no : {"no", "off", "false"})
    if (base::equals_ignoring_case(word.text, no))
      return about_line(place, in_ticks(word.text) + " is not a value",
                        "write `false`, or \"" + std::string{no} + "\"");
  if (scene.says("not representable")) return about_line(place, in_ticks(word.text) + " is too large a number");
  if (scene.says("leading zero"))
    return about_line(place, in_ticks(word.text) + " begins with a zero", "leave it out");
  return about_line(place, in_ticks(word.text) + " is not a value",
                    "text stands in quotes: \"" + std::string{word.text} + '"');
}

Explained bad_string(const Scene& scene) {
  if (scene.says("unicode scalar"))
    return about_line(scene.at, "an escape is not well-formed", "`\\u` takes 4 hexadecimal digits, `\\U` takes 8");
  if (scene.says("escape sequence")) {
    const std::size_t slash = scene.line.rfind('\\', scene.byte);
    const std::size_t begin = slash == std::string_view::npos ? 0 : slash;
    return about_line(scene.place(begin), in_ticks(scene.line.substr(begin, 2)) + " is no escape",
                      "write `\\\\` for a backslash, or put the text between 'single quotes'");
  }
  const bool in_line = scene.byte < scene.line.size();
  if (in_line && scene.says("control characters"))
    return about_line(scene.at, "text may not contain control characters",
                      "write an escape such as `\\n` or `\\u001b`");
  if (in_line && !scene.says("end-of-file")) return about_line(scene.at, "this text is not well-formed");
  const bool many_lines = scene.line.find("\"\"\"") != std::string_view::npos || beginning(scene.line).empty() ||
                          scene.line.find_first_of("\"'") == std::string_view::npos;
  if (many_lines) return about_rest(scene.at, "the text is not closed where the file ends", "add the closing quotes");
  const std::size_t equals = scene.line.find('=');
  const std::size_t open = scene.line.find_first_of("\"'", equals == std::string_view::npos ? 0 : equals);
  if (open == std::string_view::npos) return about_line(scene.at, "the text is not closed");
  std::size_t last = open; // the quote that has no partner: quotes before it pair up
  bool closed = true;
  for (std::size_t i = open; i < scene.line.size(); ++i) {
    if (scene.line[i] != scene.line[open]) continue;
    if (closed) last = i;
    closed = !closed;
  }
  return about_line(scene.place(last), "the text that begins here is not closed",
                    std::string{"add the closing `"} + scene.line[open] + '`');
}

Explained bad_list(const Scene& scene) {
  if (scene.says("end-of-file")) return about_rest(scene.at, "a list is not closed where the file ends", "add `]`");
  if (scene.says("saw comma")) return about_line(scene.at, "a value is missing between two commas");
  if (scene.says("expected comma")) return about_rest(scene.at, "`,` or `]` is missing before this");
  return about_rest(scene.at, "this list is not well-formed");
}

Explained bad_header(const Scene& scene) {
  const std::string_view text = base::trim(scene.line);
  const std::size_t indent = scene.line.find_first_not_of(" \t");
  const Place place = scene.place(indent == std::string_view::npos ? 0 : indent);
  if (scene.says("comment or whitespace"))
    return about_rest(scene.at, "nothing may follow a header on its line", "put it on the next line");
  if (scene.says("blank")) return about_rest(place, "the header has no name");
  const bool listed = text.starts_with("[[");
  std::string_view inner = text.substr(listed ? 2 : 1);
  inner = base::trim(inner.substr(0, inner.find_first_of("]#")));
  const std::string whole = (listed ? "[[" : "[") + std::string{inner} + (listed ? "]]" : "]");
  return about_rest(place, "the header is not closed", "write " + in_ticks(whole));
}

Explained bad_pair(const Scene& scene) {
  const std::string_view key = beginning(scene.line);
  const std::string_view rest = scene.line.substr(std::min(scene.byte, scene.line.size()));
  if (scene.says("expected '='")) {
    if (!rest.empty() && static_cast<unsigned char>(rest.front()) >= 0x80)
      return about_line(scene.at, "a key with letters beyond a-z stands in quotes");
    std::string help = "write `" + std::string{key} + " = ...`";
    return about_line(scene.at, "`=` is missing after " + in_ticks(key), std::move(help));
  }
  if (scene.says("comment or whitespace")) {
    if (rest.starts_with(';')) return about_line(scene.at, "`;` ends nothing here", "a key ends with its line");
    if (rest.starts_with(','))
      return about_line(scene.at, "`,` outside of a list", "several values stand in brackets: [\"a\", \"b\"]");
    return about_line(scene.at, "nothing may follow a value on its line", "one key a line; comments begin with `#`");
  }
  return about_line(scene.at, in_ticks(key) + " has no value");
}

Explained bad_beginning(const Scene& scene) {
  const std::string_view text = base::trim(scene.line);
  if (text.starts_with("//") || text.starts_with("/*") || text.starts_with(';') || text.starts_with("--"))
    return about_line(scene.at, "this is no comment", "comments begin with `#`");
  if (text.starts_with('=')) return about_line(scene.at, "the key is missing before `=`");
  if (!text.empty() && static_cast<unsigned char>(text.front()) >= 0x80)
    return about_line(scene.at, "a key with letters beyond a-z stands in quotes");
  return about_line(scene.at, "this is neither a key nor a [table]");
}

Explained bad_inline(const Scene& scene) {
  if (scene.says("dangling")) return about_line(scene.at, "a `,` before `}` separates nothing", "leave it out");
  if (scene.says("end-of-file") || scene.byte >= scene.line.size())
    return about_rest(scene.at, "`}` is missing", "what stands in braces stands on one line");
  return about_line(scene.at, "`,` or `}` is missing before this");
}

// Without a header the keys below it would belong to another table; without a bracket its partner would be wrong.
bool stands_alone(std::string_view line) {
  return !base::trim(line).starts_with('[') && std::ranges::count(line, '[') == std::ranges::count(line, ']');
}

// What the parser was reading when it gave up, by the words of its account.
struct Explainer {
  std::string_view reading;
  Explained (*explain)(const Scene&);
};

constexpr std::array explainers{
    Explainer{"cannot redefine", written_twice}, Explainer{"parsing table header", bad_header},
    Explainer{"parsing string", bad_string},     Explainer{"parsing array", bad_list},
    Explainer{"parsing key-value", bad_pair},    Explainer{"parsing root table", bad_beginning},
    Explainer{"parsing value", bad_value},       Explainer{"parsing decimal", bad_value},
    Explainer{"parsing float", bad_value},       Explainer{"parsing boolean", bad_value},
    Explainer{"parsing time", bad_value},        Explainer{"parsing date", bad_value},
    Explainer{"parsing hexadecimal", bad_value}, Explainer{"parsing octal", bad_value},
    Explainer{"parsing binary", bad_value},      Explainer{"literal string", bad_string},
    Explainer{"unicode scalar", bad_string},     Explainer{"parsing inline", bad_inline},
    Explainer{"parsing key", bad_beginning},
};

} // namespace

Explained explain_syntax_error(std::string_view description, const std::vector<std::string_view>& lines, Place at) {
  // At the end of the file the parser stands behind the last line.
  if (at.line > lines.size()) at.line = static_cast<std::uint32_t>(lines.size());
  if (at.line == 0) return about_rest({1, 1}, "this is not TOML");
  const std::string_view line = lines[at.line - 1];
  const Scene scene{description, lines, at, line, byte_at_column(line, at.column)};
  if (scene.says("utf-8")) return about_rest(at, "the file is not UTF-8 here", "save it as UTF-8");
  for (const Explainer& explainer : explainers) {
    if (!scene.says(explainer.reading)) continue;
    Explained explained = explainer.explain(scene);
    explained.confined_to_line = explained.confined_to_line && stands_alone(line);
    return explained;
  }
  return about_rest(at, "this is not TOML");
}

} // namespace responsum::config
