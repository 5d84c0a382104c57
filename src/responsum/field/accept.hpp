// Accept (RFC 9110 12.5.1): how much a media type is wanted.
#pragma once

#include <optional>
#include <string_view>

#include "responsum/field/content_type.hpp"
#include "responsum/field/weight.hpp"

namespace responsum::field {

namespace detail {

// A name that stands twice may match with either of its values.
constexpr bool has_parameter(const MediaType& type, const Parameter& wanted) {
  ParameterCursor offered{type.parameters};
  while (const auto parameter = offered.next()) {
    // The names of character sets are the parameter values that people write in either case.
    if (base::equals_ignoring_case(parameter->name, wanted.name) && same_value(parameter->raw, wanted.raw, true))
      return true;
  }
  return false;
}

} // namespace detail

// How closely a media range fits a type: 0 not at all, 1 for */*, 2 for type/*, 3 for the type itself, one more for
// each parameter that both have.
constexpr unsigned media_range_fit(const MediaType& range, const MediaType& type) {
  if (range.type == "*") return range.subtype == "*" && range.parameters.empty() ? 1 : 0;
  if (!base::equals_ignoring_case(range.type, type.type)) return 0;
  if (range.subtype == "*") return range.parameters.empty() ? 2 : 0;
  if (!base::equals_ignoring_case(range.subtype, type.subtype)) return 0;
  unsigned fit = 3;
  ParameterCursor wanted{range.parameters};
  while (const auto parameter = wanted.next()) {
    if (!detail::has_parameter(type, *parameter)) return 0;
    ++fit;
  }
  return fit;
}

// The weight of the range that fits `type` best; of equally good ranges the greatest. Nothing when no range fits,
// which is not the same as a range that fits with weight 0.
constexpr std::optional<Quality> listed_media_quality(std::string_view accept, const MediaType& type) {
  unsigned best_fit = 0;
  Quality best = 0;
  for_each_weighted(accept, [&](const Weighted& member) {
    const auto range = parse_media_type(member.value);
    const unsigned fit = range ? media_range_fit(*range, type) : 0;
    if (fit == 0 || fit < best_fit) return;
    best = fit == best_fit && best > member.quality ? best : member.quality;
    best_fit = fit;
  });
  if (best_fit == 0) return std::nullopt;
  return best;
}

// Whether `type` is named, not only taken along by */*, and nothing is wanted more.
constexpr bool prefers_media_type(std::string_view accept, const MediaType& type) {
  Quality own = 0;
  Quality most = 0;
  for_each_weighted(accept, [&](const Weighted& member) {
    const auto range = parse_media_type(member.value);
    if (!range) return;
    if (media_range_fit(*range, type) > 1 && member.quality > own) own = member.quality;
    if (member.quality > most) most = member.quality;
  });
  return own != 0 && own == most;
}

// The weight as listed_media_quality() has it, where nothing that fits means weight 0: not acceptable. A field that
// was not sent, or that holds no well-formed range, accepts everything.
constexpr Quality media_quality(std::string_view accept, const MediaType& type) {
  if (const auto listed = listed_media_quality(accept, type)) return *listed;
  bool any = false;
  for_each_weighted(accept, [&](const Weighted& member) { any = any || parse_media_type(member.value).has_value(); });
  return any ? 0 : full_quality;
}

} // namespace responsum::field
