// A wire test as text: what a client sends, octet for octet, and what has to come back. tests/wire/README.md
// describes the format.
#pragma once

#include <algorithm>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "runner/transport.hpp"

namespace responsum::wire {

// Finds the value of a field in the response to a plain GET of a path, for `{etag:/path}`; with the path "*" in the
// last response of the script that had the field, for `{location}`.
using LookUp = std::function<std::string(std::string_view field, std::string_view path)>;

// Octets of which some are known only once the server runs.
class Text {
 public:
  void add(std::string_view octets) { pieces_.push_back({std::string{octets}, {}}); }
  void add_field_of(std::string_view field, std::string_view path) {
    pieces_.push_back({std::string{field}, std::string{path}});
  }
  std::string expand(const LookUp& look_up) const;

 private:
  struct Piece {
    std::string text; // octets, or with a path the name of the field to look up there
    std::string path;
  };
  std::vector<Piece> pieces_;
};

struct Send {
  enum class Form : std::uint8_t {
    request, // of HTTP/1.1, as it is
    // Of HTTP/2, each a step of its own: "name: value" a line, up to an empty line, and content; more content; more
    // fields, which end it.
    fields,
    content,
    trailers,
  };
  int line = 0;
  Form form = Form::request;
  bool more = false;    // goes on with the request before it
  bool goes_on = false; // in HTTP/2: this does not end the stream
  Text octets{};
};

struct FieldExpectation {
  enum class Kind : std::uint8_t { equal, matching, present, absent };
  int line = 0;
  Kind kind = Kind::equal;
  std::string name;
  Text value;
};

struct Expectation {
  int line = 0;
  bool nothing = false; // the connection is closed without an answer
  bool cut = false;     // an answer begins, and its connection or stream ends before it has
  std::string status_line;
  std::vector<FieldExpectation> fields;
  std::optional<Text> body;
  std::optional<std::string> body_pattern;
  std::optional<std::uint64_t> body_octets;
  std::optional<std::string> body_file;                      // relative to the sites
  std::vector<std::pair<std::string, std::string>> trailers; // each has to be there
  std::string condition;                                     // empty: not asserted; so is `way`
  std::string way;
  bool closed = false; // the server closes the connection afterwards
  bool open = false;   // the connection takes another request afterwards

  std::string_view code() const { return status_line.size() < 12 ? "" : std::string_view{status_line}.substr(9, 3); }
  bool interim() const { return code().starts_with('1'); }
};

struct NewConnection {
  bool beside = false; // those before it stay open until the end
};
struct PreviousConnection {}; // goes on with the one before, while this stays open
struct StartTls {};           // on the connection as it is: both sides have agreed on it
struct EndOfInput {};         // the client sends nothing more on this connection
struct Reset {};              // the client breaks the connection off
struct Drain {};              // the server is told to end; a script that does so has a server of its own
using Step = std::variant<Send, Expectation, NewConnection, PreviousConnection, StartTls, EndOfInput, Reset, Drain>;

enum class Mode : std::uint8_t { whole, bytes, split, pipelined };
std::string_view name(Mode mode);

struct Script {
  std::string rule; // the section or matrix entry that is held against the server
  std::string config = "default.toml";
  std::string begins; // octets in the clear that every connection begins with, before TLS if there is any
  bool needs_root = false;
  bool wants_own_server = false; // one that has not counted anything yet
  bool needs_other_than_root = false;
  std::vector<Mode> modes;
  std::vector<std::string> varying;  // fields of answers that are new each time the script is played
  std::vector<Transport> transports; // as the header names them; empty: all that can say what is sent
  std::vector<Step> steps;

  bool drains() const {
    return std::ranges::any_of(steps, [](const Step& s) { return std::holds_alternative<Drain>(s); });
  }
  bool starts_tls() const {
    return std::ranges::any_of(steps, [](const Step& s) { return std::holds_alternative<StartTls>(s); });
  }
  bool says_fields_of_http_2() const {
    return std::ranges::any_of(steps, [](const Step& s) {
      const auto* send = std::get_if<Send>(&s);
      return send != nullptr && send->form != Send::Form::request;
    });
  }
};

struct ScriptError {
  int line = 0;
  std::string text;
};

std::expected<Script, ScriptError> parse_script(std::string_view text);

// Octets alone, in the notation of what a script sends: each line with CRLF.
std::expected<std::string, ScriptError> parse_octets(std::string_view text);

// As parse_script; an unreadable file is an error of line 0.
std::expected<Script, ScriptError> read_script(const std::filesystem::path& file);

} // namespace responsum::wire
