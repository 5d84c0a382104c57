// Signals of the process as calls: blocked everywhere and waited for, so that no handler ever runs.
#pragma once

#include <signal.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace responsum::server {

enum class Order : std::uint8_t {
  end,    // SIGTERM, SIGINT
  reload, // SIGHUP
};

class Signals {
 public:
  // Blocks them in this thread and in all that it starts from then on: made before any other thread.
  Signals();

  Order wait() const;
  // Nothing when the time is over first.
  std::optional<Order> wait_for(std::chrono::milliseconds most) const;

  // Runs `work` here; calls `again` from another thread if meanwhile the process is told once more to end.
  void run_until_told_again(const std::function<void()>& work, const std::function<void()>& again) const;

 private:
  sigset_t all_;
};

} // namespace responsum::server
