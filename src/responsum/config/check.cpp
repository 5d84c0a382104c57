#include "responsum/config/tables.hpp"

#include <algorithm>

namespace responsum::config {
namespace {

void check_addresses(const ServerSettings& server, Problems& problems) {
  std::vector<Setting<Endpoint>> all = server.listen;
  all.insert(all.end(), server.listen_tls.begin(), server.listen_tls.end());
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const auto& [endpoint, origin] = all[i];
      if (endpoint != *all[j] || endpoint.port == 0) continue;
      problems.add(Severity::error, origin,
                   "the address " + write_endpoint(endpoint) + " is already listened at by " +
                       base::describe(all[j].origin));
      break;
    }
  if (!*server.console) return;
  if (!is_loopback(**server.console) && server.console_token->empty())
    problems.add(Severity::error, server.console.origin,
                 "the console at " + write_endpoint(**server.console) +
                     " is reachable from elsewhere and has no token, and whoever reaches it sees everything",
                 "set console_token or console_token_file, or let it listen on loopback: 127.0.0.1 or [::1]");
  const auto taken =
      std::ranges::find_if(all, [&](const Setting<Endpoint>& listen) { return overlap(*listen, **server.console); });
  if (taken == all.end()) return;
  const bool built_in = taken->origin.built_in();
  problems.add(Severity::error, server.console.origin,
               "`console` and `listen` share the address " + write_endpoint(taken->value) +
                   (built_in ? ", which is listened at by default" : ""),
               "give the console a port of its own");
}

void check_limits(const Limits& limits, Problems& problems) {
  if (limits.max_field_line_bytes.value <= limits.max_fields_bytes.value) return;
  const bool line_set = !limits.max_field_line_bytes.origin.built_in();
  problems.add(Severity::error, (line_set ? limits.max_field_line_bytes : limits.max_fields_bytes).origin,
               "one field line (`max_field_line_bytes`, " + std::to_string(limits.max_field_line_bytes.value) +
                   ") may not be longer than all together (`max_fields_bytes`, " +
                   std::to_string(limits.max_fields_bytes.value) + ')');
}

// Sites and hosts in the order of evaluation: each host against every host before it.
void check_hosts(const std::vector<SiteSettings>& sites, Problems& problems) {
  std::vector<const Setting<route::HostPattern>*> before;
  for (const SiteSettings& site : sites)
    for (const Setting<route::HostPattern>& host : site.hosts) {
      const auto same = std::ranges::find_if(before, [&](const auto* b) { return b->value == *host; });
      const auto cover = std::ranges::find_if(before, [&](const auto* b) { return b->value.covers(*host); });
      if (same != before.end())
        problems.add(Severity::error, host.origin,
                     "the host " + in_ticks(route::write_host(*host)) + " already belongs to the site of " +
                         base::describe((*same)->origin));
      else if (cover != before.end())
        problems.add(Severity::warning, host.origin,
                     "the host " + in_ticks(route::write_host(*host)) +
                         " is never reached: " + in_ticks(route::write_host(**(*cover))) + " in " +
                         base::describe((*cover)->origin) + " comes first and matches it too",
                     "the first match wins; move the wider one down");
      before.push_back(&host);
    }
}

void check_routes(const SiteSettings& site, Problems& problems) {
  for (std::size_t i = 0; i < site.routes.size(); ++i) {
    const RouteSettings& route = site.routes[i];
    if (!route.path.is_set()) continue;
    for (std::size_t j = 0; j < i; ++j) {
      const RouteSettings& earlier = site.routes[j];
      if (!earlier.path.is_set() || !earlier.path->covers(*route.path)) continue;
      problems.add(Severity::warning, route.path.origin,
                   "the route " + in_ticks(route.path->text) + " is never reached: " + in_ticks(earlier.path->text) +
                       " in " + base::describe(earlier.path.origin) + " comes first and matches all that it matches",
                   "the first match wins; move the wider one down");
      break;
    }
  }
}

// Whoever is kept out for want of a certificate has to have been asked for one.
void check_clients(const ServerSettings& server, const SiteSettings& site, Problems& problems) {
  const CertificateSettings& own = site.identity;
  if (own.asks_clients() && own.client_ca->empty())
    problems.add(Severity::error, own.client_certificate.origin, "`client_certificate` without a `client_ca`",
                 "name the file with the certificates of the authorities that clients are believed by");
  else if (own.asks_clients() && own.certificates.empty())
    problems.add(Severity::error, own.client_certificate.origin,
                 "clients are asked for certificates, and the server has none to show",
                 "give the site or [server] a `certificate` and a `key`");
  for (const RouteSettings& route : site.routes) {
    if (*route.client_certificate != ClientDemand::required) continue;
    if (!own.asks_clients())
      problems.add(Severity::error, route.client_certificate.origin,
                   "the route demands certificates that the site does not ask its clients for",
                   "say client_certificate = \"optional\" and `client_ca` in the [[site]] or in [server]");
    else if (!server.speaks_tls())
      problems.add(Severity::warning, route.client_certificate.origin,
                   "clients can show no certificate, as there is no `listen_tls`");
  }
}

// What logs and rules call a route.
std::string_view name_of(const RouteSettings& route) { return route.name->empty() ? route.path->text : *route.name; }

void check_keep_rules(const Configuration& configuration, Problems& problems) {
  std::vector<std::string_view> names;
  for (const SiteSettings& site : configuration.sites)
    for (const RouteSettings& route : site.routes) names.push_back(name_of(route));
  for (const KeepRule& rule : configuration.record.keep)
    for (const Setting<std::string>& route : rule.routes) {
      if (std::ranges::find(names, *route) != names.end()) continue;
      const std::string_view near = closest(*route, names);
      problems.add(Severity::error, route.origin, "no route has the name " + in_ticks(*route),
                   near.empty() ? std::string{} : "did you mean " + in_ticks(near) + "?");
    }
}

// 443 if it is among them, as clients know it without being told; 0: there is none, or the system chooses.
std::uint16_t port_of(const std::vector<Setting<Endpoint>>& listeners) {
  constexpr std::uint16_t known = 443;
  const bool has_known = std::ranges::any_of(listeners, [](const auto& listen) { return listen->port == known; });
  if (has_known) return known;
  return listeners.empty() ? std::uint16_t{0} : listeners.front()->port;
}

void check_redirect(const SiteSettings& site, const ServerSettings& server, Problems& problems) {
  const auto& redirect = site.redirect_to_https;
  if (!*redirect || (**redirect).port != 0) return;
  if (server.listen_tls.empty())
    problems.add(Severity::error, redirect.origin,
                 "`redirect_to_https` has no port to send clients to: no `listen_tls`",
                 "say the port at which TLS is spoken, as in redirect_to_https = 443");
  else
    problems.add(Severity::error, redirect.origin,
                 "`redirect_to_https` has no port to send clients to: `listen_tls` leaves it to the system",
                 "say a port in one of the two");
}

// What browsers and the keepers of their lists ask for (hstspreload.org): a site that is on a list and does not hold
// to it is not reached by anybody for weeks.
void check_hsts(const SiteSettings& site, const ServerSettings& server, Problems& problems) {
  constexpr std::uint64_t year_s = 365 * 24 * 3600;
  if (!*site.hsts) return;
  const TransportPolicy& policy = **site.hsts;
  const base::Origin& origin = site.hsts.origin;
  if (!server.speaks_tls())
    problems.add(Severity::warning, origin, "`hsts` is never sent: nothing listens with TLS", "add listen_tls");
  if (!policy.preload) return;
  if (!policy.subdomains)
    problems.add(Severity::error, origin, "`hsts` with `preload` is for all names below the site's too",
                 "add subdomains = true, if all of them are to be had by https");
  if (policy.max_age_s < year_s)
    problems.add(Severity::error, origin, "`hsts` with `preload` holds for a year at least",
                 "write max_age = \"1y\"");
  if (!*site.redirect_to_https && !server.listen.empty())
    problems.add(Severity::warning, origin, "`hsts` with `preload` is for sites that are to be had by https alone",
                 "add redirect_to_https = true");
}

void check_upgrade(const ServerSettings& server, Problems& problems) {
  if (*server.tls_upgrade && server.listen.empty())
    problems.add(Severity::warning, server.tls_upgrade.origin,
                 "`tls_upgrade` is for ports without TLS, and there is none: no `listen`");
}

void check_requirements(const SiteSettings& site, const ServerSettings& server, Problems& problems) {
  if (server.speaks_tls()) return;
  for (const RouteSettings& route : site.routes)
    if (std::ranges::find(*route.requirements, Requirement::tls) != route.requirements->end())
      problems.add(Severity::warning, route.requirements.origin,
                   "the route requires TLS, and nothing listens with TLS: it is reached by nobody", "add listen_tls");
}

// A site that asks of its clients what others do not has an identity of its own, so that no connection that was made
// for another site is good for it.
void complete_identity(CertificateSettings& own, const CertificateSettings& of_server) {
  if (!own.client_certificate.is_set()) {
    own.client_certificate = of_server.client_certificate;
    own.client_ca = of_server.client_ca;
  } else if (own.client_ca->empty()) {
    own.client_ca = of_server.client_ca;
  }
  if (!own.certificates.empty() || !(own.asks_clients() || of_server.asks_clients())) return;
  own.certificates = of_server.certificates;
  own.keys = of_server.keys;
  own.staples = of_server.staples;
}

// Whoever asks who comes lets in whom it knows; rules that say whom to allow keep out all others.
void complete_access(RouteSettings& route, const SiteSettings& site) {
  if (!route.auth.is_set()) route.auth = site.auth;
  if (route.otherwise->has_value()) return;
  route.otherwise.value = !route.auth->empty()  ? access::Otherwise::identified
                          : route.rules.empty() ? access::Otherwise::allow
                                                : access::Otherwise::deny;
}

} // namespace

void complete(Configuration& configuration) {
  ServerSettings& server = configuration.server;
  // Who listens with TLS alone wants no other port.
  if (server.listen.empty() && server.listen_tls.empty()) server.listen.push_back({{"127.0.0.1", 8080}, {}});
  const std::uint16_t secure_port = port_of(server.listen_tls);
  for (SiteSettings& site : configuration.sites) {
    if (!site.profile.is_set()) site.profile = server.profile;
    if (auto& redirect = site.redirect_to_https.value; redirect && redirect->port == 0) redirect->port = secure_port;
    // One step instead of two.
    if (auto& redirect = site.redirect_to_https.value; redirect && redirect->host.empty())
      redirect->host = *site.canonical_host;
    complete_identity(site.identity, server.identity);
    for (RouteSettings& route : site.routes) {
      if (!route.client_certificate.is_set()) route.client_certificate = site.identity.client_certificate;
      complete_access(route, site);
    }
  }
  complete_admission(configuration);
}

namespace {

void check_chosen(const Setting<std::string>& name, const std::vector<UpstreamSettings>& upstreams,
                  Problems& problems) {
  if (name->empty() || std::ranges::find(upstreams, *name, &UpstreamSettings::name) != upstreams.end()) return;
  std::vector<std::string_view> names;
  for (const UpstreamSettings& upstream : upstreams) names.push_back(upstream.name);
  const std::string_view near = closest(*name, names);
  problems.add(Severity::error, name.origin, "there is no upstream " + in_ticks(*name),
               near.empty() ? "add [[upstream]], or name a server: \"http://127.0.0.1:3000\""
                            : "did you mean " + in_ticks(near) + "?");
}

void check_upstreams(const std::vector<UpstreamSettings>& upstreams, Problems& problems) {
  for (auto at = upstreams.begin(); at != upstreams.end(); ++at) {
    const auto same = std::find_if(upstreams.begin(), at, [&](const auto& u) { return u.name == at->name; });
    if (same != at)
      problems.add(Severity::error, at->origin,
                   "the upstream " + in_ticks(at->name) + " is already there: " + base::describe(same->origin));
    if (!at->endpoints.empty() && std::ranges::all_of(at->endpoints, &client::Endpoint::backup))
      problems.add(Severity::error, at->origin, "all servers of the upstream are backups: of none");
  }
}

} // namespace

void check(const Configuration& configuration, Problems& problems) {
  check_addresses(configuration.server, problems);
  check_limits(configuration.limits, problems);
  check_upgrade(configuration.server, problems);
  check_hosts(configuration.sites, problems);
  for (const SiteSettings& site : configuration.sites) {
    check_routes(site, problems);
    check_clients(configuration.server, site, problems);
    check_redirect(site, configuration.server, problems);
    check_hsts(site, configuration.server, problems);
    check_requirements(site, configuration.server, problems);
    for (const RouteSettings& route : site.routes) check_chosen(route.proxy.name, configuration.upstreams, problems);
  }
  for (const AuthSettings& auth : configuration.auth)
    check_chosen(auth.authority.name, configuration.upstreams, problems);
  check_upstreams(configuration.upstreams, problems);
  check_scripts(configuration, problems);
  check_keep_rules(configuration, problems);
  check_access(configuration, problems);
  check_admission(configuration, problems);
}

} // namespace responsum::config
