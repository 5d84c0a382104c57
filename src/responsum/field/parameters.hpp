// Parameters behind a value, `;name=value`, and quoted strings (RFC 9110 5.6.4, 5.6.6).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/base/assert.hpp"
#include "responsum/field/list.hpp"

namespace responsum::field {

constexpr bool is_quoted_string(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return false;
  const std::string_view inner = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] == '"') return false;
    if (inner[i] == '\\') ++i;
    if (i == inner.size()) return false;
    const auto octet = static_cast<unsigned char>(inner[i]);
    if ((octet < 0x20 && octet != '\t') || octet == 0x7f) return false;
  }
  return true;
}

// Reads the octets of a token or of a quoted string without its quotes and backslashes. The text is well-formed.
class UnquotedCursor {
 public:
  constexpr explicit UnquotedCursor(std::string_view raw)
      : rest_{raw.starts_with('"') ? raw.substr(1, raw.size() - 2) : raw}, quoted_{raw.starts_with('"')} {}

  constexpr std::optional<char> next() {
    if (quoted_ && rest_.size() > 1 && rest_.front() == '\\') rest_.remove_prefix(1);
    if (rest_.empty()) return std::nullopt;
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

 private:
  std::string_view rest_;
  bool quoted_;
};

// A token and a quoted string that hold the same octets are the same value (RFC 9110 5.6.6).
constexpr bool same_value(std::string_view a, std::string_view b, bool ignoring_case) {
  UnquotedCursor left{a};
  UnquotedCursor right{b};
  while (true) {
    const auto l = left.next();
    const auto r = right.next();
    if (l.has_value() != r.has_value()) return false;
    if (!l) return true;
    if (ignoring_case ? base::to_lower(*l) != base::to_lower(*r) : *l != *r) return false;
  }
}

// Into `out`, which is at least as long as `raw`; the view is into `out`.
constexpr std::string_view unquote(std::string_view raw, std::span<char> out) {
  RESPONSUM_ASSERT(out.size() >= raw.size());
  std::size_t length = 0;
  UnquotedCursor octets{raw};
  while (const auto c = octets.next()) out[length++] = *c;
  return {out.data(), length};
}

struct Parameter {
  std::string_view name;
  std::string_view raw; // a token, or a quoted string with its quotes
};

// Over `*( OWS ";" OWS [ parameter ] )`. Ends at the first parameter that is malformed, and says so.
class ParameterCursor {
 public:
  constexpr explicit ParameterCursor(std::string_view text) : rest_{base::trim(text)} {}

  constexpr std::optional<Parameter> next() {
    while (!rest_.empty()) {
      if (rest_.front() != ';') return refuse();
      rest_.remove_prefix(1);
      const std::size_t end = find_unquoted(rest_, ';', Quotes::quoted_string);
      const std::string_view text = base::trim(rest_.substr(0, end));
      rest_.remove_prefix(end);
      if (text.empty()) continue;
      const std::size_t equals = text.find('=');
      if (equals == std::string_view::npos) return refuse();
      const Parameter parameter{text.substr(0, equals), text.substr(equals + 1)};
      if (!base::is_token(parameter.name)) return refuse();
      if (!base::is_token(parameter.raw) && !is_quoted_string(parameter.raw)) return refuse();
      return parameter;
    }
    return std::nullopt;
  }

  constexpr bool malformed() const { return malformed_; }

 private:
  constexpr std::optional<Parameter> refuse() {
    malformed_ = true;
    rest_ = {};
    return std::nullopt;
  }

  std::string_view rest_;
  bool malformed_ = false;
};

} // namespace responsum::field
