#include "responsum/server/certificates.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "responsum/base/assert.hpp"
#include "responsum/net/tls/development.hpp"

namespace responsum::server {

namespace {

// What a browser on this machine may ask for, and what the sites are called.
std::vector<std::string> development_names(const config::Configuration& configuration) {
  std::vector<std::string> names{"localhost", "127.0.0.1", "::1"};
  for (const config::SiteSettings& site : configuration.sites)
    for (const auto& host : site.hosts)
      if (host->kind == route::HostPattern::Kind::exact && !host->name.starts_with('[') &&
          std::ranges::find(names, host->name) == names.end())
        names.push_back(host->name);
  return names;
}

// The preferred first (RFC 7301 3.2); HTTP/1.0 is for clients that offer nothing else.
std::vector<std::string> protocols_of(const config::ServerSettings& server) {
  std::vector<std::string> protocols{"http/1.1", "http/1.0"};
  if (*server.http2) protocols.insert(protocols.begin(), "h2");
  return protocols;
}

} // namespace

Certificates::Certificates(base::UnixSeconds now_s)
    : ticket_secret_{net::tls::make_ticket_secret()}, began_s_{now_s} {}

bool Certificates::are_made_up(const config::Configuration& configuration) {
  return configuration.server.speaks_tls() && configuration.identities.empty();
}

void Certificates::prepare(const config::Configuration& configuration) {
  if (development_ || !are_made_up(configuration)) return;
  const std::vector<std::string> names = development_names(configuration);
  net::tls::PemPair pem = net::tls::make_development_certificate(names, base::read_clock().wall_s);
  const std::string name = "the development certificate";
  development_ = {name, {{name, name, std::move(pem.certificate), std::move(pem.key)}}, {}};
}

std::unique_ptr<net::tls::Context> Certificates::context(const config::Configuration& configuration,
                                                         const std::vector<net::tls::Identity>& identities,
                                                         const base::Now& now) const {
  if (!configuration.server.speaks_tls()) return nullptr;
  net::tls::Settings settings{.identities = identities,
                              .least = *configuration.server.tls_min_version,
                              .protocols = protocols_of(configuration.server),
                              .protocols_after_upgrade = {"http/1.1"}, // RFC 2817 3.3: what was spoken before
                              .max_early_bytes = *configuration.server.tls_early_data,
                              .ticket_secret = ticket_secret_,
                              .ticket_secret_from_s = began_s_};
  if (settings.identities.empty()) settings.identities.push_back(*development_);
  auto made = net::tls::Context::make(settings, now);
  RESPONSUM_ASSERT(made.has_value()); // what it is made of was tried when it was read
  return std::move(*made);
}

} // namespace responsum::server
