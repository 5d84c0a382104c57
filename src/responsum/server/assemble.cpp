#include "responsum/server/assemble.hpp"

#include <algorithm>
#include <utility>

#include "responsum/admin/console.hpp"
#include "responsum/config/certificates.hpp"
#include "responsum/field/proxy_status.hpp"
#include "responsum/resource/file/files.hpp"
#include "responsum/resource/form/form.hpp"
#include "responsum/resource/gateway/gateway.hpp"
#include "responsum/server/options.hpp"

namespace responsum::server {

namespace {

using resource::file::Files;
using resource::file::MediaTypes;

constexpr std::uint16_t longest_method_handed_on = 64;

// The configuration and what is looked up in it live with the tables that view them.
struct Assembled final : session::Generation {
  config::SharedConfiguration configuration;
  MediaTypes types;
  std::vector<SharedUpstream> upstreams;
};

decision::RequiredProtocols required_by(const std::vector<config::Requirement>& requirements) {
  decision::RequiredProtocols required;
  for (const config::Requirement r : requirements) switch (r) {
    case config::Requirement::tls: required.tls = true; break;
    case config::Requirement::h2: required.http_2 = true; break;
    case config::Requirement::websocket: required.websocket = true; break;
    }
  return required;
}

std::string name_of(const config::RouteSettings& settings) {
  return settings.name->empty() ? settings.path->text : *settings.name;
}

std::string name_of(const config::SiteSettings& settings) {
  return settings.name->empty() ? route::write_host(*settings.hosts.front()) : *settings.name;
}

route::Route route_of(const config::RouteSettings& settings, const config::Limits& limits,
                      resource::Resource& resource) {
  route::Route route{.name = name_of(settings),
                     .origin = settings.origin,
                     .path = *settings.path,
                     .stripped = 0,
                     .facts = {},
                     .resource = &resource};
  // The slash that ends the mount begins the resource's own path.
  if (settings.strips() && settings.path->kind == base::PathPattern::Kind::span && !settings.path->mount().empty())
    route.stripped = settings.path->mount().size() - 1;
  route.accept_types = *settings.accept_types;
  if (settings.form) {
    route.accept_types = {"application/x-www-form-urlencoded", "multipart/form-data", "application/json"};
    route.result = *settings.form->result;
  }
  decision::RouteFacts& f = route.facts;
  f.site_known = f.route_known = true;
  f.demands_certificate = *settings.client_certificate == config::ClientDemand::required;
  f.conceals = *settings.hidden == config::Hidden::hide;
  f.serves_hidden = *settings.hidden == config::Hidden::serve;
  f.lists = *settings.listing != config::Listing::off;
  f.falls_back = !settings.fallback->empty();
  if (f.falls_back) route.fallback = "/" + *settings.fallback;
  f.negotiates_strictly = *settings.negotiation == config::Negotiation::strict;
  f.required = required_by(*settings.requirements);
  f.awaits_handshake = *settings.early_data == config::EarlyData::wait;
  f.replay_safe = settings.replay_safe_methods();
  f.allowed = resource.methods();
  f.forwards = settings.forwards();
  f.tunnels = f.forwards && settings.scripts() == nullptr;
  route.names_hops = f.forwards && *settings.proxy_status;
  // What a script is told beforehand is how long the content is (RFC 3875 4.1.2).
  f.asks_length = *settings.require_length || settings.scripts() != nullptr;
  f.uploads = terms_of(settings, limits);
  route.jobs_at = jobs_at(settings);
  route.retirement = settings.retirement;
  f.max_content_bytes = limits.max_content_bytes;
  if (settings.form) f.max_content_bytes = std::min(f.max_content_bytes, *settings.form->max_content_bytes);
  f.keeps_records = settings.form.has_value();
  f.has_result = !route.result.empty();
  f.max_ranges = static_cast<std::uint32_t>(limits.max_ranges.value);
  return route;
}

// The upstream of a route, kept as long as the tables.
resource::gateway::Upstream* upstream_of(Assembled& made, const config::UpstreamSettings& settings,
                                         Upstreams* upstreams) {
  if (upstreams == nullptr) return nullptr;
  return made.upstreams.emplace_back(upstreams->get(settings, made.configuration)).get();
}

const config::UpstreamSettings& upstream_settings(const config::Configuration& c,
                                                  const config::ChosenUpstream& chosen) {
  if (chosen.own->has_value()) return **chosen.own;
  return *std::ranges::find(c.upstreams, *chosen.name, &config::UpstreamSettings::name); // has been checked
}

resource::Resource& resource_of(Assembled& made, const config::RouteSettings& route,
                                const resource::file::FileSystem& system, const WorkerParts& worker) {
  const config::Configuration& c = *made.configuration;
  auto& place = made.table.resources.emplace_back();
  if (route.forwards()) {
    const config::UpstreamSettings& settings = upstream_settings(c, route.proxy);
    place = std::make_unique<resource::gateway::Gateway>(upstream_of(made, settings, worker.upstreams),
                                                         options_of(route, settings, made.table.pseudonym, system));
  } else if (route.form) {
    std::unique_ptr<resource::Resource> page;
    if (!route.form->page->empty())
      page =
          std::make_unique<Files>(options_of(route, *route.form->page, c.limits), made.types, system, worker.reactor);
    place = std::make_unique<resource::form::Form>(form_options_of(route, c.limits), std::move(page), system,
                                                   worker.reactor);
  } else {
    place = std::make_unique<Files>(options_of(route, *route.files, c.limits), made.types, system, worker.reactor);
  }
  return *place;
}

// The server that is asked who may come.
resource::Resource& authority_of(Assembled& made, const config::AuthSettings& auth, const WorkerParts& worker) {
  const config::UpstreamSettings& upstream = upstream_settings(*made.configuration, auth.authority);
  const config::UpstreamLimits& limits = upstream.limits;
  auto& place = made.table.resources.emplace_back();
  place = std::make_unique<resource::gateway::Gateway>(
      upstream_of(made, upstream, worker.upstreams),
      resource::gateway::Options{.asked_target = auth.asked_path,
                                 .pseudonym = made.table.pseudonym,
                                 .host = resource::gateway::HostSent::upstream,
                                 .introduced_by = introduced_by(upstream.introduced_by),
                                 .retries = limits.retries,
                                 .request_buffer_bytes = limits.request_buffer_bytes,
                                 .response_buffer_bytes = limits.response_buffer_bytes});
  return *place;
}

void set_access(route::Route& route, const config::RouteSettings& settings, Assembled& made,
                const WorkerParts& worker) {
  const config::Configuration& c = *made.configuration;
  for (const std::string& name : *settings.auth) {
    const auto named = [&](const config::AuthSettings& a) { return a.realm.name == name; };
    const config::AuthSettings& auth = *std::ranges::find_if(c.auth, named); // check() has seen that it is there
    route.policy.realms.push_back(&auth.realm);
    if (auth.realm.scheme != access::Scheme::forward) continue;
    route.facts.asks_authority = true;
    route.authority = &authority_of(made, auth, worker);
    route.names_hops = *settings.proxy_status;
  }
  route.policy.rules = settings.rules;
  route.policy.otherwise = settings.otherwise->value_or(access::Otherwise::allow);
  route.policy.hides = *settings.hide_denied;
  route.policy.otherwise_origin = settings.otherwise.is_set() ? settings.otherwise.origin
                                  : settings.auth.is_set()    ? settings.auth.origin
                                                              : route.origin;
  route.facts.ruled = !settings.rules.empty() || route.policy.otherwise != access::Otherwise::allow;
  if (settings.cors) route.cors = &*settings.cors;
}

// What a route needs beside what its site says.
void set_admission(route::Route& route, const config::RouteSettings& settings, const config::SiteSettings& site,
                   const config::Limits& limits) {
  admit::RoutePolicy& own = route.admission;
  own.limits = settings.limits;
  own.max_concurrent = settings.max_concurrent;
  own.overload_target_ms = limits.overload_target_ms;
  own.max_rate = *settings.max_rate;
  own.scope = settings.scope;
  own.context = *settings.context;
  own.meter = *settings.meter;
  const admit::SitePolicy& of_site = site.admission;
  route.admits = !own.limits.empty() || own.max_concurrent != 0 || own.overload_target_ms != 0 || own.context ||
                 own.meter || !of_site.limits.empty() || !of_site.maintenance.empty() || !of_site.orders.empty() ||
                 of_site.quota;
  route.facts.refuses_malformed_ranges = *site.malformed_ranges == config::MalformedRanges::refuse;
}

session::Limits session_limits(const config::Limits& l) {
  return {.head_timeout_ms = l.head_timeout_ms,
          .idle_timeout_ms = l.idle_timeout_ms,
          .content_timeout_ms = l.content_timeout_ms,
          .write_timeout_ms = l.write_timeout_ms,
          .min_rate_bytes_per_second = l.min_rate_bytes_per_second,
          .max_target_bytes = l.max_target_bytes,
          .max_fields_bytes = l.max_fields_bytes,
          .max_field_line_bytes = l.max_field_line_bytes,
          .max_fields = l.max_fields,
          .max_connections = l.max_connections,
          .max_connections_per_address = l.max_connections_per_address,
          .max_handshakes = l.max_handshakes,
          .max_proxy_header_bytes = l.max_proxy_header_bytes,
          .max_requests_per_connection = l.max_requests_per_connection,
          .max_content_bytes = l.max_content_bytes,
          .max_discarded_bytes = l.max_discarded_bytes,
          .event_stream_timeout_ms = l.event_stream_timeout_ms,
          .http2_max_streams = l.http2_max_streams,
          .http2_window_bytes = l.http2_window_bytes,
          .http2_max_resets = l.http2_max_resets,
          .http2_max_continuations = l.http2_max_continuations,
          .http2_max_idle_frames = l.http2_max_idle_frames,
          .max_auth_failures = l.max_auth_failures,
          .auth_failure_window_ms = l.auth_failure_window_ms,
          .max_password_checks = l.max_password_checks,
          .password_check_timeout_ms = l.password_check_timeout_ms};
}

codec::h1::Limits parser_limits(const config::Limits& l) {
  return {.max_target_bytes = static_cast<std::uint32_t>(l.max_target_bytes.value),
          .max_fields_bytes = static_cast<std::uint32_t>(l.max_fields_bytes.value),
          .max_field_line_bytes = static_cast<std::uint32_t>(l.max_field_line_bytes.value),
          .max_fields = static_cast<std::uint16_t>(l.max_fields.value)};
}

observe::KeepRule rule_of(const config::KeepRule& settings, std::size_t number, const route::Table& table) {
  observe::KeepRule rule;
  rule.name.assign(settings.name->empty() ? std::to_string(number) : *settings.name);
  rule.min_duration_ms = static_cast<std::uint32_t>(*settings.min_duration_ms);
  // The words have been checked when they were read.
  for (const auto& word : settings.statuses) {
    if (!rule.statuses) rule.statuses.emplace();
    observe::add_statuses(*rule.statuses, *word);
  }
  for (const auto& word : settings.conditions) {
    if (!rule.conditions) rule.conditions.emplace();
    observe::add_conditions(*rule.conditions, *word);
  }
  if (settings.routes.empty()) return rule;
  rule.routes.emplace();
  for (const route::Site& site : table.sites)
    for (const route::Route& route : site.routes)
      for (const auto& name : settings.routes)
        if (*name == route.name && route.label != observe::RouteLabels::none) rule.routes->push_back(route.label);
  return rule;
}

// Shared, as session::Generation says.
std::shared_ptr<Assembled> begin(const config::SharedConfiguration& configuration) {
  auto made = std::make_shared<Assembled>();
  const config::Configuration& c = *configuration;
  made->configuration = configuration;
  made->limits = session_limits(c.limits);
  made->parser = parser_limits(c.limits);
  made->server_field = *c.server.server_header;
  made->default_profile = *c.server.profile;
  for (const auto& network : c.server.trusted) made->trusted.push_back(*network);
  made->http2 = *c.server.http2;
  made->records = *c.record.enabled;
  return made;
}

} // namespace

session::SharedGeneration assemble(config::SharedConfiguration configuration,
                                   const resource::file::FileSystem& system, observe::RouteLabels& labels,
                                   access::Shared& shared, const WorkerParts& worker) {
  auto made = begin(configuration);
  const config::Configuration& c = *configuration;
  made->table.authenticator = std::make_unique<access::Authenticator>(
      shared, worker.reactor,
      access::AuthenticationLimits{.max_auth_failures = c.limits.max_auth_failures,
                                   .auth_failure_window_ms = c.limits.auth_failure_window_ms,
                                   .max_password_checks = c.limits.max_password_checks,
                                   .password_check_timeout_ms = c.limits.password_check_timeout_ms});
  if (c.countries) made->table.countries = &*c.countries;
  for (const config::TypeRule& rule : c.types) made->types.add(rule.extension, rule.media_type);
  if (*c.server.tls_min_version == net::tls::Version::tls_1_3) made->table.tls_protocols = "TLS/1.3";
  made->table.pseudonym = c.server.via->empty() ? std::string{worker.pseudonym} : *c.server.via;
  made->table.proxy_status = field::write_proxy_status({.proxy = made->table.pseudonym});
  made->tls_upgrade = *c.server.tls_upgrade;
  made->table.redirects_plain = *c.server.plain_on_tls == config::PlainOnTls::redirect;
  for (const config::SiteSettings& settings : c.sites) {
    route::Site& site = made->table.sites.emplace_back();
    for (const auto& host : settings.hosts) site.hosts.push_back(*host);
    site.name = name_of(settings);
    site.origin = settings.origin;
    site.profile = *settings.profile;
    site.identity = config::identity_name(settings.identity);
    site.admission = settings.admission;
    if (const auto& redirect = *settings.redirect_to_https)
      site.secure = route::SecureAddress{redirect->host, redirect->port};
    site.canonical_host = *settings.canonical_host;
    if (!settings.redirects.empty()) site.redirects = &settings.redirects;
    if (!settings.retired.empty()) site.retired = &settings.retired;
    if (settings.admission.quota && worker.state != nullptr && worker.state->ledger != nullptr)
      site.budget = &worker.state->ledger->budget(settings.admission.scope);
    if (const auto& policy = *settings.hsts) site.hsts = policy->field_value();
    for (const config::RouteSettings& route : settings.routes) {
      site.routes.push_back(route_of(route, c.limits, resource_of(*made, route, system, worker)));
      made->table.forwards = made->table.forwards || route.forwards();
      set_access(site.routes.back(), route, *made, worker);
      set_admission(site.routes.back(), route, settings, c.limits);
      if (worker.state != nullptr && site.routes.back().admission.max_concurrent != 0)
        site.routes.back().places = &worker.state->places(site.routes.back().admission.scope);
    }
  }
  // What this server does not know may mean something to the next.
  if (made->table.forwards) made->parser.max_method_bytes = longest_method_handed_on;
  const auto labelled = labels_of(c, labels);
  for (std::size_t i = 0; i < labelled.size(); ++i) {
    route::Site& site = made->table.sites[i];
    site.label = labelled[i].site;
    for (std::size_t j = 0; j < site.routes.size(); ++j) site.routes[j].label = labelled[i].routes[j];
  }
  return made;
}

observe::KeepRules assemble_rules(const config::RecordSettings& record, const route::Table& table) {
  std::vector<observe::KeepRule> rules;
  for (const config::KeepRule& settings : record.keep) rules.push_back(rule_of(settings, rules.size() + 1, table));
  return observe::KeepRules{std::move(rules)};
}

session::SharedGeneration assemble_console(config::SharedConfiguration configuration, std::string_view host,
                                           resource::Resource& console) {
  auto made = begin(configuration);
  made->default_profile = status::Profile::strict;
  made->table = admin::console_table(host, configuration->server.console_token.value, console);
  return made;
}

std::vector<admin::SiteLabels> labels_of(const config::Configuration& configuration, observe::RouteLabels& labels) {
  std::vector<admin::SiteLabels> all;
  for (const config::SiteSettings& settings : configuration.sites) {
    const std::string name = name_of(settings);
    admin::SiteLabels& site = all.emplace_back();
    site.site = labels.label({.site = name, .route = {}, .pattern = {}, .origin = base::describe(settings.origin)});
    for (const config::RouteSettings& route : settings.routes)
      site.routes.push_back(labels.label({.site = name,
                                          .route = name_of(route),
                                          .pattern = route.path->text,
                                          .origin = base::describe(route.origin)}));
  }
  return all;
}

} // namespace responsum::server
