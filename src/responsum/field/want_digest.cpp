#include "responsum/field/want_digest.hpp"

#include <cstdint>
#include <variant>

#include "responsum/field/structured.hpp"

namespace responsum::field {

// RFC 9530 4: 0 is not acceptable, 10 is wanted most. It is the only one that is made here, so it is compared with
// none.
bool wants_sha256(std::string_view value) {
  const auto wanted = structured::parse_dictionary(value);
  const structured::Member* member = wanted ? structured::find(*wanted, "sha-256") : nullptr;
  const auto* item = member == nullptr ? nullptr : std::get_if<structured::Item>(member);
  const auto* weight = item == nullptr ? nullptr : std::get_if<std::int64_t>(&item->value);
  return weight != nullptr && *weight >= 1 && *weight <= 10;
}

} // namespace responsum::field
