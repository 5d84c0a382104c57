// What sites and routes say of whom they let in, how much of it, and when.
#include <algorithm>
#include <fstream>
#include <iterator>

#include "responsum/admit/redis_address.hpp"
#include "responsum/base/ascii.hpp"
#include "responsum/config/tables.hpp"

namespace responsum::config {
namespace {

constexpr std::uint64_t most_requests = 1'000'000'000;
constexpr std::uint64_t longest_window_ms = std::uint64_t{31} * 24 * 3'600'000;
constexpr std::size_t longest_name = 64;

constexpr std::array counted_by_names{Named{admit::CountedBy::address, "address"},
                                      Named{admit::CountedBy::prefix, "prefix"}, Named{admit::CountedBy::key, "key"},
                                      Named{admit::CountedBy::route, "route"}, Named{admit::CountedBy::user, "user"}};
constexpr std::array period_names{Named{admit::Period::hour, "hour"}, Named{admit::Period::day, "day"},
                                  Named{admit::Period::week, "week"}, Named{admit::Period::month, "month"}};

std::optional<std::string> read_line(const Context& context, const Node& node, std::string_view key) {
  auto text = read_text_value(context, node, key);
  if (text && !check_field_value(context, node, key, *text)) return std::nullopt;
  return text;
}

std::optional<std::string> read_token(const Context& context, const Node& node, std::string_view key) {
  auto text = read_text_value(context, node, key);
  if (text && !base::is_token(*text)) {
    context.error(node.place, in_ticks(key) + " is a word of letters, digits and hyphens, not \"" + *text + '"');
    return std::nullopt;
  }
  return text;
}

std::optional<base::PathPattern> read_path_pattern(const Context& context, Place place, std::string_view key,
                                                   const std::string& text) {
  auto path = base::parse_path(text);
  if (path) return std::move(*path);
  context.error(place, in_ticks(key) + ": " + path.error());
  return std::nullopt;
}

void read_times(TableReader& reader, base::UnixSeconds& from_s, base::UnixSeconds& until_s) {
  const Context& context = reader.context();
  from_s = read_time(context, reader.find("from"), "from").value_or(0);
  const Node* const until = reader.find("until");
  until_s = read_time(context, until, "until").value_or(0);
  if (until != nullptr && until_s != 0 && until_s <= from_s)
    context.error(until->place, "`until` is not later than `from`");
}

std::vector<net::Network> read_networks(const Context& context, const Node& node, std::string_view key) {
  std::vector<net::Network> networks;
  for (const Item& item : read_texts(context, node, key)) {
    if (const auto network = parse_network(item.text))
      networks.push_back(*network);
    else
      context.error(item.place, in_ticks(key) + ": " + network.error());
  }
  return networks;
}

void read_bits(TableReader& reader, std::string_view key, std::uint8_t& bits, std::uint64_t most) {
  if (const Node* node = reader.find(key))
    bits =
        static_cast<std::uint8_t>(read_quantity(reader.context(), *node, key, Unit::count, {1, most}).value_or(bits));
}

void read_limit(const Context& context, const Node& table, std::string_view caption, bool of_site,
                std::vector<admit::Limit>& limits) {
  admit::Limit limit;
  limit.path = *base::parse_path("*");
  TableReader reader{context, table, std::string{caption}};
  if (const Node* node = reader.require("name", "name = \"burst\"")) {
    limit.name = read_line(context, *node, "name").value_or("");
    if (limit.name.empty() || limit.name.size() > longest_name)
      context.error(node->place, "`name` has 1 to " + std::to_string(longest_name) + " characters");
    if (std::ranges::find(limits, limit.name, &admit::Limit::name) != limits.end())
      context.error(node->place, "there is a limit \"" + limit.name + "\" already");
  }
  const Node* const by = reader.require("by", "by = \"address\"");
  if (by != nullptr) limit.by = read_named(context, *by, "by", counted_by_names).value_or(limit.by);
  if (const Node* node = reader.require("requests", "requests = 100")) {
    limit.rate.requests =
        read_quantity(context, *node, "requests", Unit::count, {1, most_requests}).value_or(limit.rate.requests);
    limit.requests = {"requests", limit.rate.requests, context.origin(node->place)};
  }
  if (const Node* node = reader.require("per", "per = \"1min\""))
    limit.rate.window_ms =
        read_quantity(context, *node, "per", Unit::milliseconds, {1, longest_window_ms}).value_or(1000);
  limit.rate.burst = limit.rate.requests;
  if (const Node* node = reader.find("burst"))
    limit.rate.burst =
        read_quantity(context, *node, "burst", Unit::count, {1, limit.rate.requests}).value_or(limit.rate.requests);
  if (const Node* node = of_site ? reader.find("path") : nullptr)
    if (const auto text = read_text_value(context, *node, "path"))
      if (auto path = read_path_pattern(context, node->place, "path", *text)) limit.path = std::move(*path);
  const bool by_key = limit.by == admit::CountedBy::key;
  const Node* const field = by_key ? reader.require("field", "field = \"X-API-Key\"") : reader.find("field");
  if (field != nullptr) limit.field = read_token(context, *field, "field").value_or("");
  if (field != nullptr && !by_key) context.error(field->place, "`field` is for limits by = \"key\"");
  read_bits(reader, "v4_bits", limit.v4_bits, 32);
  read_bits(reader, "v6_bits", limit.v6_bits, 128);
  limit.tells = by_key || limit.by == admit::CountedBy::user;
  if (const Node* node = reader.find("tell")) limit.tells = read_boolean(context, *node, "tell").value_or(false);
  reader.finish();
  limits.push_back(std::move(limit));
}

void read_maintenance(const Context& context, const Node& table, std::vector<admit::Maintenance>& all) {
  admit::Maintenance m{.origin = context.origin(table.place), .path = *base::parse_path("*")};
  TableReader reader{context, table, "[[site.maintenance]]"};
  read_times(reader, m.from_s, m.until_s);
  if (const Node* node = reader.find("path"))
    if (const auto text = read_text_value(context, *node, "path"))
      if (auto path = read_path_pattern(context, node->place, "path", *text)) m.path = std::move(*path);
  if (const Node* node = reader.find("message")) m.message = read_line(context, *node, "message").value_or("");
  if (const Node* node = reader.find("networks")) m.networks = read_networks(context, *node, "networks");
  if (const Node* node = reader.find("users"))
    for (Item& item : read_texts(context, *node, "users")) m.users.push_back(std::move(item.text));
  reader.finish();
  all.push_back(std::move(m));
}

// "sha-256:" and 64 hexadecimal digits, as sha256sum writes them.
std::optional<admit::Digest> parse_digest(std::string_view text) {
  constexpr std::string_view algorithm = "sha-256:";
  if (!text.starts_with(algorithm)) return std::nullopt;
  text.remove_prefix(algorithm.size());
  admit::Digest digest{};
  if (text.size() != 2 * digest.size()) return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const int high = base::hex_value(text[2 * i]);
    const int low = base::hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    digest[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return digest;
}

void read_order(const Context& context, const Node& table, std::vector<admit::Order>& orders) {
  admit::Order order{.origin = context.origin(table.place)};
  TableReader reader{context, table, "[[order]]"};
  const auto line = [&](const Node* node, std::string_view key) {
    return node == nullptr ? std::string{} : read_line(context, *node, key).value_or("");
  };
  order.id = line(reader.require("id", "id = \"2026-17\""), "id");
  order.authority = line(reader.require("authority", "authority = \"Court of Example\""), "authority");
  order.law = line(reader.find("law"), "law");
  order.text = line(reader.find("text"), "text");
  if (const Node* node = reader.find("blocked_by"))
    order.blocked_by = read_uri(context, *node, "blocked_by").value_or("");
  read_times(reader, order.from_s, order.until_s);
  if (const Node* node = reader.find("paths"))
    for (const Item& item : read_texts(context, *node, "paths"))
      if (auto path = read_path_pattern(context, item.place, "paths", item.text))
        order.paths.push_back(std::move(*path));
  if (const Node* node = reader.find("networks")) order.networks = read_networks(context, *node, "networks");
  if (const Node* node = reader.find("countries")) read_countries(context, *node, order.countries);
  if (const Node* node = reader.find("digests"))
    for (const Item& item : read_texts(context, *node, "digests")) {
      if (const auto digest = parse_digest(item.text))
        order.digests.push_back(*digest);
      else
        context.error(item.place, "\"" + item.text + "\" is no digest", "write \"sha-256:\" and what sha256sum says");
    }
  reader.finish();
  if (order.paths.empty() && order.digests.empty())
    context.error(table.place, "the order is about nothing", "add `paths` or `digests`");
  if (order.id.empty() && context.source.whole) context.error(table.place, "the order has no `id`");
  orders.push_back(std::move(order));
}

void read_orders(const Context& context, const Node& node, SiteSettings& site) {
  const auto text = read_text_value(context, node, "legal_orders");
  if (!text) return;
  const std::string path = context.resolve(*text);
  site.legal_orders = {path, context.origin(node.place)};
  if (context.disk == Disk::absent) return;
  std::ifstream file{path, std::ios::binary};
  if (!file) return context.error(node.place, in_ticks(path) + " cannot be read");
  std::string text_of_orders{std::istreambuf_iterator<char>{file}, {}};
  context.beside->read_beside(std::move(text_of_orders), path, [&](const Context& c, const Node& root) {
    TableReader reader{c, root, ""};
    if (const Node* orders = reader.find("order"))
      for (const Node& item : orders->items)
        if (item.kind == Kind::table) read_order(c, item, site.admission.orders);
    reader.finish();
  });
}

template <class Read>
void read_list(TableReader& reader, std::string_view key, std::string_view caption, Read&& read_one) {
  const Node* const node = reader.find(key);
  if (node == nullptr) return;
  const bool all_tables = std::ranges::all_of(node->items, [](const Node& n) { return n.kind == Kind::table; });
  if (node->kind != Kind::list || !all_tables)
    return report_wrong_kind(reader.context(), *node, key, "tables: " + std::string{caption});
  for (const Node& item : node->items) read_one(item);
}

void read_context(const Context& context, const Node& node, RouteSettings& route) {
  if (node.kind != Kind::table) return report_wrong_kind(context, node, "context", "a table: [site.route.context]");
  admit::Context c;
  TableReader reader{context, node, "[site.route.context]"};
  if (const Node* cookie = reader.find("cookie")) c.cookie = read_token(context, *cookie, "cookie").value_or("");
  if (const Node* value = reader.find("value")) {
    c.value = read_line(context, *value, "value").value_or("");
    if (c.value.find_first_of(" ;,\"\\") != std::string::npos) // RFC 6265 4.1.1
      context.error(value->place, "`value` is the value of a cookie, without spaces, quotes, commas and semicolons");
  }
  if (const Node* hints = reader.find("hints"))
    for (const Item& item : read_texts(context, *hints, "hints")) {
      if (base::is_token(item.text))
        c.hints.push_back(item.text);
      else
        context.error(item.place, "\"" + item.text + "\" is no name of a field");
    }
  reader.finish();
  if (c.cookie.empty() && c.hints.empty()) context.error(node.place, "`context` needs nothing", "add `cookie`");
  route.context = {std::move(c), context.origin(node.place)};
}

void read_meter(const Context& context, const Node& node, RouteSettings& route) {
  if (node.kind != Kind::table) return report_wrong_kind(context, node, "meter", "a table: [site.route.meter]");
  admit::Meter meter;
  TableReader reader{context, node, "[site.route.meter]"};
  if (const Node* price = reader.find("price"))
    meter.price = read_quantity(context, *price, "price", Unit::count, {1, most_requests}).value_or(1);
  if (const Node* field = reader.find("field")) meter.field = read_token(context, *field, "field").value_or("");
  if (const Node* pay_at = reader.find("pay_at")) meter.pay_at = read_uri(context, *pay_at, "pay_at").value_or("");
  reader.finish();
  route.meter = {std::move(meter), context.origin(node.place)};
}

} // namespace

void read_site_admission(TableReader& reader, SiteSettings& site) {
  const Context& context = reader.context();
  read_list(reader, "limit", "[[site.limit]]",
            [&](const Node& table) { read_limit(context, table, "[[site.limit]]", true, site.admission.limits); });
  read_list(reader, "maintenance", "[[site.maintenance]]",
            [&](const Node& table) { read_maintenance(context, table, site.admission.maintenance); });
  if (const Node* node = reader.find("legal_orders")) read_orders(context, *node, site);
  if (const Node* node = reader.find("quota"))
    if (const auto octets = read_quantity(context, *node, "quota", Unit::bytes, {1, std::uint64_t{1} << 60})) {
      site.admission.quota.emplace();
      site.admission.quota->octets = {"quota", *octets, context.origin(node->place)};
    }
  if (const Node* node = reader.find("quota_period")) {
    const auto period = read_named(context, *node, "quota_period", period_names);
    if (!site.admission.quota)
      context.error(node->place, "`quota_period` is the period of a `quota`", "add quota = \"100GB\"");
    else if (period)
      site.admission.quota->period = *period;
  }
  if (const Node* node = reader.find("overlays"))
    for (const Item& item : read_texts(context, *node, "overlays"))
      if (read_named(context, item.place, "overlays", item.text, overlay_names)) site.admission.ms_dav = true;
  if (const Node* node = reader.find("malformed_ranges"))
    set(context, site.malformed_ranges, *node,
        read_named(context, *node, "malformed_ranges", malformed_ranges_names));
}

void read_route_admission(TableReader& reader, RouteSettings& route) {
  const Context& context = reader.context();
  read_list(reader, "limit", "[[site.route.limit]]",
            [&](const Node& table) { read_limit(context, table, "[[site.route.limit]]", false, route.limits); });
  if (const Node* node = reader.find("max_concurrent"))
    if (const auto most = read_quantity(context, *node, "max_concurrent", Unit::count, {1, 1'000'000}))
      route.max_concurrent = {"max_concurrent", *most, context.origin(node->place)};
  if (const Node* node = reader.find("max_rate"))
    set(context, route.max_rate, *node,
        read_quantity(context, *node, "max_rate", Unit::bytes_per_second, {1, std::uint64_t{1} << 40}));
  if (const Node* node = reader.find("context")) read_context(context, *node, route);
  if (const Node* node = reader.find("meter")) read_meter(context, *node, route);
}

void read_server_admission(TableReader& reader, ServerSettings& server) {
  const Context& context = reader.context();
  if (const Node* node = reader.find("state"))
    if (const auto text = read_text_value(context, *node, "state")) {
      if (auto address = admit::parse_redis_address(*text))
        server.state = {std::move(*address), context.origin(node->place)};
      else
        context.error(node->place, "`state`: " + address.error());
    }
  if (const Node* node = reader.find("on_state_failure"))
    set(context, server.on_state_failure, *node, read_named(context, *node, "on_state_failure", state_failure_names));
  if (const Node* node = reader.find("ledger"))
    if (const auto text = read_text_value(context, *node, "ledger"))
      server.ledger = {context.resolve(*text), context.origin(node->place)};
}

void complete_admission(Configuration& configuration) {
  for (SiteSettings& site : configuration.sites) {
    // Which sites are meant by a name stays when others are added before them.
    const std::string host = site.hosts.empty() ? "*" : route::write_host(*site.hosts.front());
    const std::string name = site.name->empty() ? host : *site.name;
    site.admission.scope = name;
    site.admission.open_without_state = *configuration.server.on_state_failure == OnStateFailure::open;
    // One document answers a malformed Range with 416; a profile cannot, so its sites are set to it (ADR 26).
    if (!site.malformed_ranges.is_set() && *site.profile == status::Profile::huawei)
      site.malformed_ranges = {MalformedRanges::refuse, site.profile.origin};
    for (admit::Limit& limit : site.admission.limits) limit.scope = name + "/" + limit.name;
    for (RouteSettings& route : site.routes) {
      route.scope = name + route.path->text;
      for (admit::Limit& limit : route.limits) {
        limit.scope = route.scope + "/" + limit.name;
        limit.path = *base::parse_path("*");
      }
    }
  }
}

namespace {

// Limits of users and maintenance that lets some in need to know who somebody is.
void check_users(const SiteSettings& site, Problems& problems) {
  const auto asks = [&](const RouteSettings& route) { return !route.auth->empty() || site.identity.asks_clients(); };
  const auto report = [&](const base::Origin& origin, const std::string& what, const std::string& whom) {
    problems.add(Severity::error, origin, what + ", and " + whom + " asks nobody who it is",
                 "add `auth` to the route, or client_certificate = \"optional\" to the site");
  };
  const bool any_asks = std::ranges::any_of(site.routes, asks);
  for (const admit::Limit& limit : site.admission.limits)
    if (limit.by == admit::CountedBy::user && !any_asks)
      report(limit.requests.origin, "limit \"" + limit.name + "\" counts users", "no route of the site");
  for (const admit::Maintenance& m : site.admission.maintenance)
    if (!m.users.empty() && !any_asks) report(m.origin, "maintenance lets users in", "no route of the site");
  for (const RouteSettings& route : site.routes)
    for (const admit::Limit& limit : route.limits)
      if (limit.by == admit::CountedBy::user && !asks(route))
        report(limit.requests.origin, "limit \"" + limit.name + "\" counts users", "the route");
}

} // namespace

void check_admission(const Configuration& configuration, Problems& problems) {
  for (const SiteSettings& site : configuration.sites) {
    check_users(site, problems);
    for (const admit::Order& order : site.admission.orders)
      if (!order.countries.empty() && configuration.server.country_file->empty())
        problems.add(Severity::error, order.origin, "the order names countries, and there is no file that knows them",
                     "name one in [server]: country_file = \"GeoLite2-Country.mmdb\"");
  }
  for (const SiteSettings& site : configuration.sites)
    for (const RouteSettings& route : site.routes)
      if (*route.meter && route.forwards())
        problems.add(Severity::error, route.meter.origin,
                     "`meter` is for what is answered here, not for what is handed on",
                     "let the upstream say what it costs");
  if (!configuration.server.ledger->empty()) return;
  for (const SiteSettings& site : configuration.sites) {
    if (site.admission.quota)
      problems.add(Severity::error, site.admission.quota->octets.origin,
                   "`quota` needs a ledger, so that a restart does not forget what was sent",
                   "add ledger = \"/var/lib/responsum/ledger.db\" in [server]");
    for (const RouteSettings& route : site.routes)
      if (*route.meter)
        problems.add(Severity::error, route.meter.origin, "`meter` needs a ledger, in which the credits are",
                     "add ledger = \"/var/lib/responsum/ledger.db\" in [server]");
  }
}

} // namespace responsum::config
