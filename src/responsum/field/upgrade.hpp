// Upgrade (RFC 9110 7.8): the protocols that a client would change to, the preferred first.
#pragma once

#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/field/list.hpp"

namespace responsum::field {

// Whether `protocol` is among them: "websocket", "TLS/1.2", in any case. Of a version none else will do.
constexpr bool upgrade_names(std::string_view value, std::string_view protocol) {
  ListCursor members{value, Quotes::none};
  while (const auto member = members.next())
    if (base::equals_ignoring_case(*member, protocol)) return true;
  return false;
}

} // namespace responsum::field
