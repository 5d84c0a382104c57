// [[site]] and [[site.route]].
#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>

#include "responsum/base/ascii.hpp"
#include "responsum/config/tables.hpp"

namespace responsum::config {
namespace {

namespace fs = std::filesystem;

// A folder beside the missing one whose name is near.
std::string similar_neighbour(const fs::path& missing) {
  constexpr std::size_t most_neighbours = 1000;
  std::vector<std::string> names;
  std::error_code ignored;
  const fs::path parent = missing.parent_path().empty() ? fs::path{"."} : missing.parent_path();
  for (fs::directory_iterator entry{parent, ignored}, end; entry != end && names.size() < most_neighbours;
       entry.increment(ignored))
    names.push_back(entry->path().filename().string());
  std::ranges::sort(names);
  const std::vector<std::string_view> views{names.begin(), names.end()};
  const std::string_view near = closest(missing.filename().string(), views);
  return near.empty() ? std::string{} : "did you mean " + in_ticks((missing.parent_path() / near).string()) + "?";
}

void check_files(const Context& context, Place place, const RouteSettings& route) {
  const fs::path path{*route.files};
  std::error_code error;
  const fs::file_status found = fs::status(path, error);
  const bool exact = route.path->kind == base::PathPattern::Kind::exact;
  if (found.type() == fs::file_type::not_found)
    context.error(place, in_ticks(*route.files) + " does not exist", similar_neighbour(path));
  else if (error)
    context.error(place, in_ticks(*route.files) + " cannot be looked at: " + error.message());
  else if (!exact && found.type() != fs::file_type::directory)
    context.error(place, in_ticks(*route.files) + " is not a folder",
                  "only a route with an exact path serves one file");
}

void read_files(const Context& context, const Node& node, RouteSettings& route) {
  const auto text = read_text_value(context, node, "files");
  if (!text) return;
  if (text->empty()) return context.error(node.place, "`files` is empty", "\".\" is the folder of this file");
  std::string resolved = context.resolve(*text);
  if (resolved.size() > 1 && resolved.ends_with('/')) resolved.pop_back();
  route.files = {std::move(resolved), context.origin(node.place)};
  if (context.disk == Disk::present) check_files(context, node.place, route);
}

void read_index(const Context& context, const Node& node, Setting<std::vector<std::string>>& index) {
  std::vector<std::string> names;
  for (Item& item : read_texts(context, node, "index")) {
    if (item.text.empty() || item.text.find('/') != std::string::npos)
      context.error(item.place, "`index` takes names of files, without folders");
    else
      names.push_back(std::move(item.text));
  }
  index = {std::move(names), context.origin(node.place)};
}

// A name below the folder, as the folder has it.
void read_fallback(const Context& context, const Node& node, Setting<std::string>& fallback) {
  auto text = read_text_value(context, node, "fallback");
  if (!text) return;
  for (std::string_view rest = *text;;) {
    const std::size_t slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    if (part.empty() || part == "." || part == "..")
      return context.error(node.place, "`fallback` names a file in the folder of `files`", "write \"index.html\"");
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  fallback = {std::move(*text), context.origin(node.place)};
}

void read_listing(const Context& context, const Node& node, Setting<Listing>& listing) {
  constexpr std::string_view expected = "true, false, \"html\" or \"json\"";
  if (node.kind == Kind::boolean) {
    listing = {node.boolean ? Listing::negotiated : Listing::off, context.origin(node.place)};
    return;
  }
  if (node.kind != Kind::text) return report_wrong_kind(context, node, "listing", expected);
  const auto text = read_text_value(context, node, "listing");
  if (!text) return;
  const auto row = std::ranges::find(listing_names, *text, &Named<Listing>::name);
  if (row == listing_names.end())
    return context.error(node.place, "`listing` is " + std::string{expected} + ", not \"" + *text + '"');
  listing = {row->value, context.origin(node.place)};
}

void read_precompressed(const Context& context, const Node& node, Setting<std::vector<Coding>>& codings) {
  std::vector<Coding> order;
  if (node.kind == Kind::boolean) {
    if (node.boolean)
      for (const Named<Coding>& row : coding_names) order.push_back(row.value);
  } else {
    for (const Item& item : read_texts(context, node, "precompressed")) {
      const auto coding = read_named(context, item.place, "precompressed", item.text, coding_names);
      if (!coding) continue;
      if (std::ranges::find(order, *coding) != order.end())
        context.error(item.place, "\"" + item.text + "\" is named twice");
      else
        order.push_back(*coding);
    }
  }
  codings = {std::move(order), context.origin(node.place)};
}

void read_cache_rule(const Context& context, const Node& node, std::vector<CacheRule>& rules) {
  if (node.kind != Kind::table)
    return report_wrong_kind(context, node, "cache_control", "a text or a list of {match, value}");
  CacheRule rule{*base::parse_name("*"), {}, context.origin(node.place)};
  TableReader reader{context, node, "a rule of `cache_control`"};
  if (const Node* match = reader.find("match"))
    if (const auto text = read_text_value(context, *match, "match")) {
      if (auto pattern = base::parse_name(*text))
        rule.match = std::move(*pattern);
      else
        context.error(match->place, "`match`: " + pattern.error());
    }
  if (const Node* value = reader.require("value", "value = \"max-age=3600\""))
    if (auto text = read_text_value(context, *value, "value");
        text && check_field_value(context, *value, "value", *text))
      rule.value = std::move(*text);
  reader.finish();
  rules.push_back(std::move(rule));
}

void read_cache_control(const Context& context, const Node& node, std::vector<CacheRule>& rules) {
  if (node.kind == Kind::text) {
    auto text = read_text_value(context, node, "cache_control");
    if (text && check_field_value(context, node, "cache_control", *text))
      rules.push_back({*base::parse_name("*"), std::move(*text), context.origin(node.place)});
  } else if (node.kind == Kind::list) {
    for (const Node& item : node.items) read_cache_rule(context, item, rules);
  } else {
    report_wrong_kind(context, node, "cache_control", "a text or a list of {match, value}");
  }
}

void read_charset(const Context& context, const Node& node, Setting<std::string>& charset) {
  if (node.kind == Kind::boolean && !node.boolean) {
    charset = {"", context.origin(node.place)};
    return;
  }
  if (node.kind != Kind::text) return report_wrong_kind(context, node, "charset", "a text or false");
  const auto text = read_text_value(context, node, "charset");
  if (!text) return;
  if (!base::is_token(*text)) return context.error(node.place, "\"" + *text + "\" is no charset", "write \"utf-8\"");
  charset = {*text, context.origin(node.place)};
}

// What the route answers from: files, a form, programs, or an upstream.
void read_source(TableReader& reader, const Node& table, RouteSettings& route) {
  const Context& context = reader.context();
  const Node* files = reader.find("files");
  const Node* form = reader.find("form");
  const Node* cgi = reader.find("cgi");
  const Node* proxy = reader.find("proxy");
  const std::array sources{files, form, cgi, proxy};
  if (std::ranges::count(sources, nullptr) + 1 < std::ssize(sources))
    context.error(table.place, "a route has `files`, `form`, `proxy` or `cgi`, and one of them", "write two routes");
  read_fastcgi(reader, route);
  if (form != nullptr) return read_form(context, *form, route);
  if (cgi != nullptr) return read_cgi(context, *cgi, route);
  if (proxy == nullptr) {
    if (const Node* node = reader.require("files", "files = \"public\"")) read_files(context, *node, route);
    return;
  }
  route.proxy = read_chosen_upstream(context, *proxy, "proxy");
  if (const Node* node = reader.find("host"))
    set(context, route.host_sent, *node, read_named(context, *node, "host", host_sent_names));
  if (const Node* node = reader.find("forwarded"))
    set(context, route.forwarded_by, *node, read_named(context, *node, "forwarded", forwarded_by_names));
  if (const Node* node = reader.find("proxy_status"))
    set(context, route.proxy_status, *node, read_boolean(context, *node, "proxy_status"));
}

void read_route(const Context& context, const Node& table, RouteSettings& route) {
  route.origin = context.origin(table.place);
  TableReader reader{context, table, "[[site.route]]"};
  if (const Node* node = reader.find("name"))
    set(context, route.name, *node, read_text_value(context, *node, "name"));
  if (const Node* node = reader.require("path", "path = \"/\""))
    if (const auto text = read_text_value(context, *node, "path")) {
      if (auto path = base::parse_path(*text))
        route.path = {std::move(*path), context.origin(node->place)};
      else
        context.error(node->place, "`path`: " + path.error(),
                      text->empty() || text->starts_with('/') ? "" : "write \"/" + *text + '"');
    }
  read_source(reader, table, route);
  if (const Node* node = reader.find("index")) read_index(context, *node, route.index);
  if (const Node* node = reader.find("fallback")) read_fallback(context, *node, route.fallback);
  if (const Node* node = reader.find("listing")) read_listing(context, *node, route.listing);
  if (const Node* node = reader.find("hidden"))
    set(context, route.hidden, *node, read_named(context, *node, "hidden", hidden_names));
  if (const Node* node = reader.find("symlinks"))
    set(context, route.symlinks, *node, read_named(context, *node, "symlinks", symlinks_names));
  if (const Node* node = reader.find("precompressed")) read_precompressed(context, *node, route.precompressed);
  if (const Node* node = reader.find("cache_control")) read_cache_control(context, *node, route.cache_control);
  if (const Node* node = reader.find("negotiation"))
    set(context, route.negotiation, *node, read_named(context, *node, "negotiation", negotiation_names));
  if (const Node* node = reader.find("trace"))
    set(context, route.trace, *node, read_boolean(context, *node, "trace"));
  read_writing(reader, route);
  read_protocols(reader, route);
  read_route_admission(reader, route);
  if (const Node* node = reader.find("client_certificate"))
    set(context, route.client_certificate, *node,
        read_named(context, *node, "client_certificate", client_demand_names));
  if (const Node* node = reader.find("strip_prefix"))
    set(context, route.strip_prefix, *node, read_boolean(context, *node, "strip_prefix"));
  if (const Node* node = reader.find("sunset")) read_end(context, *node, "sunset", route.retirement);
  if (const Node* node = reader.find("charset")) read_charset(context, *node, route.charset);
  read_access(reader, route);
  reader.finish();
}

void read_hosts(const Context& context, const Node& node, std::vector<Setting<route::HostPattern>>& hosts) {
  for (const Item& item : read_texts(context, node, "hosts")) {
    auto host = route::parse_host(item.text);
    if (host)
      hosts.push_back({std::move(*host), context.origin(item.place)});
    else
      context.error(item.place, "`hosts`: " + host.error());
  }
  if (node.kind == Kind::list && node.items.empty())
    context.error(node.place, "`hosts` names no host", "[\"*\"] is every host");
}

} // namespace

void read_site(const Context& context, const Node& table, SiteSettings& site) {
  site.origin = context.origin(table.place);
  TableReader reader{context, table, "[[site]]"};
  if (const Node* node = reader.find("name")) set(context, site.name, *node, read_text_value(context, *node, "name"));
  if (const Node* node = reader.find("hosts"))
    read_hosts(context, *node, site.hosts);
  else
    site.hosts.push_back({route::HostPattern{}, site.origin});
  if (const Node* node = reader.find("profile")) set(context, site.profile, *node, read_profile(context, *node));
  read_certificates(reader, site.identity);
  read_encryption(reader, site);
  read_redirects(reader, site);
  if (const Node* node = reader.find("auth")) read_auth_names(context, *node, site.auth);
  read_site_admission(reader, site);
  if (const Node* node = reader.require("route", "[[site.route]]")) {
    if (node->kind == Kind::table) {
      context.error(node->place, "a site has a list of routes", "write [[site.route]]");
    } else if (node->kind != Kind::list) {
      report_wrong_kind(context, *node, "route", "tables: [[site.route]]");
    } else {
      for (const Node& item : node->items) {
        if (item.kind == Kind::table)
          read_route(context, item, site.routes.emplace_back());
        else
          report_wrong_kind(context, item, "route", "tables: [[site.route]]");
      }
    }
  }
  reader.finish();
}

} // namespace responsum::config
