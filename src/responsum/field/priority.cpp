#include "responsum/field/priority.hpp"

#include <variant>

#include "responsum/field/structured.hpp"

namespace responsum::field {

namespace {

// Null: there is no such member, or it is a list.
const structured::BareItem* member(const structured::Dictionary& dictionary, std::string_view key) {
  const structured::Member* found = structured::find(dictionary, key);
  const auto* item = found == nullptr ? nullptr : std::get_if<structured::Item>(found);
  return item == nullptr ? nullptr : &item->value;
}

} // namespace

std::optional<Priority> parse_priority(std::string_view value) {
  constexpr std::int64_t least_urgent = 7;
  const auto dictionary = structured::parse_dictionary(value);
  if (!dictionary) return std::nullopt;
  Priority priority;
  if (const auto* urgency = member(*dictionary, "u"); urgency != nullptr)
    if (const auto* n = std::get_if<std::int64_t>(urgency); n != nullptr && *n >= 0 && *n <= least_urgent)
      priority.urgency = static_cast<std::uint8_t>(*n);
  if (const auto* incremental = member(*dictionary, "i"); incremental != nullptr)
    priority.incremental = *incremental == structured::BareItem{true};
  return priority;
}

} // namespace responsum::field
