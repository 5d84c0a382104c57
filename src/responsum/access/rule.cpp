#include "responsum/access/rule.hpp"

#include <algorithm>

namespace responsum::access {

namespace {

bool holds_network(const Rule& rule, const Visitor& v) {
  return rule.networks.empty() ||
         std::ranges::any_of(rule.networks, [&](const net::Network& n) { return n.contains(v.address); });
}
bool holds_method(const Rule& rule, const Visitor& v) { return !rule.methods || rule.methods->contains(v.method); }
bool holds_hours(const Rule& rule, const Visitor& v) { return !rule.hours || rule.hours->contains(v.now_s); }
bool holds_country(const Rule& rule, const Visitor& v) {
  if (rule.countries.empty()) return true;
  const auto country = v.countries == nullptr ? std::nullopt : v.countries->of(v.address);
  return country && std::ranges::find(rule.countries, *country) != rule.countries.end();
}
bool holds_identity(const Rule& rule, const Identity& identity) {
  return std::ranges::find(rule.users, identity.user) != rule.users.end() ||
         std::ranges::any_of(rule.groups, [&](const std::string& group) { return identity.has_group(group); });
}

template <class List>
std::string joined(const List& list, auto&& write) {
  std::string text;
  for (const auto& item : list) text += (text.empty() ? "" : ", ") + write(item);
  return text;
}
std::string as_it_is(const std::string& text) { return text; }

std::string write_hours(const Hours& hours) {
  const std::string spans = joined(hours.spans, write_span);
  return joined(write_days(hours.days), as_it_is) + (spans.empty() ? "" : " " + spans) + " UTC";
}

std::string write_methods(const message::MethodSet& set) {
  std::string text;
  set.for_each([&text](message::Method m) { text += (text.empty() ? "" : ", ") + std::string{message::name(m)}; });
  return text;
}

} // namespace

Weighed weigh(const std::vector<Rule>& rules, Otherwise otherwise, const Visitor& visitor) {
  using enum Weighed::Kind;
  for (const Rule& rule : rules) {
    if (!holds_network(rule, visitor) || !holds_method(rule, visitor) || !holds_hours(rule, visitor) ||
        !holds_country(rule, visitor))
      continue;
    if (rule.asks_who()) {
      if (visitor.identity == nullptr) return {identity_wanted, &rule};
      if (!holds_identity(rule, *visitor.identity)) continue;
    }
    return {rule.allows ? allowed : denied, &rule};
  }
  switch (otherwise) {
  case Otherwise::allow: return {allowed, nullptr};
  case Otherwise::deny: return {denied, nullptr};
  case Otherwise::identified: return {visitor.identity == nullptr ? identity_wanted : allowed, nullptr};
  }
  return {denied, nullptr};
}

std::string lacking(const Rule& rule, const Visitor& v) {
  if (!holds_network(rule, v))
    return "the address is not in " + joined(rule.networks, [](const net::Network& n) { return n.text(); });
  if (!holds_method(rule, v)) return "the method is not " + write_methods(*rule.methods);
  if (!holds_hours(rule, v)) return "it is not " + write_hours(*rule.hours);
  if (!holds_country(rule, v)) return "the country is not " + joined(rule.countries, write_country);
  if (!rule.asks_who() || (v.identity != nullptr && holds_identity(rule, *v.identity))) return "";
  const std::string users = joined(rule.users, as_it_is);
  const std::string groups = joined(rule.groups, [](const std::string& g) { return "group " + g; });
  return "the user is not " + users + (users.empty() || groups.empty() ? "" : ", ") + groups;
}

} // namespace responsum::access
