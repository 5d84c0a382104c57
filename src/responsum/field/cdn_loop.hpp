// CDN-Loop (RFC 8586): which networks a request has passed; no configuration may take it away.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/field/list.hpp"
#include "responsum/field/parameters.hpp"

namespace responsum::field {

struct CdnLoop {
  std::size_t own = 0; // members with the identifier that was asked for
  std::size_t members = 0;
  bool malformed = false; // some member is none; the others still count
};

// cdn-info = cdn-id *( OWS ";" OWS parameter ). `cdn_id` is compared without regard to case, as hosts are.
constexpr CdnLoop read_cdn_loop(std::string_view value, std::string_view cdn_id) {
  CdnLoop loop;
  ListCursor members{value};
  while (const auto member = members.next()) {
    const std::size_t end = find_unquoted(*member, ';', Quotes::quoted_string);
    const std::string_view id = base::trim(member->substr(0, end));
    ParameterCursor parameters{member->substr(end)};
    while (parameters.next()) {
    }
    const bool written_well = !id.empty() && std::ranges::all_of(id, [](char c) {
      return base::is_token_char(c) || c == ':' || c == '[' || c == ']';
    });
    loop.malformed = loop.malformed || parameters.malformed() || !written_well;
    ++loop.members;
    // Also with parameters that nobody can read: a loop is a loop.
    if (base::equals_ignoring_case(id, cdn_id)) ++loop.own;
  }
  return loop;
}

} // namespace responsum::field
