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

void for_each_identity(const Configuration& configuration, auto&& each) {
  each(configuration.server.identity);
  for (const SiteSettings& site : configuration.sites) each(site.identity);
}

class Loading {
 public:
  Loading(const Configuration& configuration, Problems& problems, const base::Now& now)
      : configuration_{configuration}, problems_{problems}, now_{now} {}

  std::vector<Identity> run() {
    add(configuration_.server.identity, {});
    for (const SiteSettings& site : configuration_.sites) add(site.identity, site.hosts);
    return sound_ ? std::move(identities_) : std::vector<Identity>{};
  }

 private:
  void add(const CertificateSettings& settings, const std::vector<Setting<route::HostPattern>>& hosts) {
    if (settings.certificates.empty() || settings.certificates.size() != settings.keys.size()) return;
    const std::string name = identity_name(settings);
    auto same = std::ranges::find(identities_, name, &Identity::name);
    if (same == identities_.end()) {
      identities_.push_back({name, {}, {}});
      same = std::prev(identities_.end());
      if (settings.asks_clients() && !settings.client_ca->empty()) read_authorities(*same, settings.client_ca);
      for (std::size_t i = 0; i < settings.certificates.size(); ++i) read(*same, settings, i);
    }
    for (const auto& host : hosts)
      if (std::string host_name = name_of(*host); !host_name.empty()) same->hosts.push_back(std::move(host_name));
  }

  void read_authorities(Identity& to, const Setting<std::string>& file) {
    auto pem = net::tls::read_whole(*file);
    if (pem)
      to.clients = net::tls::ClientAuthorities{*file, std::move(*pem)};
    else
      report(pem.error(), {&file});
  }

  // Each pair by itself, so that what is wrong with it can be said where it is named.
  void read(Identity& to, const CertificateSettings& settings, std::size_t index) {
    const Setting<std::string>& certificate = settings.certificates[index];
    const Setting<std::string>& key = settings.keys[index];
    const Setting<std::string>* const staple = index < settings.staples.size() ? &settings.staples[index] : nullptr;
    auto pair = net::tls::read_pair(*certificate, *key);
    if (!pair) return report(pair.error(), {&certificate, &key});
    if (staple != nullptr && !(*staple)->empty()) {
      auto octets = net::tls::read_whole(**staple);
      if (!octets) return report(octets.error(), {staple});
      pair->staple_file = **staple;
      pair->staple = std::move(*octets);
    }
    const auto made = net::tls::Context::make({.identities = {{"", {*pair}, {}, to.clients}}}, now_);
    if (!made) return report(made.error(), {&certificate, &key, staple, &settings.client_ca});
    to.pairs.push_back(std::move(*pair));
  }

  // Where the file that is wrong was named, else at the first of these.
  void report(const net::tls::Problem& problem, std::initializer_list<const Setting<std::string>*> among) {
    sound_ = false;
    const auto named =
        std::ranges::find_if(among, [&](const auto* s) { return s != nullptr && s->value == problem.file; });
    const Setting<std::string>& blamed = named == among.end() ? **among.begin() : **named;
    problems_.add(Severity::error, blamed.origin, in_ticks(*blamed) + ": " + problem.text);
  }

  const Configuration& configuration_;
  Problems& problems_;
  const base::Now& now_;
  std::vector<Identity> identities_;
  bool sound_ = true;
};

// What could be better about identities that can be used.
class Checking {
 public:
  Checking(const Configuration& configuration, Problems& problems, const base::Now& now)
      : configuration_{configuration}, problems_{problems}, now_{now} {}

  void run(const std::vector<Identity>& identities) {
    const auto made = net::tls::Context::make({.identities = identities}, now_);
    if (!made) return problems_.add({Severity::error, {}, 0, 0, 0, made.error().text, {}, {}});
    for (const CertificateFacts& facts : (*made)->certificates()) {
      check_dates(facts);
      check_chain(facts);
      check_staple(facts);
      check_kind(facts, (*made)->certificates());
    }
    for (const SiteSettings& site : configuration_.sites) check_hosts(site, **made);
  }

 private:
  // Where a certificate or a staple is named first.
  base::Origin origin_of(const std::string& file) const {
    base::Origin origin;
    for_each_identity(configuration_, [&](const CertificateSettings& settings) {
      for (const auto* list : {&settings.certificates, &settings.staples})
        for (const Setting<std::string>& named : *list)
          if (*named == file && origin.built_in()) origin = named.origin;
    });
    return origin;
  }

  void warn(const std::string& file, const std::string& what, std::string help) {
    problems_.add(Severity::warning, origin_of(file), what, std::move(help));
  }

  void check_dates(const CertificateFacts& facts) {
    const auto say = [&](const std::string& what, std::string help) {
      warn(facts.file, "the certificate in " + in_ticks(facts.file) + what, std::move(help));
    };
    const base::UnixSeconds left_s = facts.not_after_s - now_.wall_s;
    if (left_s < 0)
      say(" expired on " + date(facts.not_after_s), "clients refuse it");
    else if (left_s < expires_at_once_s)
      say(" EXPIRES IN " + std::to_string(left_s / day_s) + " DAYS, on " + date(facts.not_after_s),
          "renew it now: clients refuse it then");
    else if (left_s < expires_soon_s)
      say(" expires on " + date(facts.not_after_s), "clients refuse it then");
    if (facts.not_before_s > now_.wall_s)
      say(" is not valid before " + date(facts.not_before_s), "clients refuse it until then");
  }

  void check_chain(const CertificateFacts& facts) {
    if (facts.out_of_order == 0) return;
    warn(facts.file,
         "in " + in_ticks(facts.file) + " certificate " + std::to_string(facts.out_of_order) +
             " has not signed the " + "one before it",
         "the site's own comes first, then who signed it, and so on; some clients refuse another order");
  }

  void check_staple(const CertificateFacts& facts) {
    if (!facts.staple) return;
    const std::string& file = facts.staple->file;
    if (facts.staple->revoked)
      warn(file, "the staple in " + in_ticks(file) + " says that the certificate is revoked", "clients refuse it");
    if (facts.staple->next_update_s != 0 && facts.staple->next_update_s <= now_.wall_s)
      warn(file,
           "the staple in " + in_ticks(file) + " was good until " + date(facts.staple->next_update_s) +
               ", and is not sent",
           "fetch a new one: openssl ocsp -respout");
  }

  // Of each kind of key the last certificate is the one that is shown.
  void check_kind(const CertificateFacts& facts, const std::vector<CertificateFacts>& all) {
    const auto last = std::ranges::find_if(all.rbegin(), all.rend(), [&](const CertificateFacts& other) {
      return other.identity == facts.identity && other.kind == facts.kind;
    });
    if (last->file != facts.file)
      warn(facts.file,
           "the certificate in " + in_ticks(facts.file) + " is never shown: the key of " + in_ticks(last->file) +
               " is of the same kind",
           "one ECDSA and one RSA certificate can stand side by side");
  }

  // What a client that asks for the host would be shown.
  void check_hosts(const SiteSettings& site, const net::tls::Context& context) {
    if (site.identity.certificates.empty() && !configuration_.server.speaks_tls()) return;
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

  static constexpr base::UnixSeconds day_s = 24 * 60 * 60;

  const Configuration& configuration_;
  Problems& problems_;
  const base::Now& now_;
};

} // namespace

std::string identity_name(const CertificateSettings& settings) {
  std::string name;
  for (const Setting<std::string>& certificate : settings.certificates)
    name.append(name.empty() ? "" : ", ").append(*certificate);
  if (settings.asks_clients() && !name.empty()) name.append(" for clients of ").append(*settings.client_ca);
  return name;
}

std::vector<net::tls::Identity> read_identities(const Configuration& configuration, Problems& problems,
                                                const base::Now& now) {
  std::vector<Identity> identities = Loading{configuration, problems, now}.run();
  if (!identities.empty()) check_identities(configuration, identities, problems, now);
  return identities;
}

void check_identities(const Configuration& configuration, const std::vector<Identity>& identities, Problems& problems,
                      const base::Now& now) {
  Checking{configuration, problems, now}.run(identities);
}

std::vector<std::string> certificate_files(const Configuration& configuration) {
  std::vector<std::string> files;
  const auto add = [&](const Setting<std::string>& file) {
    if (!file->empty() && std::ranges::find(files, *file) == files.end()) files.push_back(*file);
  };
  for_each_identity(configuration, [&](const CertificateSettings& settings) {
    for (const auto* list : {&settings.certificates, &settings.keys, &settings.staples})
      std::ranges::for_each(*list, add);
    add(settings.client_ca);
  });
  return files;
}

} // namespace responsum::config
