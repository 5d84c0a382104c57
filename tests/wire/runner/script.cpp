#include "runner/script.hpp"

#include <charconv>
#include <fstream>
#include <iterator>
#include <utility>

#include "runner/text.hpp"

namespace responsum::wire {

namespace {

constexpr std::string_view blanks = " \t";

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

class Parser {
 public:
  explicit Parser(std::string_view text) {
    while (!text.empty()) {
      const auto end = text.find('\n');
      lines_.push_back(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
  }

  std::expected<Script, ScriptError> parse() {
    header();
    while (!error_ && at_ < lines_.size()) step();
    if (!error_ && script_.rule.empty()) fail("no `rule:` says what the test holds against the server");
    if (!error_ && script_.steps.empty()) fail("no step");
    if (!error_ && pipelined_ && script_.starts_tls()) fail("what goes on in TLS is not to be sent before");
    if (error_) return std::unexpected{*error_};
    if (script_.modes.empty()) script_.modes = {Mode::whole, Mode::bytes, Mode::split};
    if (pipelined_) script_.modes.push_back(Mode::pipelined);
    return std::move(script_);
  }

  std::expected<std::string, ScriptError> parse_octets() {
    Text all;
    while (!error_ && at_ < lines_.size()) expand_line(take(), all, "\r\n");
    if (error_) return std::unexpected{*error_};
    return all.expand([](auto, auto) { return std::string{}; });
  }

 private:
  static bool is_marker(std::string_view line) {
    return line.starts_with(">>>") || line.starts_with("<<<") || line.starts_with("---");
  }
  bool at_marker() const { return at_ == lines_.size() || is_marker(lines_[at_]); }
  std::string_view take() { return lines_[at_++]; }
  int line() const { return static_cast<int>(at_); } // of the line taken last, counted from 1
  void fail(std::string text) {
    if (!error_) error_ = ScriptError{line(), std::move(text)};
  }

  void header() {
    while (!error_ && !at_marker()) {
      const std::string_view text = trim(take());
      if (text.empty() || text.starts_with('#')) continue;
      const auto colon = text.find(':');
      const std::string_view key = text.substr(0, colon);
      const std::string_view value = colon == std::string_view::npos ? "" : trim(text.substr(colon + 1));
      if (key == "rule" && !value.empty())
        script_.rule = value;
      else if (key == "config" && !value.empty())
        script_.config = value;
      else if (key == "fault" && !value.empty())
        continue; // words of a row in the guide, which is made of these files
      else if (key == "needs" && (value == "root" || value == "not-root"))
        (value == "root" ? script_.needs_root : script_.needs_other_than_root) = true;
      else if (key == "begins" && !value.empty())
        begins(value);
      else if (key == "modes")
        modes(value);
      else if (key == "transports")
        played_over(value);
      else if (key == "varies" && !value.empty())
        varying(value);
      else if (key == "pipeline" && value.empty())
        pipelined_ = true;
      else if (key == "own-server" && value.empty())
        script_.wants_own_server = true;
      else
        fail("`" + std::string{text} +
             "` is no rule, config, fault, begins, needs, modes, transports, varies, pipeline or own-server");
    }
  }

  void begins(std::string_view value) {
    Text text;
    expand_line(value, text, "");
    script_.begins = text.expand([](auto, auto) { return std::string{}; });
  }

  static std::string_view take_word(std::string_view& text) {
    const std::string_view word = text.substr(0, text.find_first_of(blanks));
    text = trim(text.substr(word.size()));
    return word;
  }

  // "plain tls because REASON": what is not played everywhere says why.
  void played_over(std::string_view value) {
    while (!value.empty()) {
      const std::string_view word = take_word(value);
      if (word == "because") break;
      const auto transport = find_transport(word);
      if (!transport) return fail("`" + std::string{word} + "` is no transport, nor `because` and the reason");
      script_.transports.push_back(*transport);
    }
    if (script_.transports.empty() || value.empty()) fail("`transports:` names some, and because of what not all");
  }

  void varying(std::string_view value) {
    while (!value.empty()) script_.varying.emplace_back(take_word(value));
  }

  void modes(std::string_view value) {
    while (!value.empty()) {
      const std::string_view word = take_word(value);
      bool known = false;
      for (const Mode mode : {Mode::whole, Mode::bytes, Mode::split})
        if (name(mode) == word) {
          script_.modes.push_back(mode);
          known = true;
        }
      if (!known) return fail("`" + std::string{word} + "` is no mode (whole, bytes, split)");
    }
  }

  void step() {
    const std::string_view marker = trim(take());
    if (marker.starts_with(">>>"))
      send(trim(marker.substr(3)));
    else if (marker == "<<<" || marker == "<<< closed" || marker == "<<< cut")
      expectation(marker == "<<< closed", marker == "<<< cut");
    else if (marker == "--- new connection")
      plain_step(NewConnection{});
    else if (marker == "--- another connection")
      plain_step(NewConnection{true});
    else if (marker == "--- previous connection")
      plain_step(PreviousConnection{});
    else if (marker == "--- tls")
      plain_step(StartTls{});
    else if (marker == "--- end of input")
      plain_step(EndOfInput{});
    else if (marker == "--- reset")
      plain_step(Reset{});
    else if (marker == "--- drain")
      plain_step(Drain{});
    else
      fail("`" + std::string{marker} + "` is no step");
  }

  void plain_step(Step step) {
    script_.steps.push_back(std::move(step));
    while (!error_ && !at_marker())
      if (const auto text = trim(take()); !text.empty() && !text.starts_with('#'))
        fail("text that belongs to no step");
  }

  // `what` follows the marker. With "…" at its end the stream is not ended.
  void send(std::string_view what) {
    using Form = Send::Form;
    Send send{.line = line()};
    if (constexpr std::string_view dots = "…"; what.ends_with(dots)) {
      send.goes_on = true;
      what = trim(what.substr(0, what.size() - dots.size()));
    }
    if (what == "fields")
      send.form = Form::fields;
    else if (what == "trailers")
      send.form = Form::trailers;
    else if (what == "more")
      send.form = said_fields_ ? Form::content : Form::request;
    else if (!what.empty())
      return fail("`" + std::string{what} + "` is nothing that can be sent (fields, more, trailers)");
    send.more = what == "more" || what == "trailers";
    if (!send.more) said_fields_ = send.form == Form::fields;
    if (!said_fields_ && (send.goes_on || send.form != Form::request))
      return fail("only a stream that a `>>> fields` began goes on like this");
    while (!error_ && !at_marker()) expand_line(take(), send.octets, "\r\n");
    script_.steps.push_back(std::move(send));
  }

  void expectation(bool nothing, bool cut) {
    Expectation expected;
    expected.line = line();
    expected.nothing = nothing;
    expected.closed = nothing;
    expected.cut = cut;
    if (!nothing && !cut) expected_head(expected);
    while (!error_ && !at_marker()) directive(take(), expected);
    script_.steps.emplace_back(std::in_place_type<Expectation>, std::move(expected));
  }

  void expected_head(Expectation& expected) {
    if (at_marker()) return fail("no status line is expected");
    expected.status_line = take();
    if (!expected.status_line.starts_with("HTTP/1.")) return fail("a status line has to begin with HTTP/1.");
    while (!error_ && !at_marker()) {
      const std::string_view text = take();
      if (trim(text).empty()) return;
      if (text.starts_with('#') || text == "…") continue;
      expected.fields.push_back(field(text));
    }
  }

  FieldExpectation field(std::string_view text) {
    using Kind = FieldExpectation::Kind;
    FieldExpectation field{line(), Kind::equal, {}, {}};
    const auto end = text.find_first_of(": ");
    if (text.starts_with('!') && end == std::string_view::npos) {
      field.kind = Kind::absent;
      field.name = text.substr(1);
      return field;
    }
    if (end == std::string_view::npos || end == 0) {
      fail("`" + std::string{text} + "` is no field");
      return field;
    }
    field.name = text.substr(0, end);
    if (text[end] == ' ') {
      if (!text.substr(end).starts_with(" ~ ")) fail("a field is `Name: value`, `Name ~ pattern` or `!Name`");
      field.kind = Kind::matching;
      field.value.add(trim(text.substr(end + 2)));
    } else if (trim(text.substr(end + 1)) == "*") {
      field.kind = Kind::present;
    } else {
      expand_line(trim(text.substr(end + 1)), field.value, "");
    }
    return field;
  }

  void directive(std::string_view text, Expectation& expected) {
    if (text.starts_with('|')) {
      if (!expected.body) expected.body.emplace();
      text.remove_prefix(text.starts_with("| ") ? 2 : 1);
      return expand_line(text, *expected.body, "\n");
    }
    text = trim(text);
    const auto value_of = [text](std::string_view key) -> std::optional<std::string_view> {
      if (!text.starts_with(key)) return std::nullopt;
      return trim(text.substr(key.size()));
    };
    if (text.empty() || text.starts_with('#')) return;
    if (text == "closed") {
      expected.closed = true;
    } else if (text == "open") {
      expected.open = true;
    } else if (const auto pattern = value_of("body ~ ")) {
      expected.body_pattern = *pattern;
    } else if (const auto size = value_of("body-size:")) {
      expected.body_octets = number<std::uint64_t>(*size);
      if (!expected.body_octets) fail("body-size is a number of octets");
    } else if (const auto file = value_of("body-file:")) {
      expected.body_file = *file;
    } else if (const auto trailer = value_of("trailer:")) {
      const auto colon = trailer->find(": ");
      if (colon == std::string_view::npos) return fail("a trailer is `trailer: Name: value`");
      expected.trailers.emplace_back(trailer->substr(0, colon), trim(trailer->substr(colon + 2)));
    } else if (const auto condition = value_of("condition:")) {
      expected.condition = *condition;
    } else if (const auto way = value_of("way:")) {
      expected.way = *way;
    } else {
      fail("`" + std::string{text} + "` says nothing about a response (a body's text begins with |)");
    }
  }

  // A line of octets: escapes, placeholders, and the line's end unless a lone backslash takes it away.
  void expand_line(std::string_view text, Text& to, std::string_view line_end) {
    std::string octets;
    while (!text.empty()) {
      if (text.front() == '\\') {
        if (text.size() == 1) {
          line_end = {};
          break;
        }
        text.remove_prefix(escape(text, octets));
      } else if (const auto used = placeholder(text, octets, to); used != 0) {
        text.remove_prefix(used);
      } else {
        octets += text.front();
        text.remove_prefix(1);
      }
      if (error_) return;
    }
    octets += line_end;
    to.add(octets);
  }

  // Octets of the script that were used.
  std::size_t escape(std::string_view text, std::string& octets) {
    switch (text[1]) {
    case 'r': octets += '\r'; return 2;
    case 'n': octets += '\n'; return 2;
    case 't': octets += '\t'; return 2;
    case '0': octets += '\0'; return 2;
    case '\\': octets += '\\'; return 2;
    case 'x':
      if (text.size() >= 4 && digit(text[2]) >= 0 && digit(text[3]) >= 0) {
        octets += static_cast<char>(digit(text[2]) * 16 + digit(text[3]));
        return 4;
      }
      break;
    default: break;
    }
    fail("a backslash is followed by r, n, t, 0, x and two digits, a backslash, or the end of the line");
    return text.size();
  }

  std::size_t placeholder(std::string_view text, std::string& octets, Text& to) {
    const auto end = text.find('}');
    if (text.front() != '{' || end == std::string_view::npos) return 0;
    const std::string_view inside = text.substr(1, end - 1);
    if (inside == "location") {
      to.add(std::exchange(octets, {}));
      to.add_field_of("location", "*");
      return end + 1;
    }
    for (const std::string_view field : {"etag", "last-modified"}) {
      if (inside.starts_with(field) && inside.substr(field.size()).starts_with(":/")) {
        to.add(std::exchange(octets, {}));
        to.add_field_of(field, inside.substr(field.size() + 1));
        return end + 1;
      }
    }
    if (!inside.starts_with("repeat:")) return 0;
    const auto colon = inside.rfind(':');
    const auto times = number<std::size_t>(inside.substr(colon + 1));
    if (colon <= 7 || !times) {
      fail("a repetition is {repeat:text:times}");
      return text.size();
    }
    std::string once;
    for (std::string_view part = inside.substr(7, colon - 7); !part.empty() && !error_;) {
      const std::size_t used = part.front() == '\\' && part.size() > 1 ? escape(part, once) : 0;
      if (used == 0) once += part.front();
      part.remove_prefix(used == 0 ? 1 : used);
    }
    for (std::size_t i = 0; i < *times; ++i) octets += once;
    return end + 1;
  }

  std::vector<std::string_view> lines_;
  std::size_t at_ = 0;
  Script script_;
  bool pipelined_ = false;
  bool said_fields_ = false; // by the request that was begun last
  std::optional<ScriptError> error_;
};

} // namespace

std::string Text::expand(const LookUp& look_up) const {
  std::string octets;
  for (const Piece& piece : pieces_) octets += piece.path.empty() ? piece.text : look_up(piece.text, piece.path);
  return octets;
}

std::string_view name(Mode mode) {
  switch (mode) {
  case Mode::whole: return "whole";
  case Mode::bytes: return "bytes";
  case Mode::split: return "split";
  case Mode::pipelined: return "pipelined";
  }
  return "";
}

std::expected<Script, ScriptError> parse_script(std::string_view text) { return Parser{text}.parse(); }

std::expected<std::string, ScriptError> parse_octets(std::string_view text) { return Parser{text}.parse_octets(); }

std::expected<Script, ScriptError> read_script(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in) return std::unexpected{ScriptError{0, "cannot be read"}};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  return parse_script(text);
}

} // namespace responsum::wire
