// Authorization (RFC 9110 11.6.2): a scheme and behind it a token68, or parameters.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/field/list.hpp"
#include "responsum/field/parameters.hpp"

namespace responsum::field {

struct Credentials {
  std::string_view scheme; // in any case
  std::string_view rest;   // without the spaces around it

  constexpr bool is(std::string_view name) const { return base::equals_ignoring_case(scheme, name); }
};

// Nothing where it does not begin with a scheme.
constexpr std::optional<Credentials> parse_credentials(std::string_view value) {
  value = base::trim(value);
  const std::size_t end = std::min(value.find(' '), value.size());
  const Credentials found{value.substr(0, end), base::trim(value.substr(end))};
  if (!base::is_token(found.scheme)) return std::nullopt;
  return found;
}

// RFC 9110 11.2: letters, digits and -._~+/ and then any number of =.
constexpr bool is_token68(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  if (text.empty()) return false;
  constexpr std::string_view others = "-._~+/";
  for (const char c : text)
    if (!base::is_alpha(c) && !base::is_digit(c) && others.find(c) == others.npos) return false;
  return true;
}

// `name = value, name = "value"`, of which each name may stand once.
class AuthParameters {
 public:
  static constexpr std::size_t capacity = 20;

  // Nothing when it is malformed, has a name twice, or more than `capacity` of them.
  static constexpr std::optional<AuthParameters> parse(std::string_view text) {
    AuthParameters all;
    while (!text.empty()) {
      const std::size_t end = find_unquoted(text, ',', Quotes::quoted_string);
      const std::string_view element = base::trim(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
      if (element.empty()) continue; // RFC 9110 5.6.1.2
      const std::size_t equals = element.find('=');
      if (equals == element.npos || all.count_ == capacity) return std::nullopt;
      const Parameter parameter{base::trim(element.substr(0, equals)), base::trim(element.substr(equals + 1))};
      if (!base::is_token(parameter.name) || all.raw(parameter.name)) return std::nullopt;
      if (!base::is_token(parameter.raw) && !is_quoted_string(parameter.raw)) return std::nullopt;
      all.parameters_[all.count_++] = parameter;
    }
    return all;
  }

  // As it was sent, with quotes if it had any; nothing when it was not sent.
  constexpr std::optional<std::string_view> raw(std::string_view name) const {
    for (std::size_t i = 0; i < count_; ++i)
      if (base::equals_ignoring_case(parameters_[i].name, name)) return parameters_[i].raw;
    return std::nullopt;
  }

 private:
  std::array<Parameter, capacity> parameters_{};
  std::size_t count_ = 0;
};

} // namespace responsum::field
