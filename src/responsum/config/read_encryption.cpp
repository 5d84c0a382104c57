// What sites and routes want of the connections to them: `redirect_to_https`, `hsts`; `requires`,
// `replay_safe`, `early_data`; and `tls_early_data` of the server.
#include <algorithm>

#include "responsum/base/ascii.hpp"
#include "responsum/config/tables.hpp"

namespace responsum::config {
namespace {

constexpr std::string_view redirect_kinds = "true, a port, \"host\" or \"host:port\"";

std::optional<std::uint16_t> port_named(std::string_view text) {
  const auto port = base::parse_decimal(text);
  if (!port || *port == 0 || *port > 65535) return std::nullopt;
  return static_cast<std::uint16_t>(*port);
}

// "shop.example", "shop.example:8443", "[::1]:8443", ":8443"; the error is a sentence.
std::expected<HttpsRedirect, std::string> parse_redirect(std::string_view text) {
  HttpsRedirect to{.host = {}, .port = 443};
  const std::size_t colon = text.rfind(':');
  const bool has_scheme = text.find("//") != std::string_view::npos;
  const bool has_port =
      colon != std::string_view::npos && text.find(']', colon) == std::string_view::npos && !has_scheme;
  if (has_port) {
    const auto port = port_named(text.substr(colon + 1));
    if (!port) return std::unexpected("\"" + std::string{text} + "\": a port is from 1 to 65535");
    to.port = *port;
    text = text.substr(0, colon);
  }
  if (text.empty() && has_port) return to;
  const auto host = route::parse_host(text);
  if (!host) return std::unexpected(host.error());
  if (host->kind != route::HostPattern::Kind::exact)
    return std::unexpected("\"" + std::string{text} + "\" is no single host");
  to.host = host->name;
  return to;
}

void read_redirect(const Context& context, const Node& node, Setting<std::optional<HttpsRedirect>>& setting) {
  const base::Origin origin = context.origin(node.place);
  if (node.kind == Kind::boolean) {
    setting = {node.boolean ? std::optional{HttpsRedirect{}} : std::nullopt, origin};
  } else if (node.kind == Kind::integer) {
    const auto port = node.integer < 0 ? std::nullopt : port_named(std::to_string(node.integer));
    if (!port)
      return context.error(node.place,
                           "`redirect_to_https`: a port is from 1 to 65535, not " + std::to_string(node.integer));
    setting = {HttpsRedirect{.host = {}, .port = *port}, origin};
  } else if (node.kind == Kind::text) {
    const auto text = read_text_value(context, node, "redirect_to_https");
    if (!text) return;
    auto to = parse_redirect(*text);
    if (!to)
      return context.error(node.place, "`redirect_to_https`: " + to.error(), "it is " + std::string{redirect_kinds});
    setting = {std::move(*to), origin};
  } else {
    report_wrong_kind(context, node, "redirect_to_https", redirect_kinds);
  }
}

// A bare number is in seconds, as in the field.
std::optional<std::uint64_t> read_max_age(const Context& context, const Node& node, std::string_view key) {
  constexpr Range range{0, std::uint64_t{10} * 365 * 24 * 3600};
  return read_quantity(context, node, key, Unit::seconds, range);
}

void read_hsts(const Context& context, const Node& node, Setting<std::optional<TransportPolicy>>& setting) {
  const base::Origin origin = context.origin(node.place);
  if (node.kind == Kind::boolean && !node.boolean) {
    setting = {std::nullopt, origin};
  } else if (node.kind == Kind::text || node.kind == Kind::integer) {
    if (const auto age = read_max_age(context, node, "hsts")) setting = {TransportPolicy{.max_age_s = *age}, origin};
  } else if (node.kind == Kind::table) {
    TransportPolicy policy;
    TableReader reader{context, node, "`hsts`"};
    if (const Node* age = reader.require("max_age", "max_age = \"1y\""))
      policy.max_age_s = read_max_age(context, *age, "max_age").value_or(0);
    if (const Node* subdomains = reader.find("subdomains"))
      policy.subdomains = read_boolean(context, *subdomains, "subdomains").value_or(false);
    if (const Node* preload = reader.find("preload"))
      policy.preload = read_boolean(context, *preload, "preload").value_or(false);
    reader.finish();
    setting = {policy, origin};
  } else {
    report_wrong_kind(context, node, "hsts", "a duration such as \"1y\", a table with max_age, or false");
  }
}

void read_requirements(const Context& context, const Node& node, Setting<std::vector<Requirement>>& setting) {
  std::vector<Requirement> all;
  for (const Item& item : read_texts(context, node, "requires")) {
    const auto requirement = read_named(context, item.place, "requires", item.text, requirement_names);
    if (!requirement) continue;
    if (std::ranges::find(all, *requirement) != all.end())
      context.error(item.place, "\"" + item.text + "\" is named twice");
    else
      all.push_back(*requirement);
  }
  setting = {std::move(all), context.origin(node.place)};
}

} // namespace

void read_protocols(TableReader& reader, RouteSettings& route) {
  const Context& context = reader.context();
  if (const Node* node = reader.find("requires")) read_requirements(context, *node, route.requirements);
  if (const Node* node = reader.find("replay_safe"))
    set(context, route.replay_safe, *node, read_boolean(context, *node, "replay_safe"));
  if (const Node* node = reader.find("early_data"))
    set(context, route.early_data, *node, read_named(context, *node, "early_data", early_data_names));
}

void read_early_data(const Context& context, const Node& node, Setting<std::uint32_t>& setting) {
  constexpr Range range{1, 1024 * 1024};
  if (node.kind == Kind::boolean && !node.boolean) {
    setting = {0, context.origin(node.place)};
    return;
  }
  if (node.kind == Kind::boolean)
    return report_wrong_kind(context, node, "tls_early_data", "a size such as \"16KiB\" or false");
  if (const auto octets = read_quantity(context, node, "tls_early_data", Unit::bytes, range))
    setting = {static_cast<std::uint32_t>(*octets), context.origin(node.place)};
}

void read_encryption(TableReader& reader, SiteSettings& site) {
  const Context& context = reader.context();
  if (const Node* node = reader.find("redirect_to_https")) read_redirect(context, *node, site.redirect_to_https);
  if (const Node* node = reader.find("hsts")) read_hsts(context, *node, site.hsts);
}

} // namespace responsum::config
