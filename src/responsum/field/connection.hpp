// Connection (RFC 9110 7.6.1): what a peer wants for this connection, and which fields belong to it alone.
#pragma once

#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/field/list.hpp"

namespace responsum::field {

struct ConnectionOptions {
  bool close = false;
  bool keep_alive = false;
  bool upgrade = false;
  bool malformed = false; // some member is no token; the others still count
};

constexpr ConnectionOptions parse_connection(std::string_view value) {
  ConnectionOptions options;
  ListCursor members{value, Quotes::none};
  while (const auto member = members.next()) {
    if (base::equals_ignoring_case(*member, "close"))
      options.close = true;
    else if (base::equals_ignoring_case(*member, "keep-alive"))
      options.keep_alive = true;
    else if (base::equals_ignoring_case(*member, "upgrade"))
      options.upgrade = true;
    else if (!base::is_token(*member))
      options.malformed = true;
  }
  return options;
}

// Whether the list names `option`: a field of that name must not be forwarded.
constexpr bool connection_names(std::string_view value, std::string_view option) {
  ListCursor members{value, Quotes::none};
  while (const auto member = members.next())
    if (base::equals_ignoring_case(*member, option)) return true;
  return false;
}

} // namespace responsum::field
