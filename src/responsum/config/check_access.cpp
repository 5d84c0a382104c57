// What no single table shows of who may come: names of nothing, rules that nobody reaches, passwords in the clear.
#include <algorithm>

#include "responsum/config/tables.hpp"

namespace responsum::config {
namespace {

const AuthSettings* find_auth(const Configuration& configuration, std::string_view name) {
  const auto found =
      std::ranges::find_if(configuration.auth, [&](const AuthSettings& a) { return a.realm.name == name; });
  return found == configuration.auth.end() ? nullptr : &*found;
}

// Requests to the route never come in the clear over a network.
bool is_private(const ServerSettings& server, const SiteSettings& site, const RouteSettings& route) {
  if (*site.redirect_to_https || server.listen.empty()) return true;
  if (std::ranges::find(*route.requirements, Requirement::tls) != route.requirements->end()) return true;
  return std::ranges::all_of(server.listen, [](const auto& listen) { return is_loopback(*listen); });
}

void check_auth(const Configuration& configuration, const SiteSettings& site, const RouteSettings& route,
                Problems& problems) {
  std::vector<std::string_view> names;
  for (const AuthSettings& auth : configuration.auth) names.push_back(auth.realm.name);
  std::vector<access::Scheme> schemes;
  for (const std::string& name : *route.auth) {
    const AuthSettings* auth = find_auth(configuration, name);
    if (auth == nullptr) {
      const std::string_view near = closest(name, names);
      problems.add(Severity::error, route.auth.origin, "`auth`: there is no [auth." + name + "]",
                   near.empty() ? std::string{} : "did you mean " + in_ticks(near) + "?");
      continue;
    }
    const access::Scheme scheme = auth->realm.scheme;
    const std::string shown{access::row(scheme).name};
    if (std::ranges::find(schemes, scheme) != schemes.end())
      problems.add(Severity::error, route.auth.origin, "`auth` names two of the scheme " + shown,
                   "clients do not say which of them their credentials are for");
    schemes.push_back(scheme);
    const bool secret_travels = scheme == access::Scheme::basic || scheme == access::Scheme::bearer;
    if (secret_travels && !auth->in_the_clear && !is_private(configuration.server, site, route))
      problems.add(Severity::error, route.auth.origin,
                   "`auth`: credentials of " + shown + " would travel in the clear for everybody to read",
                   "add redirect_to_https to the site or requires = \"tls\" to the route, or say in_the_clear = true "
                   "in [auth." +
                       name + "]");
    if (scheme == access::Scheme::certificate && !site.identity.asks_clients())
      problems.add(Severity::error, route.auth.origin, "`auth`: the site does not ask its clients for certificates",
                   "say client_certificate = \"optional\" and `client_ca` in the [[site]] or in [server]");
  }
}

void check_rules(const Configuration& configuration, const RouteSettings& route, Problems& problems) {
  bool allows = *route.otherwise != access::Otherwise::deny;
  for (const access::Rule& rule : route.rules) {
    allows = allows || rule.allows;
    if (rule.asks_who() && route.auth->empty())
      problems.add(Severity::error, rule.origin,
                   rule.name + " names users or groups, and the route asks nobody who it is",
                   "add `auth` to the route");
    if (!rule.countries.empty() && configuration.server.country_file->empty())
      problems.add(Severity::error, rule.origin, rule.name + " names countries, and there is no file that knows them",
                   "name one in [server]: country_file = \"GeoLite2-Country.mmdb\"");
  }
  if (*route.otherwise == access::Otherwise::identified && route.auth->empty())
    problems.add(Severity::error, route.otherwise.origin,
                 "`otherwise` lets in whom it knows, and the route asks nobody who it is", "add `auth` to the route");
  if (!allows && !route.rules.empty())
    problems.add(Severity::warning, route.rules.front().origin, "no rule allows anything, so nobody gets in",
                 "say otherwise = \"allow\" in the route if the rules say whom to keep out");
}

} // namespace

void check_access(const Configuration& configuration, Problems& problems) {
  for (const SiteSettings& site : configuration.sites)
    for (const RouteSettings& route : site.routes) {
      check_auth(configuration, site, route, problems);
      check_rules(configuration, route, problems);
    }
}

} // namespace responsum::config
