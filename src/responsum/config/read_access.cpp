// Who may come by a route: `auth`, `rule`, `otherwise`, `hide_denied`, and `cors`.
#include <algorithm>

#include "responsum/base/ascii.hpp"
#include "responsum/base/text.hpp"
#include "responsum/config/tables.hpp"

namespace responsum::config {
namespace {

using access::Rule;

std::optional<message::MethodSet> read_method_names(const Context& context, const Node& node) {
  message::MethodSet set;
  for (const Item& item : read_texts(context, node, "methods")) {
    const message::Method method = message::method_named(item.text);
    if (method == message::Method::unknown)
      context.error(item.place, "`methods`: \"" + item.text + "\" is no method that is known here");
    else
      set.insert(method);
  }
  return set;
}

void read_networks(const Context& context, const Node& node, std::vector<net::Network>& networks) {
  for (const Item& item : read_texts(context, node, "networks")) {
    const auto network = net::Network::parse(item.text);
    if (network)
      networks.push_back(*network);
    else
      context.error(item.place, "`networks`: \"" + item.text + "\" is no network",
                    "write \"10.0.0.0/8\", \"fd00::/8\" or one address");
  }
}

void read_hours(TableReader& reader, Rule& rule) {
  const Context& context = reader.context();
  const Node* days = reader.find("days");
  const Node* hours = reader.find("hours");
  if (days == nullptr && hours == nullptr) return;
  access::Hours when;
  if (days != nullptr) when.days = 0;
  if (days != nullptr)
    for (const Item& item : read_texts(context, *days, "days")) {
      const auto some = access::parse_days(item.text);
      if (some)
        when.days = static_cast<std::uint8_t>(when.days | *some);
      else
        context.error(item.place, "`days`: " + some.error());
    }
  if (hours != nullptr)
    for (const Item& item : read_texts(context, *hours, "hours")) {
      const auto span = access::parse_span(item.text);
      if (span)
        when.spans.push_back(*span);
      else
        context.error(item.place, "`hours`: " + span.error());
    }
  rule.hours = std::move(when);
}

void read_user_names(TableReader& reader, std::string_view key, std::vector<std::string>& names) {
  if (const Node* node = reader.find(key))
    for (Item& item : read_texts(reader.context(), *node, key)) names.push_back(std::move(item.text));
}

void read_rule(const Context& context, const Node& table, std::vector<Rule>& rules) {
  if (table.kind != Kind::table) return report_wrong_kind(context, table, "rule", "tables: [[site.route.rule]]");
  enum class Verb : std::uint8_t { allow, deny };
  constexpr std::array verbs{Named{Verb::allow, "allow"}, Named{Verb::deny, "deny"}};
  Rule& rule = rules.emplace_back();
  rule.name = "rule " + std::to_string(rules.size());
  rule.origin = context.origin(table.place);
  TableReader reader{context, table, "[[site.route.rule]]"};
  if (const Node* node = reader.find("name"))
    if (auto name = read_text_value(context, *node, "name")) rule.name = "rule " + *name;
  if (const Node* node = reader.require("access", "access = \"allow\""))
    rule.allows = read_named(context, *node, "access", verbs).value_or(Verb::allow) == Verb::allow;
  if (const Node* node = reader.find("hide")) {
    rule.hides = read_boolean(context, *node, "hide").value_or(false);
    if (rule.hides && rule.allows) context.error(node->place, "`hide` is for what a rule denies");
  }
  if (const Node* node = reader.find("networks")) read_networks(context, *node, rule.networks);
  if (const Node* node = reader.find("methods")) rule.methods = read_method_names(context, *node);
  read_user_names(reader, "users", rule.users);
  read_user_names(reader, "groups", rule.groups);
  if (const Node* node = reader.find("countries")) read_countries(context, *node, rule.countries);
  read_hours(reader, rule);
  reader.finish();
}

void read_origins(const Context& context, const Node& node, access::Cors& cors) {
  for (Item& item : read_texts(context, node, "origins")) {
    if (item.text != "*" && !access::is_origin(item.text))
      context.error(item.place, "`origins`: \"" + item.text + "\" is no origin",
                    "one is a scheme and a host in lower case, and a port if it has one: \"https://app.example\"");
    cors.origins.push_back(std::move(item.text));
  }
  if (cors.origins.size() > 1 && std::ranges::find(cors.origins, "*") != cors.origins.end())
    context.error(node.place, "`origins`: beside \"*\" no other has a meaning");
}

void read_field_names(TableReader& reader, std::string_view key, std::vector<std::string>& names) {
  const Node* node = reader.find(key);
  if (node == nullptr) return;
  for (const Item& item : read_texts(reader.context(), *node, key)) {
    if (!base::is_token(item.text))
      reader.context().error(item.place, in_ticks(key) + ": \"" + item.text + "\" is no field name");
    names.push_back(base::lower_case(item.text));
  }
}

void read_cors(const Context& context, const Node& table, RouteSettings& route) {
  if (table.kind != Kind::table) return report_wrong_kind(context, table, "cors", "a table: [site.route.cors]");
  access::Cors& cors = route.cors.emplace();
  cors.origin = context.origin(table.place);
  TableReader reader{context, table, "[site.route.cors]"};
  if (const Node* node = reader.require("origins", "origins = [\"https://app.example\"]"))
    read_origins(context, *node, cors);
  cors.methods = message::MethodSet{message::Method::get, message::Method::head};
  if (const Node* node = reader.find("methods"))
    cors.methods = read_method_names(context, *node).value_or(cors.methods);
  read_field_names(reader, "headers", cors.headers);
  read_field_names(reader, "exposed", cors.exposed);
  if (const Node* node = reader.find("max_age"))
    cors.max_age_s = read_quantity(context, *node, "max_age", Unit::seconds, {0, 24 * 3600}).value_or(0);
  if (const Node* node = reader.find("credentials")) {
    cors.credentials = read_boolean(context, *node, "credentials").value_or(false);
    const bool all_headers = std::ranges::find(cors.headers, "*") != cors.headers.end();
    if (cors.credentials && (cors.takes_all() || all_headers))
      context.error(node->place, "`credentials` with \"*\" would let every page act for whoever visits it",
                    "name the origins and the headers");
  }
  reader.finish();
}

} // namespace

void read_countries(const Context& context, const Node& node, std::vector<access::Country>& countries) {
  for (const Item& item : read_texts(context, node, "countries")) {
    const auto country = access::parse_country(item.text);
    if (country)
      countries.push_back(*country);
    else
      context.error(item.place, "`countries`: \"" + item.text + "\" is not two letters such as \"AT\"");
  }
}

void read_access(TableReader& reader, RouteSettings& route) {
  const Context& context = reader.context();
  if (const Node* node = reader.find("auth")) read_auth_names(context, *node, route.auth);
  if (const Node* node = reader.find("rule")) {
    if (node->kind == Kind::list)
      for (const Node& item : node->items) read_rule(context, item, route.rules);
    else
      report_wrong_kind(context, *node, "rule", "tables: [[site.route.rule]]");
  }
  if (const Node* node = reader.find("otherwise"))
    set(context, route.otherwise, *node, read_named(context, *node, "otherwise", otherwise_names));
  if (const Node* node = reader.find("hide_denied"))
    set(context, route.hide_denied, *node, read_boolean(context, *node, "hide_denied"));
  if (const Node* node = reader.find("cors")) read_cors(context, *node, route);
}

} // namespace responsum::config
