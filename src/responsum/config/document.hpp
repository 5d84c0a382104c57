// A TOML text as plain data in the order it was written. The parser's own types do not leave document.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace responsum::config {

// Line and column count from 1; a column is one character, not one byte. 0: nowhere.
struct Place {
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  friend constexpr auto operator<=>(const Place&, const Place&) = default;
};

enum class Kind : std::uint8_t { table, list, text, integer, real, boolean, time };

struct Member;

struct Node {
  Kind kind = Kind::table;
  Place place;                 // of a table with a header: its header
  std::string text;            // of a text
  std::int64_t integer = 0;    // of an integer
  bool boolean = false;        // of a boolean
  std::vector<Member> members; // of a table, in the order of the text
  std::vector<Node> items;     // of a list
};

struct Member {
  std::string key;
  Place place;
  Node value;
};

struct SyntaxError {
  Place place;
  std::string message;
  std::string help; // may be empty
};

// `whole` is false when lines had to be left out because of syntax errors: what seems to be missing may stand there.
// `usable` is false when not even the rest could be read; then the root is empty.
struct Document {
  Node root;
  std::vector<SyntaxError> errors{}; // in the order of the text
  bool usable = true;

  bool whole() const { return errors.empty(); }
};

// Lines that are wrong in themselves are left out, so that all of them are reported at once and not only the first.
Document parse_document(std::string_view text);

// The lines of a text without their ends, LF or CRLF. The views are into `text`.
std::vector<std::string_view> split_lines(std::string_view text);

} // namespace responsum::config
