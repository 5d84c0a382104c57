#include "responsum/config/show.hpp"

#include <algorithm>
#include <span>

#include "responsum/config/show_page.hpp"

namespace responsum::config {
namespace {

std::string text_or_false(const std::string& value) { return value.empty() ? "false" : text(value); }
std::string profile(status::Profile p) { return text(status::word(p).name); }

std::string target(const LogTarget& to) {
  switch (to.kind) {
  case LogTarget::Kind::off: return text("off");
  case LogTarget::Kind::standard_output: return text("stdout");
  case LogTarget::Kind::standard_error: return text("stderr");
  case LogTarget::Kind::file: return text(to.path);
  }
  return {};
}

std::string listing(Listing how) {
  switch (how) {
  case Listing::off: return "false";
  case Listing::negotiated: return "true";
  case Listing::html:
  case Listing::json: return text(name_in(listing_names, how));
  }
  return {};
}

std::string redirect(const std::optional<HttpsRedirect>& to) {
  if (!to) return "false";
  return text(to->host + ":" + std::to_string(to->port));
}

std::string hsts(const std::optional<TransportPolicy>& policy) {
  if (!policy) return "false";
  return "{max_age = " + text(write_quantity(policy->max_age_s, Unit::seconds)) +
         ", subdomains = " + boolean(policy->subdomains) + ", preload = " + boolean(policy->preload) + "}";
}

void show_identity(Page& page, const CertificateSettings& identity) {
  const auto path = [](const std::string& file) { return file; };
  if (!identity.certificates.empty()) page.values("certificate", identity.certificates, path);
  if (!identity.keys.empty()) page.values("key", identity.keys, path);
  if (!identity.staples.empty()) page.values("ocsp", identity.staples, path);
  if (!identity.client_ca->empty()) page.value("client_ca", text(*identity.client_ca), identity.client_ca.origin);
  if (identity.client_certificate.is_set())
    page.value("client_certificate", text(name_in(client_demand_names, *identity.client_certificate)),
               identity.client_certificate.origin);
}

std::string listener(const Endpoint& endpoint) {
  const std::string address = text(write_endpoint(endpoint));
  if (endpoint.introducers.empty()) return address;
  const auto network = [](const net::Network& n) { return text(n.text()); };
  return "{address = " + address + ", proxy_protocol = " + list(endpoint.introducers, network) + "}";
}

void show_server(Page& page, const ServerSettings& server) {
  page.header("[server]");
  page.items("listen", server.listen, listener);
  if (!server.listen_tls.empty()) page.items("listen_tls", server.listen_tls, listener);
  show_identity(page, server.identity);
  page.value("tls_min_version", text(name_in(tls_version_names, *server.tls_min_version)),
             server.tls_min_version.origin);
  page.value("http2", boolean(*server.http2), server.http2.origin);
  page.value("plain_on_tls", text(name_in(plain_on_tls_names, *server.plain_on_tls)), server.plain_on_tls.origin);
  page.value("tls_upgrade", boolean(*server.tls_upgrade), server.tls_upgrade.origin);
  page.value("tls_early_data",
             *server.tls_early_data == 0 ? "false" : text(write_quantity(*server.tls_early_data, Unit::bytes)),
             server.tls_early_data.origin);
  page.value("console", *server.console ? text(write_endpoint(**server.console)) : "false", server.console.origin);
  if (server.console_token.is_set())
    page.value("console_token", R"("${CONSOLE_TOKEN}")", server.console_token.origin);
  page.value("workers", *server.workers == 0 ? text("auto") : std::to_string(*server.workers), server.workers.origin);
  page.value("io_uring", boolean(*server.calls_together != 0), server.calls_together.origin);
  page.value("server_header", text_or_false(*server.server_header), server.server_header.origin);
  if (server.via.is_set()) page.value("via", text(*server.via), server.via.origin);
  if (server.pid_file.is_set()) page.value("pid_file", text(*server.pid_file), server.pid_file.origin);
  page.values("trusted", server.trusted, [](const net::Network& network) { return network.text(); });
  if (server.user.is_set()) page.value("user", text(*server.user), server.user.origin);
  page.value("profile", profile(*server.profile), server.profile.origin);
  if (server.country_file.is_set())
    page.value("country_file", text(*server.country_file), server.country_file.origin);
  show_server_admission(page, server);
}

void show_limits(Page& page, const Limits& limits) {
  page.header("[limits]");
  for (const LimitRow& row : limit_rows) {
    const base::Limit& limit = limits.*row.member;
    page.value(limit.key, std::to_string(limit.value), limit.origin);
  }
}

void show_protocols(Page& page, const RouteSettings& route) {
  page.value("requires", list(*route.requirements, [](Requirement r) { return text(name_in(requirement_names, r)); }),
             route.requirements.origin);
  page.value("early_data", text(name_in(early_data_names, *route.early_data)), route.early_data.origin);
  if (route.replay_safe.is_set()) page.value("replay_safe", boolean(**route.replay_safe), route.replay_safe.origin);
  if (route.client_certificate.is_set())
    page.value("client_certificate", text(name_in(client_demand_names, *route.client_certificate)),
               route.client_certificate.origin);
}

std::string server_of(const client::Endpoint& endpoint) {
  return "{url = " + text(endpoint.text) + ", weight = " + std::to_string(endpoint.weight) +
         ", backup = " + boolean(endpoint.backup) + "}";
}

void show_dns(Page& page, const DnsSettings& dns) {
  page.header("[dns]");
  const auto address = [](const DnsServer& server) { return text(server.address.text()); };
  page.value("servers", list(dns.servers, address), dns.servers.empty() ? base::Origin{} : dns.servers[0].origin);
  for (const DnsLimitRow& row : dns_limit_rows) {
    const base::Limit& limit = dns.limits.*row.member;
    page.value(row.key, std::to_string(limit.value), limit.origin);
  }
}

void show_tls(Page& page, const UpstreamTls& tls) {
  const auto named = [&](std::string_view key, const UpstreamTls::File& file) {
    if (!file.name.empty()) page.value(key, text(file.name), file.origin);
  };
  named("ca", tls.ca);
  named("certificate", tls.certificate);
  named("key", tls.key);
  named("server_name", tls.server_name);
  page.value("tls_min_version", text(name_in(tls_version_names, tls.client.least)), tls.least_origin);
  page.value("http2", boolean(tls.http2), tls.http2_origin);
}

void show_health(Page& page, const HealthCheckSettings& health) {
  page.header("[upstream.health]", &health.origin);
  page.value("path", text(health.path), health.origin);
  if (!health.host.empty()) page.value("host", text(health.host), health.origin);
  page.value("statuses", list(health.statuses, [](const std::string& word) { return text(word); }), health.origin);
  for (const HealthCheckLimitRow& row : health_check_limit_rows) {
    const base::Limit& limit = health.*row.member;
    page.value(limit.key, std::to_string(limit.value), limit.origin);
  }
}

void show_upstream(Page& page, const UpstreamSettings& upstream) {
  page.header("[[upstream]]", &upstream.origin);
  page.value("name", text(upstream.name), upstream.origin);
  page.value("servers", list(upstream.endpoints, server_of), upstream.origin);
  page.value("balance", text(name_in(balance_names, upstream.balance)), upstream.balance_origin);
  page.value("proxy_protocol",
             upstream.introduced_by == IntroducedBy::nothing
                 ? "false"
                 : text(name_in(introduced_by_names, upstream.introduced_by)),
             upstream.introduced_by_origin);
  show_tls(page, upstream.tls);
  for (const UpstreamLimitRow& row : upstream_limit_rows) {
    const base::Limit& limit = upstream.limits.*row.member;
    page.value(row.key, std::to_string(limit.value), limit.origin);
  }
  if (!upstream.health.path.empty()) show_health(page, upstream.health);
}

} // namespace

void show_chosen(Page& page, std::string_view key, const ChosenUpstream& chosen) {
  if (chosen.own->has_value())
    page.value(key, list((*chosen.own)->endpoints, server_of), chosen.own.origin);
  else
    page.value(key, text(*chosen.name), chosen.name.origin);
}

namespace {

// On one line: behind a table of its own no key of the route could follow.
// `programs`: limits of those that are started; null: others do.
void show_scripts(Page& page, std::string_view key, const Setting<std::optional<ScriptSettings>>& setting,
                  const UpstreamLimits* programs) {
  if (!setting->has_value()) return;
  const ScriptSettings& s = **setting;
  std::string params;
  for (const auto& [name, value] : s.params) params += (params.empty() ? "" : ", ") + name + " = " + text(value);
  std::string table = "{root = " + text(s.root) + ", index = " + text(s.index);
  if (!s.split.empty()) table += ", split = " + text(s.split);
  if (!params.empty()) table += ", params = {" + params + "}";
  const auto add = [&table](std::string_view name, const base::Limit& limit) {
    table.append(", ").append(name).append(" = ").append(std::to_string(limit.value));
  };
  if (programs != nullptr) {
    add(programs->max_connections.key, programs->max_connections);
    for (const UpstreamLimitRow& row : upstream_limit_rows)
      if (row.of_programs) add(row.key, programs->*row.member);
  }
  page.value(key, table + "}", setting.origin);
}

void show_proxy(Page& page, const RouteSettings& route) {
  if (route.cgi->has_value()) {
    show_scripts(page, "cgi", route.cgi, &(*route.proxy.own)->limits);
    show_protocols(page, route);
    page.value("strip_prefix", boolean(route.strips()), route.strip_prefix.origin);
    return;
  }
  show_chosen(page, "proxy", route.proxy);
  show_scripts(page, "fastcgi", route.fastcgi, nullptr);
  page.value("host", text(name_in(host_sent_names, *route.host_sent)), route.host_sent.origin);
  page.value("forwarded", text(name_in(forwarded_by_names, *route.forwarded_by)), route.forwarded_by.origin);
  page.value("proxy_status", boolean(*route.proxy_status), route.proxy_status.origin);
  show_protocols(page, route);
  page.value("strip_prefix", boolean(route.strips()), route.strip_prefix.origin);
}

void show_writing(Page& page, const RouteSettings& route) {
  page.value("writes", list(*route.writes, [](message::Method m) { return text(name_in(write_names, m)); }),
             route.writes.origin);
  page.value("durability", text(name_in(durability_names, *route.durability)), route.durability.origin);
  page.value("delete_trees", boolean(*route.delete_trees), route.delete_trees.origin);
  if (*route.delete_trees) {
    const auto number = [&page](std::string_view key, const Setting<std::uint64_t>& setting) {
      page.value(key, std::to_string(*setting), setting.origin);
    };
    page.value("jobs_path", text(*route.jobs_path), route.jobs_path.origin);
    number("max_jobs", route.max_jobs);
    number("job_retention_s", route.job_retention_s);
    number("async_wait_ms", route.async_wait_ms);
    number("async_threshold", route.async_threshold);
    number("processing_interval_ms", route.processing_interval_ms);
  }
  page.value("require_length", boolean(*route.require_length), route.require_length.origin);
  page.value("quota_bytes", std::to_string(*route.quota_bytes), route.quota_bytes.origin);
  page.value("require_preconditions", text(name_in(require_preconditions_names, *route.require_preconditions)),
             route.require_preconditions.origin);
  page.value("resumable_uploads", boolean(*route.resumable_uploads), route.resumable_uploads.origin);
  if (*route.resumable_uploads) {
    const auto number = [&page](std::string_view key, const Setting<std::uint64_t>& setting) {
      page.value(key, std::to_string(*setting), setting.origin);
    };
    number("max_uploads", route.max_uploads);
    number("max_upload_bytes", route.max_upload_bytes);
    number("upload_expiry_s", route.upload_expiry_s);
    number("upload_checkpoint_bytes", route.upload_checkpoint_bytes);
    number("upload_interop_version", route.upload_interop_version);
  }
  if (!route.accept_types->empty())
    page.value("accept_types", list(*route.accept_types, [](const std::string& type) { return text(type); }),
               route.accept_types.origin);
}

void show_files(Page& page, const RouteSettings& route) {
  page.value("files", text(*route.files), route.files.origin);
  page.value("index", list(*route.index, [](const std::string& name) { return text(name); }), route.index.origin);
  if (route.fallback.is_set()) page.value("fallback", text(*route.fallback), route.fallback.origin);
  page.value("listing", listing(*route.listing), route.listing.origin);
  page.value("hidden", text(name_in(hidden_names, *route.hidden)), route.hidden.origin);
  page.value("symlinks", text(name_in(symlinks_names, *route.symlinks)), route.symlinks.origin);
  page.value("precompressed",
             list(*route.precompressed, [](Coding coding) { return text(name_in(coding_names, coding)); }),
             route.precompressed.origin);
  if (!route.cache_control.empty()) {
    page.line("cache_control = [", nullptr);
    for (const CacheRule& rule : route.cache_control)
      page.line("  {match = " + text(rule.match.text) + ", value = " + text(rule.value) + "},", &rule.origin);
    page.line("]", nullptr);
  }
  page.value("negotiation", text(name_in(negotiation_names, *route.negotiation)), route.negotiation.origin);
  page.value("trace", boolean(*route.trace), route.trace.origin);
  if (!route.writes->empty()) show_writing(page, route);
  show_protocols(page, route);
  page.value("strip_prefix", boolean(*route.strip_prefix), route.strip_prefix.origin);
  page.value("charset", text_or_false(*route.charset), route.charset.origin);
}

void show_route(Page& page, const RouteSettings& route) {
  page.header("[[site.route]]", &route.origin);
  if (route.name.is_set()) page.value("name", text(*route.name), route.name.origin);
  page.value("path", text(route.path->text), route.path.origin);
  if (route.form)
    show_protocols(page, route);
  else
    route.forwards() ? show_proxy(page, route) : show_files(page, route);
  if (route.retirement) show_end(page, "sunset", *route.retirement);
  show_route_admission(page, route);
  show_access(page, route);
  show_route_limits(page, route);
  if (route.form) show_form(page, *route.form);
}

void show_record(Page& page, const RecordSettings& record) {
  page.header("[record]");
  page.value("enabled", boolean(*record.enabled), record.enabled.origin);
  if (record.file.is_set()) page.value("file", text(*record.file), record.file.origin);
  page.value("max_exchanges", std::to_string(*record.max_exchanges), record.max_exchanges.origin);
  const auto as_written = [](const std::string& word) { return word; };
  for (const KeepRule& rule : record.keep) {
    page.header("[[record.keep]]", &rule.origin);
    if (rule.name.is_set()) page.value("name", text(*rule.name), rule.name.origin);
    if (!rule.statuses.empty()) page.values("status", rule.statuses, as_written);
    if (!rule.conditions.empty()) page.values("condition", rule.conditions, as_written);
    if (rule.min_duration_ms.is_set())
      page.value("min_duration_ms", std::to_string(*rule.min_duration_ms), rule.min_duration_ms.origin);
    if (!rule.routes.empty()) page.values("route", rule.routes, as_written);
  }
}

} // namespace

std::string show(const Configuration& configuration) {
  Page page;
  show_server(page, configuration.server);
  show_limits(page, configuration.limits);
  page.header("[log]");
  page.value("access", target(*configuration.log.access), configuration.log.access.origin);
  page.value("errors", target(*configuration.log.errors), configuration.log.errors.origin);
  page.value("buffer_bytes", std::to_string(*configuration.log.buffer_bytes), configuration.log.buffer_bytes.origin);
  show_record(page, configuration.record);
  if (!configuration.types.empty()) page.header("[types]");
  for (const TypeRule& rule : configuration.types)
    page.value(text(rule.extension), text(rule.media_type), rule.origin);
  show_dns(page, configuration.dns);
  for (const UpstreamSettings& upstream : configuration.upstreams) show_upstream(page, upstream);
  for (const AuthSettings& auth : configuration.auth) show_auth(page, auth);
  for (const SiteSettings& site : configuration.sites) {
    page.header("[[site]]", &site.origin);
    if (site.name.is_set()) page.value("name", text(*site.name), site.name.origin);
    page.values("hosts", site.hosts, route::write_host);
    page.value("profile", profile(*site.profile), site.profile.origin);
    show_identity(page, site.identity);
    page.value("redirect_to_https", redirect(*site.redirect_to_https), site.redirect_to_https.origin);
    page.value("hsts", hsts(*site.hsts), site.hsts.origin);
    if (site.canonical_host.is_set())
      page.value("canonical_host", text(*site.canonical_host), site.canonical_host.origin);
    show_site_admission(page, site);
    show_redirects(page, site);
    for (const RouteSettings& route : site.routes) show_route(page, route);
  }
  return page.take();
}

} // namespace responsum::config
