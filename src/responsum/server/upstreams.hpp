// The upstreams of one worker: those that a new configuration describes as the old one did go on as they are. With
// them what they have in common: the names of their hosts, and OpenSSL's part of TLS.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "responsum/config/configuration.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/net/resolver.hpp"
#include "responsum/net/tls/client_context.hpp"
#include "responsum/resource/gateway/upstream.hpp"

namespace responsum::server {

// Shared by the tables that use it, of configurations old and new: it goes with the last of them, which no single
// owner could know.
using SharedUpstream = std::shared_ptr<resource::gateway::Upstream>;
// Shared by the upstreams whose servers it knows the names of; see resource::gateway::Means.
using SharedResolver = std::shared_ptr<net::Resolver>;

resource::gateway::IntroducedBy introduced_by(config::IntroducedBy by);

class Upstreams {
 public:
  // Both outlive all upstreams. `seed`: another one for each worker, so that not all do the same at the same time.
  Upstreams(net::Reactor& reactor, resource::gateway::HealthListener& listener, std::uint64_t seed)
      : reactor_{reactor}, listener_{listener}, seed_{seed} {}

  // `settings` are of `configuration`. Asked for the same ones again it answers with the same upstream.
  SharedUpstream get(const config::UpstreamSettings& settings, const config::SharedConfiguration& configuration);

 private:
  // Views of the configuration that described it last, which it keeps.
  struct Known {
    std::weak_ptr<resource::gateway::Upstream> upstream;
    const config::Configuration* configuration;
    const config::UpstreamSettings* settings;
    const net::Resolver* resolver; // null: none of its servers has a name
  };
  // And what it was made by.
  struct Resolving {
    std::weak_ptr<net::Resolver> resolver;
    config::DnsSettings settings;
    std::string of_system; // what the system says of its name servers, where they are asked
  };

  SharedResolver resolver_for(const config::UpstreamSettings& settings, const config::DnsSettings& dns);
  net::tls::SharedClientContext context_for(const config::UpstreamSettings& settings);
  std::uint64_t next_seed();

  net::Reactor& reactor_;
  resource::gateway::HealthListener& listener_;
  std::uint64_t seed_;
  std::vector<Known> known_;
  Resolving resolving_;
  net::tls::SharedLibrary tls_; // null: no upstream has been reached in TLS
};

} // namespace responsum::server
