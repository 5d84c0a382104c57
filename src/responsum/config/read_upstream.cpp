// [[upstream]], and what a route says of the one that it hands requests on to.
#include <algorithm>
#include <array>
#include <charconv>

#include "responsum/base/ascii.hpp"
#include "responsum/config/tables.hpp"
#include "responsum/observe/selection.hpp"

namespace responsum::config {

UpstreamLimits default_upstream_limits() {
  UpstreamLimits limits;
  for (const UpstreamLimitRow& row : upstream_limit_rows) limits.*row.member = {row.key, row.usual};
  return limits;
}

// RFC 1035 2.3.4, RFC 1123 2.1. Underscores are in use.
std::string wrong_with_host(std::string_view host) {
  if (net::Address::parse_host(host)) return {};
  std::string_view name = host;
  constexpr std::size_t longest = 253, longest_label = 63;
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.empty() || name.size() > longest) return "a server has a name, or a numeric address";
  const bool numeric = name.find_first_not_of("0123456789.") == std::string_view::npos;
  if (numeric || name.find(':') != std::string_view::npos) return "that is no numeric address";
  while (!name.empty()) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    const std::string_view label = name.substr(0, dot);
    const auto allowed = [](char c) { return base::is_alpha(c) || base::is_digit(c) || c == '-' || c == '_'; };
    if (label.empty() || label.size() > longest_label || !std::ranges::all_of(label, allowed))
      return "a name is made of letters, digits and hyphens, between dots";
    name.remove_prefix(std::min(dot + 1, name.size()));
  }
  return {};
}

namespace {

// Of what was read from the files of TLS the contents count.
bool is_same(const UpstreamTls& a, const UpstreamTls& b) {
  return a.client.authorities == b.client.authorities && a.client.shown == b.client.shown &&
         a.client.least == b.client.least && a.server_name.name == b.server_name.name && a.http2 == b.http2;
}

bool is_same(const HealthCheckSettings& a, const HealthCheckSettings& b) {
  return a.path == b.path && a.host == b.host && a.statuses == b.statuses &&
         have_same_limits(health_check_limit_rows, a, b);
}

} // namespace

bool is_same(const UpstreamSettings& a, const UpstreamSettings& b) {
  const auto same_server = [](const client::Endpoint& x, const client::Endpoint& y) {
    return x.text == y.text && x.protocol == y.protocol && x.weight == y.weight && x.backup == y.backup;
  };
  return a.name == b.name && std::ranges::equal(a.endpoints, b.endpoints, same_server) && a.balance == b.balance &&
         a.introduced_by == b.introduced_by && is_same(a.tls, b.tls) && is_same(a.health, b.health) &&
         have_same_limits(upstream_limit_rows, a.limits, b.limits);
}

namespace {

constexpr std::string_view example = "\"http://127.0.0.1:3000\"";

struct Scheme {
  std::string_view text;
  bool encrypted;
  client::Protocol protocol;
};
constexpr std::array schemes{
    Scheme{"http://", false, client::Protocol::http1}, Scheme{"https://", true, client::Protocol::negotiated},
    Scheme{"fastcgi://", false, client::Protocol::fastcgi}, Scheme{"h2://", true, client::Protocol::http2},
    Scheme{"h2c://", false, client::Protocol::http2}};

// "http://host:port", "https://[::1]:3000" or "unix:/run/app.sock". The error is a sentence.
std::expected<client::Endpoint, std::string> parse_server(std::string_view text) {
  client::Endpoint endpoint;
  endpoint.text = text;
  constexpr std::string_view unix_scheme = "unix:";
  constexpr std::string_view fastcgi_prefix = "fastcgi+";
  const bool fastcgi = text.starts_with(std::string{fastcgi_prefix} + std::string{unix_scheme});
  if (fastcgi || text.starts_with(unix_scheme)) {
    if (fastcgi) endpoint.protocol = client::Protocol::fastcgi;
    endpoint.socket = text.substr(unix_scheme.size() + (fastcgi ? fastcgi_prefix.size() : 0));
    if (endpoint.socket.empty() || (endpoint.socket[0] != '/' && endpoint.socket[0] != '@'))
      return std::unexpected("a socket is named by its whole path");
    return endpoint;
  }
  const auto* const scheme =
      std::ranges::find_if(schemes, [text](const Scheme& s) { return text.starts_with(s.text); });
  if (scheme == schemes.end())
    return std::unexpected(
        "a server begins with http://, https://, h2://, h2c://, fastcgi://, unix: or fastcgi+unix:");
  constexpr std::uint16_t usual_port_of_tls = 443;
  endpoint.encrypted = scheme->encrypted;
  endpoint.protocol = scheme->protocol;
  if (endpoint.encrypted) endpoint.port = usual_port_of_tls;
  std::string_view authority = text.substr(scheme->text.size());
  if (const std::size_t slash = authority.find('/'); slash != std::string_view::npos) {
    if (slash + 1 != authority.size()) return std::unexpected("a server has no path: the route's is handed on");
    authority.remove_suffix(1);
  }
  std::string_view host = authority;
  const std::size_t colon = authority.rfind(':');
  if (colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos) {
    host = authority.substr(0, colon);
    const std::string_view port = authority.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
    if (error != std::errc{} || end != port.data() + port.size() || endpoint.port == 0)
      return std::unexpected("the port is a number from 1 to 65535");
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  for (const char c : host) endpoint.host.push_back(base::to_lower(c));
  if (const auto address = net::Address::parse_host(host))
    endpoint.address = *address;
  else if (const std::string wrong = wrong_with_host(host); !wrong.empty())
    return std::unexpected(wrong);
  return endpoint;
}

void add_server(const Context& context, const Node& node, std::string_view text, UpstreamSettings& upstream) {
  auto endpoint = parse_server(text);
  if (!endpoint)
    return context.error(node.place, in_ticks(text) + ": " + endpoint.error(), "write " + std::string{example});
  endpoint->origin = context.origin(node.place);
  const auto same = std::ranges::find(upstream.endpoints, endpoint->text, &client::Endpoint::text);
  if (same != upstream.endpoints.end())
    return context.error(node.place, in_ticks(text) + " is already named by " + base::describe(same->origin));
  upstream.endpoints.push_back(std::move(*endpoint));
}

void read_server_table(const Context& context, const Node& node, UpstreamSettings& upstream) {
  TableReader reader{context, node, "a server of `servers`"};
  const std::size_t before = upstream.endpoints.size();
  if (const Node* url = reader.require("url", "url = " + std::string{example}))
    if (const auto text = read_text_value(context, *url, "url")) add_server(context, *url, *text, upstream);
  client::Endpoint none;
  client::Endpoint& endpoint = upstream.endpoints.size() > before ? upstream.endpoints.back() : none;
  if (const Node* weight = reader.find("weight"))
    if (const auto value = read_quantity(context, *weight, "weight", Unit::count, {1, 1000}))
      endpoint.weight = static_cast<unsigned>(*value);
  if (const Node* backup = reader.find("backup"))
    if (const auto value = read_boolean(context, *backup, "backup")) endpoint.backup = *value;
  reader.finish();
}

void read_servers(const Context& context, const Node& node, std::string_view key, UpstreamSettings& upstream) {
  if (node.kind == Kind::text) {
    if (const auto text = read_text_value(context, node, key)) add_server(context, node, *text, upstream);
    return;
  }
  if (node.kind != Kind::list) return report_wrong_kind(context, node, key, "a text or a list of servers");
  for (const Node& item : node.items) {
    if (item.kind == Kind::table)
      read_server_table(context, item, upstream);
    else if (const auto text = read_text_value(context, item, key))
      add_server(context, item, *text, upstream);
  }
  if (node.items.empty())
    context.error(node.place, in_ticks(key) + " names no server", "write " + std::string{example});
}

} // namespace

std::optional<std::string> read_asked_path(const Context& context, const Node& node, std::string_view what) {
  auto text = read_text_value(context, node, "path");
  const bool printable = !text || std::ranges::all_of(*text, [](char c) { return c > ' ' && c < 0x7f; });
  if (!text || (text->starts_with('/') && printable)) return text;
  context.error(node.place, std::string{what} + " begins with a slash and has no spaces");
  return std::nullopt;
}

namespace {

// {path = "/healthz", interval_ms = "2s", statuses = ["2xx", "404"]}
void read_health(const Context& context, const Node& node, HealthCheckSettings& health) {
  health.origin = context.origin(node.place);
  TableReader reader{context, node, "`health` of an [[upstream]]"};
  if (const Node* path = reader.require("path", "path = \"/healthz\""))
    health.path = read_asked_path(context, *path, "the path of a check").value_or("");
  if (const Node* host = reader.find("host"))
    if (auto text = read_text_value(context, *host, "host"); text && check_field_value(context, *host, "host", *text))
      health.host = std::move(*text);
  if (const Node* statuses = reader.find("statuses")) {
    health.statuses.clear();
    for (Item& item : read_texts(context, *statuses, "statuses")) {
      observe::StatusSet ignored;
      if (item.text == "none" || !observe::add_statuses(ignored, item.text).empty())
        context.error(item.place, "a status is a number from 100 to 599, or a class such as 2xx");
      else
        health.statuses.push_back(std::move(item.text));
    }
    if (statuses->kind == Kind::list && statuses->items.empty())
      context.error(statuses->place, "`statuses` names no answer that is good", "write \"2xx\"");
  }
  for (const HealthCheckLimitRow& row : health_check_limit_rows) {
    base::Limit& limit = health.*row.member;
    const Node* found = reader.find(limit.key);
    if (found == nullptr) continue;
    if (const auto value = read_quantity(context, *found, limit.key, row.unit, {row.least, row.most}))
      limit = {limit.key, *value, context.origin(found->place)};
  }
  reader.finish();
}

} // namespace

void read_limit(TableReader& reader, const UpstreamLimitRow& row, UpstreamLimits& limits) {
  const Node* node = reader.find(row.key);
  if (node == nullptr) return;
  const Context& context = reader.context();
  if (const auto value = read_quantity(context, *node, row.key, row.unit, {row.least, row.most}))
    limits.*row.member = {row.key, *value, context.origin(node->place)};
}

void read_upstream(const Context& context, const Node& table, UpstreamSettings& upstream) {
  upstream.origin = context.origin(table.place);
  TableReader reader{context, table, "[[upstream]]"};
  if (const Node* node = reader.require("name", "name = \"app\""))
    if (auto text = read_text_value(context, *node, "name")) {
      if (text->empty() || text->find_first_of(":/") != std::string::npos)
        context.error(node->place, "the name of an upstream has no colon and no slash: those are of addresses");
      upstream.name = std::move(*text);
    }
  if (const Node* node = reader.require("servers", "servers = [" + std::string{example} + "]"))
    read_servers(context, *node, "servers", upstream);
  if (const Node* node = reader.find("balance"))
    if (const auto balance = read_named(context, *node, "balance", balance_names)) {
      upstream.balance = *balance;
      upstream.balance_origin = context.origin(node->place);
    }
  read_upstream_tls(context, reader, upstream);
  if (const Node* node = reader.find("health")) {
    if (node->kind == Kind::table)
      read_health(context, *node, upstream.health);
    else
      report_wrong_kind(context, *node, "health", "a table: {path = \"/healthz\"}");
  }
  if (const Node* node = reader.find("proxy_protocol")) {
    if (node->kind == Kind::boolean && !node->boolean) {
      upstream.introduced_by = IntroducedBy::nothing;
      upstream.introduced_by_origin = context.origin(node->place);
    } else if (const auto by = read_named(context, *node, "proxy_protocol", introduced_by_names)) {
      upstream.introduced_by = *by;
      upstream.introduced_by_origin = context.origin(node->place);
    }
  }
  for (const UpstreamLimitRow& row : upstream_limit_rows) read_limit(reader, row, upstream.limits);
  complete_scripts(upstream);
  reader.finish();
}

ChosenUpstream read_chosen_upstream(const Context& context, const Node& node, std::string_view key) {
  ChosenUpstream chosen;
  const bool names_one = node.kind == Kind::text && node.text.find_first_of(":/") == std::string::npos;
  if (names_one) {
    if (auto text = read_text_value(context, node, key)) chosen.name = {std::move(*text), context.origin(node.place)};
    return chosen;
  }
  UpstreamSettings upstream;
  upstream.origin = context.origin(node.place);
  read_servers(context, node, key, upstream);
  if (upstream.endpoints.empty()) return chosen;
  upstream.name = upstream.endpoints.front().text;
  complete_scripts(upstream);
  chosen.own = {std::move(upstream), context.origin(node.place)};
  return chosen;
}

} // namespace responsum::config
