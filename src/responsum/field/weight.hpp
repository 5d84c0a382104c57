// Weights of content negotiation (RFC 9110 12.4.2) and lists whose members carry one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/field/list.hpp"

namespace responsum::field {

using Quality = std::uint16_t; // thousandths: 0 (not acceptable) to 1000

inline constexpr Quality full_quality = 1000;

// "0.25" is 250. At most three decimals, at most 1.
constexpr std::optional<Quality> parse_quality(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  unsigned quality = text[0] == '1' ? 1000 : 0;
  unsigned place = 100;
  for (char c : text.substr(text.size() > 1 ? 2 : 1)) {
    if (!base::is_digit(c)) return std::nullopt;
    quality += static_cast<unsigned>(c - '0') * place;
    place /= 10;
  }
  if (quality > full_quality) return std::nullopt;
  return static_cast<Quality>(quality);
}

struct Weighted {
  std::string_view value; // with the parameters that stood before the weight
  Quality quality = full_quality;
};

// A member of a weighted list. Whatever follows the weight is passed over: RFC 9110 12.5.1 no longer gives it a
// meaning. None when the weight is malformed.
constexpr std::optional<Weighted> parse_weighted(std::string_view member, Quotes quotes = Quotes::quoted_string) {
  std::size_t end = find_unquoted(member, ';', quotes);
  while (end < member.size()) {
    const std::string_view rest = member.substr(end + 1);
    const std::size_t length = find_unquoted(rest, ';', quotes);
    const std::string_view parameter = base::trim(rest.substr(0, length));
    if (parameter.size() >= 2 && base::to_lower(parameter[0]) == 'q' && parameter[1] == '=') {
      const auto quality = parse_quality(parameter.substr(2));
      if (!quality) return std::nullopt;
      return Weighted{base::trim(member.substr(0, end)), *quality};
    }
    end += 1 + length;
  }
  return Weighted{member, full_quality};
}

// Calls `each(Weighted)` with every member in the order they were sent. A member whose weight is malformed counts as
// not sent.
template <class Each>
constexpr void for_each_weighted(std::string_view value, Each&& each) {
  // Hardly any value has quotes, and without them the search for separators is the library's.
  const Quotes quotes = value.find('"') == std::string_view::npos ? Quotes::none : Quotes::quoted_string;
  ListCursor members{value, quotes};
  while (const auto member = members.next())
    if (const auto weighted = parse_weighted(*member, quotes)) each(*weighted);
}

} // namespace responsum::field
