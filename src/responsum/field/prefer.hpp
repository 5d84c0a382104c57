// Prefer (RFC 7240): what a client would rather have, if that makes no difference to the server.
#pragma once

#include <cstdint>
#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/field/list.hpp"

namespace responsum::field {

// RFC 7240 4.2
enum class Return : std::uint8_t { unsaid, minimal, representation };

// Of a preference that is said more than once the first counts; a value that is neither of the two says nothing.
constexpr Return preferred_return(std::string_view value) {
  ListCursor preferences{value};
  while (const auto next = preferences.next()) {
    const std::string_view preference = next->substr(0, find_unquoted(*next, ';', Quotes::quoted_string));
    const std::size_t equals = preference.find('=');
    if (!base::equals_ignoring_case(base::trim(preference.substr(0, equals)), "return")) continue;
    if (equals == std::string_view::npos) return Return::unsaid;
    std::string_view wanted = base::trim(preference.substr(equals + 1));
    if (wanted.size() > 1 && wanted.starts_with('"') && wanted.ends_with('"'))
      wanted = wanted.substr(1, wanted.size() - 2);
    if (wanted == "minimal") return Return::minimal;
    return wanted == "representation" ? Return::representation : Return::unsaid;
  }
  return Return::unsaid;
}

} // namespace responsum::field
