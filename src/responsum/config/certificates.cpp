#include "responsum/config/certificates.hpp"

#include <algorithm>
#include <string_view>

#include "responsum/base/timestamp.hpp"

namespace responsum::config {
namespace {

using net::tls::CertificateFacts;
using net::tls::Identity;

std::string date(base::UnixSeconds seconds) {
  constexpr std::size_t length = std::string_view{"2026-01-31"}.size();
  return {base::second_text(seconds).data(), length};
}

// As a certificate would name it; "" when it is every host.
std::string name_of(const route::HostPattern& host) {
  switch (host.kind) {
  case route::HostPattern::Kind::exact: {
    const bool v6 = host.name.starts_with('[');
    return v6 ? host.name.substr(1, host.name.size() - 2) : host.name;
  }
  case route::HostPattern::Kind::below: return "*" + host.name;
  case route::HostPattern::Kind::any: break;
  }
  return {};
}

class Loading {
 public:
  Loading(Configuration& configuration, Problems& problems, const base::Now& now)
      : configuration_{configuration}, problems_{problems}, now_{now} {}

  void run() {
    add(configuration_.server.identity, {});
    for (const SiteSettings& site : configuration_.sites) add(site.identity, site.hosts);
    if (!sound_ || configuration_.identities.empty()) return;
    const auto made = net::tls::Context::make({.identities = configuration_.identities}, now_);
    if (!made) return problems_.add({Severity::error, {}, 0, 0, 0, made.error().text, {}, {}});
    for (const CertificateFacts& facts : (*made)->certificates()) check_dates(facts);
    for (const SiteSettings& site : configuration_.sites) check_hosts(site, **made);
  }

 private:
  void add(const CertificateSettings& settings, const std::vector<Setting<route::HostPattern>>& hosts) {
    if (settings.certificates.empty() || settings.certificates.size() != settings.keys.size()) return;
    std::vector<Identity>& all = configuration_.identities;
    const std::string name = identity_name(settings);
    auto same = std::ranges::find(all, name, &Identity::name);
    if (same == all.end()) {
      all.push_back({name, {}, {}});
      same = std::prev(all.end());
      for (std::size_t i = 0; i < settings.certificates.size(); ++i)
        read(*same, settings.certificates[i], settings.keys[i]);
    }
    for (const auto& host : hosts)
      if (std::string host_name = name_of(*host); !host_name.empty()) same->hosts.push_back(std::move(host_name));
  }

  // Each pair by itself, so that what is wrong with it can be said where it is named.
  void read(Identity& to, const Setting<std::string>& certificate, const Setting<std::string>& key) {
    origins_.push_back(&certificate);
    const auto report = [&](const net::tls::Problem& problem) {
      sound_ = false;
      const Setting<std::string>& blamed = problem.file == *certificate ? certificate : key;
      problems_.add(Severity::error, blamed.origin, in_ticks(*blamed) + ": " + problem.text);
    };
    auto pair = net::tls::read_pair(*certificate, *key);
    if (!pair) return report(pair.error());
    if (const auto made = net::tls::Context::make({.identities = {{"", {*pair}, {}}}}, now_); !made)
      return report(made.error());
    to.pairs.push_back(std::move(*pair));
  }

  void check_dates(const CertificateFacts& facts) {
    const auto named = std::ranges::find_if(origins_, [&](const auto* s) { return s->value == facts.file; });
    const auto warn = [&](const std::string& what) {
      problems_.add(Severity::warning, (*named)->origin, "the certificate in " + in_ticks(facts.file) + what,
                    "clients refuse it then");
    };
    if (facts.not_after_s < now_.wall_s)
      warn(" expired on " + date(facts.not_after_s));
    else if (facts.not_after_s < now_.wall_s + expires_soon_s)
      warn(" expires on " + date(facts.not_after_s));
    if (facts.not_before_s > now_.wall_s) warn(" is not valid before " + date(facts.not_before_s));
  }

  // What a client that asks for the host would be shown.
  void check_hosts(const SiteSettings& site, const net::tls::Context& context) {
    if (site.identity.certificates.empty() && configuration_.server.listen_tls.empty()) return;
    for (const auto& host : site.hosts) {
      const std::string name = name_of(*host);
      if (name.empty()) continue;
      const std::size_t shown = context.identity_for(name);
      if (context.covers(shown, name)) continue;
      problems_.add(Severity::warning, host.origin,
                    "no certificate is for the host " + in_ticks(name) + ": " + in_ticks(context.name_of(shown)) +
                        " would be shown, which clients refuse",
                    "requests for it over TLS are answered as misdirected");
    }
  }

  Configuration& configuration_;
  Problems& problems_;
  const base::Now& now_;
  std::vector<const Setting<std::string>*> origins_; // of the certificates
  bool sound_ = true;
};

} // namespace

std::string identity_name(const CertificateSettings& settings) {
  std::string name;
  for (const Setting<std::string>& certificate : settings.certificates)
    name.append(name.empty() ? "" : ", ").append(*certificate);
  return name;
}

void load_certificates(Configuration& configuration, Problems& problems, const base::Now& now) {
  Loading{configuration, problems, now}.run();
}

} // namespace responsum::config
