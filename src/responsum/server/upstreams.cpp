#include "responsum/server/upstreams.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "responsum/observe/selection.hpp"
#include "responsum/resource/gateway/ring.hpp"

namespace responsum::server {

namespace gateway = resource::gateway;

namespace {

gateway::Balance balance_of(config::Balance balance) {
  using gateway::Balance;
  switch (balance) {
  case config::Balance::round_robin: return Balance::round_robin;
  case config::Balance::least_requests: return Balance::least_requests;
  case config::Balance::two_choices: return Balance::two_choices;
  case config::Balance::consistent_hash: return Balance::consistent_hash;
  }
  std::unreachable();
}

gateway::CheckSettings checks_of(const config::UpstreamSettings& settings) {
  const config::HealthCheckSettings& h = settings.health;
  gateway::CheckSettings checks{.path = h.path,
                                .host = h.host,
                                .statuses = {},
                                .interval_ms = h.interval_ms.milliseconds(),
                                .timeout_ms = h.timeout_ms,
                                .introduced_by = introduced_by(settings.introduced_by)};
  for (const std::string& word : h.statuses) observe::add_statuses(checks.statuses, word); // have been checked
  return checks;
}

gateway::Sharing sharing_of(const config::UpstreamSettings& settings) {
  const config::UpstreamLimits& l = settings.limits;
  return {.balance = {balance_of(settings.balance), l.slow_start_ms.milliseconds()},
          .health = {.passive = {.max_consecutive_failures = static_cast<std::uint32_t>(l.max_failures.value),
                                 .ejection_ms = l.ejection_ms.milliseconds(),
                                 .max_ejection_ms = l.max_ejection_ms.milliseconds(),
                                 .max_ejected_percent = static_cast<std::uint32_t>(l.max_ejected_percent.value)},
                     .active = {.rise = static_cast<std::uint32_t>(settings.health.rise.value),
                                .fall = static_cast<std::uint32_t>(settings.health.fall.value)}},
          .checks = checks_of(settings),
          .retries = {.percent = l.retry_budget_percent, .reserve = l.retry_budget_reserve}};
}

// As c-ares reads it when a resolver is made.
std::string name_servers_of_system() {
  std::ifstream file{"/etc/resolv.conf"};
  return {std::istreambuf_iterator<char>{file}, {}};
}

bool encrypts(const config::UpstreamSettings& settings) {
  return std::ranges::any_of(settings.endpoints, &client::Endpoint::encrypted);
}

gateway::UpstreamOptions options_of(const config::UpstreamSettings& settings,
                                    const config::SharedConfiguration& configuration) {
  return {.name = settings.name,
          .origin = settings.origin,
          .endpoints = settings.endpoints,
          .limits = settings.limits,
          .sharing = sharing_of(settings),
          .retry_budget = settings.limits.retry_budget_percent,
          .holds = configuration};
}

} // namespace

gateway::IntroducedBy introduced_by(config::IntroducedBy by) {
  using gateway::IntroducedBy;
  switch (by) {
  case config::IntroducedBy::nothing: return IntroducedBy::nothing;
  case config::IntroducedBy::version_1: return IntroducedBy::version_1;
  case config::IntroducedBy::version_2: return IntroducedBy::version_2;
  }
  std::unreachable();
}

// One for all that are made by the same settings: what a name leads to is asked for once.
SharedResolver Upstreams::resolver_for(const config::UpstreamSettings& settings, const config::DnsSettings& dns) {
  if (std::ranges::none_of(settings.endpoints, &client::Endpoint::is_named)) return nullptr;
  std::string of_system = dns.servers.empty() ? name_servers_of_system() : "";
  auto resolver = resolving_.resolver.lock();
  if (resolver && is_same(resolving_.settings, dns) && resolving_.of_system == of_system) return resolver;
  std::vector<net::Address> servers;
  for (const config::DnsServer& server : dns.servers) servers.push_back(server.address);
  // Shared by upstreams, which go in no order.
  resolver = std::make_shared<net::Resolver>(reactor_, servers, dns.limits);
  resolving_ = {resolver, dns, std::move(of_system)};
  return resolver;
}

// Null where it cannot be made, for want of memory alone; then connections cannot either, which is said of each.
net::tls::SharedClientContext Upstreams::context_for(const config::UpstreamSettings& settings) {
  if (!encrypts(settings)) return nullptr;
  if (!tls_) tls_ = net::tls::ClientLibrary::make();
  auto context = net::tls::ClientContext::make(settings.tls.client, tls_, reactor_.now());
  return context ? std::move(*context) : nullptr;
}

std::uint64_t Upstreams::next_seed() { return gateway::mix(seed_ += gateway::golden_step); }

SharedUpstream Upstreams::get(const config::UpstreamSettings& settings,
                              const config::SharedConfiguration& configuration) {
  std::erase_if(known_, [](const Known& k) { return k.upstream.expired(); });
  for (const Known& k : known_)
    if (k.settings == &settings) return k.upstream.lock();
  auto options = options_of(settings, configuration);
  auto resolver = resolver_for(settings, configuration->dns);
  const Known now{
      .upstream = {}, .configuration = configuration.get(), .settings = &settings, .resolver = resolver.get()};
  const auto before = std::ranges::find_if(known_, [&](const Known& k) {
    return k.configuration != now.configuration && k.resolver == now.resolver && is_same(*k.settings, settings);
  });
  if (before != known_.end()) {
    SharedUpstream kept = before->upstream.lock();
    // Whom the system believes may be others by now.
    if (encrypts(settings) && !settings.tls.client.authorities)
      if (auto context = context_for(settings)) kept->encrypt_by(std::move(context));
    *before = now;
    before->upstream = kept;
    kept->adopt(options);
    return kept;
  }
  gateway::Means means{
      .resolver = std::move(resolver),
      .encryption = {.context = context_for(settings), .server_name = settings.tls.server_name.name}};
  // Shared by the tables of configurations.
  auto made =
      std::make_shared<gateway::Upstream>(reactor_, listener_, std::move(options), std::move(means), next_seed());
  known_.push_back(now);
  known_.back().upstream = made;
  return made;
}

} // namespace responsum::server
