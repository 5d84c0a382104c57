#include "responsum/server/signals.hpp"

#include <atomic>
#include <thread>

namespace responsum::server {

Signals::Signals() {
  ::sigemptyset(&all_);
  for (int s : {SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&all_, s);
  ::pthread_sigmask(SIG_BLOCK, &all_, nullptr);
}

Order Signals::wait() const {
  int signal = 0;
  ::sigwait(&all_, &signal);
  return signal == SIGHUP ? Order::reload : Order::end;
}

std::optional<Order> Signals::wait_for(std::chrono::milliseconds most) const {
  const timespec time{.tv_sec = most.count() / 1000, .tv_nsec = most.count() % 1000 * 1'000'000};
  const int signal = ::sigtimedwait(&all_, nullptr, &time);
  if (signal < 0) return std::nullopt;
  return signal == SIGHUP ? Order::reload : Order::end;
}

void Signals::run_until_told_again(const std::function<void()>& work, const std::function<void()>& again) const {
  std::atomic<bool> done = false;
  std::thread listening{[&] {
    while (wait() != Order::end) {
    } // whoever ends reloads nothing
    if (!done) again();
  }};
  work();
  done = true;
  ::pthread_kill(listening.native_handle(), SIGTERM); // wakes it; its last wait
  listening.join();
}

} // namespace responsum::server
