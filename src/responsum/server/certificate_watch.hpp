// Looks at the files of certificates while the server runs, and reads them again when they have changed.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "responsum/base/clock.hpp"
#include "responsum/config/configuration.hpp"
#include "responsum/config/problem.hpp"
#include "responsum/net/tls/context.hpp"

namespace responsum::server {

// One thread's. Who renews a certificate replaces several files one after the other, so what has changed is read once
// it has stayed the same from one look to the next; what is not sound then is told, and left alone until it changes.
class CertificateWatch {
 public:
  using Identities = std::vector<net::tls::Identity>;
  struct Callbacks {
    std::function<void(Identities)> renew;                           // with what is sound and differs
    std::function<void(const std::vector<config::Problem>&)> report; // errors: nothing was renewed; or warnings
  };
  explicit CertificateWatch(Callbacks callbacks) : callbacks_{std::move(callbacks)} {}

  // From now on those of this configuration, which outlives this or the next call. `read_s`: when its files began to
  // be read; what was written since may not have been seen.
  void follow(const config::Configuration& configuration, base::UnixSeconds read_s);
  // 0: never.
  base::Milliseconds period_ms() const;
  void look(const base::Now& now);

 private:
  struct Stamp {
    std::uint64_t device = 0, file = 0, size = 0;
    std::int64_t changed_s = 0, changed_ns = 0; // all 0: it is not there

    friend bool operator==(const Stamp&, const Stamp&) = default;
  };
  static Stamp stamp_of(const std::string& file);
  std::vector<Stamp> stamps() const;
  void read_again(const base::Now& now);
  void warn_daily(const base::Now& now);

  Callbacks callbacks_;
  const config::Configuration* configuration_ = nullptr;
  std::vector<std::string> files_;
  std::vector<Stamp> seen_;
  bool unread_ = false; // something has changed since they were read
  Identities shown_;
  base::UnixSeconds warned_s_ = 0;
};

} // namespace responsum::server
