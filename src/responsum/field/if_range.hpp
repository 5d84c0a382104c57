// If-Range (RFC 9110 13.1.5): an entity tag or a date.
#pragma once

#include <optional>
#include <string_view>
#include <variant>

#include "responsum/base/clock.hpp"
#include "responsum/field/entity_tag.hpp"
#include "responsum/field/http_date.hpp"

namespace responsum::field {

using IfRange = std::variant<EntityTag, base::UnixSeconds>;

// None when the value is neither: then the condition does not hold, and the range is not applied. `now` as for dates.
inline std::optional<IfRange> parse_if_range(std::string_view value, base::UnixSeconds now) {
  // A date has letters where a tag has its first quote (RFC 9110 13.1.5 tells them apart the same way).
  if (const auto tag = parse_entity_tag(value)) return IfRange{*tag};
  if (const auto date = parse_http_date(value, now)) return IfRange{*date};
  return std::nullopt;
}

} // namespace responsum::field
