// Something done again and again in a reactor's thread.
#pragma once

#include <functional>
#include <utility>

#include "responsum/net/reactor.hpp"

namespace responsum::net {

// From its making to its end, first after one interval. Belongs to the reactor's thread once that runs.
class Periodic final : private Timer {
 public:
  Periodic(Reactor& reactor, base::Milliseconds interval_ms, std::function<void()> work)
      : Timer{&Periodic::expired}, reactor_{reactor}, interval_ms_{interval_ms}, work_{std::move(work)} {
    arm();
  }
  Periodic(const Periodic&) = delete;
  Periodic& operator=(const Periodic&) = delete;

 private:
  static void expired(Timer& timer) {
    auto& self = static_cast<Periodic&>(timer);
    self.arm();
    self.work_();
  }
  void arm() { reactor_.timers().arm(*this, reactor_.after(interval_ms_)); }

  Reactor& reactor_;
  base::Milliseconds interval_ms_;
  std::function<void()> work_;
};

} // namespace responsum::net
