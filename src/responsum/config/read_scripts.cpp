// [site.route.fastcgi] and [site.route.cgi].
#include <algorithm>
#include <array>
#include <filesystem>

#include "responsum/base/ascii.hpp"
#include "responsum/config/tables.hpp"

namespace responsum::config {

namespace {

void read_root(const Context& context, const Node& node, ScriptSettings& scripts, bool is_here) {
  const auto text = read_text_value(context, node, "root");
  if (!text) return;
  if (text->empty()) return context.error(node.place, "`root` is empty", "\".\" is the folder of this file");
  std::error_code error;
  scripts.root = std::filesystem::absolute(context.resolve(*text), error).lexically_normal().string();
  if (scripts.root.size() > 1 && scripts.root.ends_with('/')) scripts.root.pop_back();
  if (is_here && context.disk == Disk::present && !std::filesystem::is_directory(scripts.root, error))
    context.error(node.place, in_ticks(scripts.root) + " is not a folder");
}

void read_index(const Context& context, const Node& node, ScriptSettings& scripts) {
  auto text = read_text_value(context, node, "index");
  if (!text) return;
  if (text->find('/') != std::string::npos)
    return context.error(node.place, "`index` is the name of a file, without folders");
  scripts.index = std::move(*text);
}

void read_split(const Context& context, const Node& node, ScriptSettings& scripts) {
  auto text = read_text_value(context, node, "split");
  if (!text) return;
  if (text->find('/') != std::string::npos)
    return context.error(node.place, "`split` is what the name of a script ends in", "write \".php\"");
  scripts.split = std::move(*text);
}

// {APP_ENV = "production"}
void read_params(const Context& context, const Node& node, ScriptSettings& scripts) {
  if (node.kind != Kind::table) return report_wrong_kind(context, node, "params", "a table: {APP_ENV = \"test\"}");
  for (const Member& member : node.members) {
    const auto allowed = [](char c) { return base::is_alpha(c) || base::is_digit(c) || c == '_'; };
    const bool sound = !member.key.empty() && std::ranges::all_of(member.key, allowed);
    if (!sound) context.error(member.place, "a parameter is named by letters, digits and underscores");
    const auto value = read_text_value(context, member.value, member.key);
    if (!sound || !value) continue;
    if (value->find('\0') != std::string::npos)
      context.error(member.value.place, "no parameter can have a NUL in it");
    else
      scripts.params.emplace_back(member.key, *value);
  }
}

// What other upstreams have connections for.
constexpr UpstreamLimitRow max_programs{&UpstreamLimits::max_connections,
                                        "max_programs",
                                        16,
                                        Unit::count,
                                        1,
                                        10'000,
                                        "programs at a time, of each worker",
                                        true};

void read_program_limits(TableReader& reader, UpstreamLimits& limits) {
  limits.max_connections = {max_programs.key, max_programs.usual};
  read_limit(reader, max_programs, limits);
  for (const UpstreamLimitRow& row : upstream_limit_rows)
    if (row.of_programs) read_limit(reader, row, limits);
}

// `programs`: limits of those that are started; null: others do.
std::optional<ScriptSettings> read_scripts(const Context& context, const Node& node, std::string_view key,
                                           ScriptSettings scripts, UpstreamLimits* programs) {
  if (node.kind != Kind::table) {
    report_wrong_kind(context, node, key, "a table: {root = \"/srv/app\"}");
    return std::nullopt;
  }
  const bool is_here = programs != nullptr;
  scripts.origin = context.origin(node.place);
  TableReader reader{context, node, "[site.route." + std::string{key} + "]"};
  if (const Node* root = reader.require("root", "root = \"/srv/app\"")) read_root(context, *root, scripts, is_here);
  if (const Node* index = reader.find("index")) read_index(context, *index, scripts);
  if (const Node* split = reader.find("split")) read_split(context, *split, scripts);
  if (const Node* params = reader.find("params")) read_params(context, *params, scripts);
  if (is_here) read_program_limits(reader, *programs);
  if (scripts.split.empty() && !is_here && reader.find("split") != nullptr)
    context.error(node.place, "`split` is empty: only where the files are is seen which of them are scripts");
  reader.finish();
  return scripts;
}

} // namespace

void read_fastcgi(TableReader& reader, RouteSettings& route) {
  const Node* node = reader.find("fastcgi");
  if (node == nullptr) return;
  auto scripts = read_scripts(reader.context(), *node, "fastcgi", {.index = "index.php", .split = ".php"}, nullptr);
  if (scripts) route.fastcgi = {std::move(scripts), reader.context().origin(node->place)};
}

// Programs are an upstream of the route's own: what fails is not tried again, and takes nobody out of use.
void read_cgi(const Context& context, const Node& node, RouteSettings& route) {
  UpstreamSettings upstream;
  auto scripts = read_scripts(context, node, "cgi", {}, &upstream.limits);
  if (!scripts) return;
  upstream.origin = context.origin(node.place);
  client::Endpoint& programs = upstream.endpoints.emplace_back();
  programs.text = "cgi:" + scripts->root;
  programs.protocol = client::Protocol::cgi;
  programs.origin = upstream.origin;
  upstream.name = programs.text;
  upstream.limits.retries.value = upstream.limits.max_failures.value = 0;
  upstream.limits.max_idle_connections.value = 0;
  route.proxy.own = {std::move(upstream), context.origin(node.place)};
  route.proxy_status.value = false; // no other server is asked
  route.cgi = {std::move(scripts), context.origin(node.place)};
}

bool speaks_fastcgi(const UpstreamSettings& upstream) {
  return std::ranges::any_of(upstream.endpoints,
                             [](const client::Endpoint& e) { return e.protocol == client::Protocol::fastcgi; });
}

void complete_scripts(UpstreamSettings& upstream) {
  // An application that waits on a connection takes no requests on others, so none is kept unless that is wanted.
  base::Limit& idle = upstream.limits.max_idle_connections;
  if (speaks_fastcgi(upstream) && idle.origin.file.empty()) idle.value = 0;
}

void check_scripts(const Configuration& configuration, Problems& problems) {
  const auto check_upstream = [&problems](const UpstreamSettings& upstream) {
    if (!speaks_fastcgi(upstream)) return;
    for (const client::Endpoint& e : upstream.endpoints)
      if (e.protocol != client::Protocol::fastcgi)
        problems.add(Severity::error, e.origin, "an upstream has servers of FastCGI, or of HTTP, not both",
                     "write two upstreams");
    if (!upstream.health.path.empty())
      problems.add(Severity::error, upstream.health.origin,
                   "servers of FastCGI are not asked whether they are well: what fails takes them out of use",
                   "remove `health`");
    if (upstream.introduced_by != IntroducedBy::nothing)
      problems.add(Severity::error, upstream.introduced_by_origin,
                   "servers of FastCGI are told of clients by parameters", "remove `proxy_protocol`");
  };
  for (const UpstreamSettings& upstream : configuration.upstreams) check_upstream(upstream);
  const auto servers_of = [&configuration](const ChosenUpstream& chosen) -> const UpstreamSettings* {
    if (chosen.own->has_value()) return &**chosen.own;
    const auto found = std::ranges::find(configuration.upstreams, *chosen.name, &UpstreamSettings::name);
    return found == configuration.upstreams.end() ? nullptr : &*found;
  };
  for (const SiteSettings& site : configuration.sites)
    for (const RouteSettings& route : site.routes) {
      if (route.proxy.own->has_value()) check_upstream(**route.proxy.own);
      const UpstreamSettings* const upstream = servers_of(route.proxy);
      const bool speaks = upstream != nullptr && speaks_fastcgi(*upstream);
      if (speaks && !route.fastcgi->has_value())
        problems.add(Severity::error, route.origin, "a server of FastCGI is told where its scripts are",
                     "add [site.route.fastcgi] with root = \"/srv/app\"");
      if (!speaks && route.fastcgi->has_value() && (upstream != nullptr || !route.forwards()))
        problems.add(Severity::error, route.fastcgi.origin, "`fastcgi` is for routes whose `proxy` speaks it",
                     "write proxy = \"fastcgi://127.0.0.1:9000\"");
    }
  for (const AuthSettings& auth : configuration.auth)
    if (const UpstreamSettings* const upstream = servers_of(auth.authority); upstream && speaks_fastcgi(*upstream))
      problems.add(Severity::error,
                   auth.authority.own.is_set() ? auth.authority.own.origin : auth.authority.name.origin,
                   "who may come is asked of a server of HTTP");
}

} // namespace responsum::config
