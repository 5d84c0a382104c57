// Media types as Content-Type and Accept write them (RFC 9110 8.3.1).
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/field/parameters.hpp"

namespace responsum::field {

// Views into the text that was parsed. Types and names of parameters are compared without regard to case.
struct MediaType {
  std::string_view type;
  std::string_view subtype;
  std::string_view parameters; // from the first ';' on: well-formed, for a ParameterCursor

  constexpr bool is(std::string_view other_type, std::string_view other_subtype) const {
    return base::equals_ignoring_case(type, other_type) && base::equals_ignoring_case(subtype, other_subtype);
  }

  // The raw value, a quoted string with its quotes; none when there is no such parameter.
  constexpr std::optional<std::string_view> parameter(std::string_view name) const {
    ParameterCursor cursor{parameters};
    while (const auto next = cursor.next())
      if (base::equals_ignoring_case(next->name, name)) return next->raw;
    return std::nullopt;
  }
};

constexpr std::optional<MediaType> parse_media_type(std::string_view value) {
  const std::string_view text = base::trim(value);
  const std::size_t semicolon = text.find(';');
  const std::string_view essence = base::trim(text.substr(0, semicolon));
  const std::size_t slash = essence.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const MediaType media{essence.substr(0, slash), essence.substr(slash + 1),
                        semicolon == std::string_view::npos ? std::string_view{} : text.substr(semicolon)};
  if (!base::is_token(media.type) || !base::is_token(media.subtype)) return std::nullopt;
  ParameterCursor parameters{media.parameters};
  while (parameters.next()) {
  }
  if (parameters.malformed()) return std::nullopt;
  return media;
}

} // namespace responsum::field
