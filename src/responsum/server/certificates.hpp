// What a process keeps for its handshakes, whatever configuration it serves by.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "responsum/base/clock.hpp"
#include "responsum/config/configuration.hpp"
#include "responsum/net/tls/context.hpp"
#include "responsum/net/tls/ticket_keys.hpp"

namespace responsum::server {

class Certificates {
 public:
  explicit Certificates(base::UnixSeconds now_s);

  // Before a worker is told of a configuration: one that listens with TLS and names no certificate gets one that is
  // made here, once a process.
  void prepare(const config::Configuration& configuration);
  // Whether that was the case.
  static bool are_made_up(const config::Configuration& configuration);

  // One worker's, of a configuration that was prepared for; null when it does not listen with TLS. `identities` are
  // those of the configuration, or what its files hold meanwhile. `now` outlives it.
  std::unique_ptr<net::tls::Context> context(const config::Configuration& configuration,
                                             const std::vector<net::tls::Identity>& identities,
                                             const base::Now& now) const;

 private:
  net::tls::TicketSecret ticket_secret_;
  base::UnixSeconds began_s_;
  std::optional<net::tls::Identity> development_;
};

} // namespace responsum::server
