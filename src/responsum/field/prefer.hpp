// Prefer (RFC 7240): what a client would like, as far as this server goes by it. What is malformed is as if it was
// not sent.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/field/list.hpp"

namespace responsum::field {

// RFC 7240 4.2
enum class Return : std::uint8_t { unsaid, minimal, representation };

struct Preferences {
  bool respond_async = false;
  std::optional<std::uint32_t> wait_s{};
  Return returns = Return::unsaid;
  friend constexpr bool operator==(const Preferences&, const Preferences&) = default;
};

namespace detail {

// RFC 7240 4.3: a number of seconds. More than it can hold is as long as that.
constexpr std::optional<std::uint32_t> parse_wait(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::uint64_t seconds = 0;
  for (const char c : text) {
    if (!base::is_digit(c)) return std::nullopt;
    seconds = seconds * 10 + static_cast<std::uint64_t>(c - '0');
    if (seconds > UINT32_MAX) seconds = UINT32_MAX;
  }
  return static_cast<std::uint32_t>(seconds);
}

constexpr Return parse_return(std::string_view text) {
  if (text == "minimal") return Return::minimal;
  return text == "representation" ? Return::representation : Return::unsaid;
}

} // namespace detail

// RFC 7240 2: of a preference that is there twice the first counts; parameters are ignored.
constexpr Preferences parse_prefer(std::string_view value) {
  Preferences found;
  bool waits = false;
  bool returns = false;
  ListCursor cursor{value};
  while (const auto member = cursor.next()) {
    const std::string_view one = base::trim(member->substr(0, find_unquoted(*member, ';', Quotes::quoted_string)));
    const std::size_t equals = one.find('=');
    const std::string_view name = base::trim(one.substr(0, equals));
    std::string_view said = equals == one.npos ? std::string_view{} : base::trim(one.substr(equals + 1));
    if (said.size() > 1 && said.front() == '"' && said.back() == '"') said = said.substr(1, said.size() - 2);
    if (base::equals_ignoring_case(name, "respond-async")) {
      found.respond_async = true;
    } else if (!waits && base::equals_ignoring_case(name, "wait")) {
      found.wait_s = detail::parse_wait(said);
      waits = true;
    } else if (!returns && base::equals_ignoring_case(name, "return")) {
      found.returns = detail::parse_return(said);
      returns = true;
    }
  }
  return found;
}

} // namespace responsum::field
