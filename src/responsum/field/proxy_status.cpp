#include "responsum/field/proxy_status.hpp"

#include <algorithm>
#include <vector>

#include "responsum/base/assert.hpp"
#include "responsum/field/list.hpp"
#include "responsum/field/structured_syntax.hpp"

namespace responsum::field {
namespace {

using structured::BareItem;

bool is_structured_token(std::string_view text) {
  return !text.empty() && structured::begins_token(text.front()) &&
         std::ranges::all_of(text, structured::continues_token);
}

std::string printable(std::string_view text) {
  std::string result{text};
  for (char& c : result)
    if (!structured::is_visible_or_space(c)) c = '?';
  return result;
}

// Names are tokens where they can be, strings otherwise (RFC 9209 2).
BareItem token_or_string(std::string_view text) {
  if (is_structured_token(text)) return structured::Token{std::string{text}};
  return printable(text);
}

std::string canonical(structured::Item item) {
  const auto text = structured::write(item);
  RESPONSUM_ASSERT(text.has_value());
  return *text;
}

// The text of a member as it is passed on; empty when it is none: the hop's name is a token or a string.
std::string canonical_member(std::string_view text) {
  const auto item = structured::parse_item(text);
  if (!item) return {};
  const bool named =
      std::holds_alternative<structured::Token>(item->value) || std::holds_alternative<std::string>(item->value);
  return named ? canonical(*item) : std::string{};
}

} // namespace

std::string write_proxy_status(const ProxyStatus& status) {
  RESPONSUM_ASSERT(!status.proxy.empty());
  structured::Item member{token_or_string(status.proxy), {}};
  const auto say = [&member](std::string_view key, BareItem value) {
    member.parameters.push_back({std::string{key}, std::move(value)});
  };
  if (status.error) say("error", structured::Token{std::string{name(*status.error)}});
  if (!status.next_hop.empty()) say("next-hop", token_or_string(status.next_hop));
  // RFC 9209 2.1.3: an ALPN identifier that is no token is sent as octets.
  if (is_structured_token(status.next_protocol))
    say("next-protocol", structured::Token{std::string{status.next_protocol}});
  else if (!status.next_protocol.empty())
    say("next-protocol", structured::ByteSequence{std::string{status.next_protocol}});
  if (status.received_status) say("received-status", static_cast<std::int64_t>(*status.received_status));
  for (const structured::Parameter& parameter : status.more) {
    structured::Parameter safe = parameter;
    if (auto* const text = std::get_if<std::string>(&safe.value)) *text = printable(*text);
    member.parameters.push_back(std::move(safe));
  }
  if (!status.details.empty()) say("details", printable(status.details));
  return canonical(std::move(member));
}

std::string append_proxy_status(std::string_view received, std::string_view own, std::size_t max_members) {
  std::vector<std::string> kept;
  ListCursor members{received};
  while (const auto member = members.next())
    if (std::string text = canonical_member(*member); !text.empty()) kept.push_back(std::move(text));
  const std::size_t skipped =
      kept.size() + 1 > max_members ? std::min(kept.size(), kept.size() + 1 - max_members) : 0;
  std::string value;
  for (std::size_t i = skipped; i < kept.size(); ++i) value.append(kept[i]).append(", ");
  return value.append(own);
}

} // namespace responsum::field
