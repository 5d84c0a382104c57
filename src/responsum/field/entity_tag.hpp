// Entity tags and the lists that If-Match and If-None-Match hold (RFC 9110 8.8.3, 13.1.1, 13.1.2).
#pragma once

#include <optional>
#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/base/writer.hpp"
#include "responsum/field/list.hpp"

namespace responsum::field {

// `opaque` is a view into the text that was parsed, without the quotes.
struct EntityTag {
  std::string_view opaque;
  bool weak = false;

  friend constexpr bool operator==(const EntityTag&, const EntityTag&) = default;
};

constexpr bool is_opaque_octet(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return octet == 0x21 || (octet >= 0x23 && octet != 0x7f);
}

// One tag and nothing else. The 'W' is case-sensitive (RFC 9110 8.8.3).
constexpr std::optional<EntityTag> parse_entity_tag(std::string_view text) {
  EntityTag tag;
  tag.weak = text.starts_with("W/");
  if (tag.weak) text.remove_prefix(2);
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::nullopt;
  tag.opaque = text.substr(1, text.size() - 2);
  for (char c : tag.opaque)
    if (!is_opaque_octet(c)) return std::nullopt;
  return tag;
}

// RFC 9110 8.8.3.2
constexpr bool same_strongly(const EntityTag& a, const EntityTag& b) {
  return !a.weak && !b.weak && a.opaque == b.opaque;
}
constexpr bool same_weakly(const EntityTag& a, const EntityTag& b) { return a.opaque == b.opaque; }

// "*" alone: any current representation.
constexpr bool is_star(std::string_view value) { return base::trim(value) == "*"; }

namespace detail {

template <class Same>
constexpr bool any_listed(std::string_view list_value, Same same) {
  ListCursor members{list_value, Quotes::opaque_tag};
  while (const auto member = members.next()) {
    const auto tag = parse_entity_tag(*member);
    if (tag && same(*tag)) return true;
  }
  return false;
}

} // namespace detail

// Whether the list holds a tag that is the same as the current one. Members that are malformed match nothing, and
// neither does "*": ask is_star() first.
constexpr bool matches_strongly(std::string_view list_value, const EntityTag& current) {
  return detail::any_listed(list_value, [&](const EntityTag& tag) { return same_strongly(tag, current); });
}
constexpr bool matches_weakly(std::string_view list_value, const EntityTag& current) {
  return detail::any_listed(list_value, [&](const EntityTag& tag) { return same_weakly(tag, current); });
}

// As many octets as write() appends.
// If-Match and If-None-Match (RFC 9110 13.1.1, 13.1.2), of a resource that exists or not; one that has no tag, as a
// directory, has an empty one, which no list names.
constexpr bool if_match_holds(std::string_view list_value, bool exists, const EntityTag& current) {
  return exists && (is_star(list_value) || (!current.opaque.empty() && matches_strongly(list_value, current)));
}
constexpr bool if_none_match_holds(std::string_view list_value, bool exists, const EntityTag& current) {
  return !exists || (!is_star(list_value) && (current.opaque.empty() || !matches_weakly(list_value, current)));
}

constexpr std::size_t written_size(const EntityTag& tag) { return tag.opaque.size() + (tag.weak ? 4 : 2); }

inline void write(base::Writer& out, const EntityTag& tag) {
  if (tag.weak) out.text("W/");
  out.character('"').text(tag.opaque).character('"');
}

} // namespace responsum::field
