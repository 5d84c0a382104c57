// A password is compared with a slow hash in another thread; what asked for it goes on in its own.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

#include "responsum/access/checkers.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/net/timer.hpp"

namespace responsum::access {

// One comparison, with a limit of time. Whoever destroys it does not want to know any more.
class PasswordCheck : private net::Timer {
 public:
  // `progress` is called in the reactor's thread when it has settled, once; not if it has before this returns.
  PasswordCheck(net::Reactor& reactor, Checkers& checkers, Comparison comparison, std::size_t most_waiting,
                base::Milliseconds timeout_ms, std::move_only_function<void()> progress);
  PasswordCheck(const PasswordCheck&) = delete;
  PasswordCheck& operator=(const PasswordCheck&) = delete;
  ~PasswordCheck() { state_->asker = nullptr; }

  bool settled() const { return settled_; }
  // It is not waited for any more: settled, without `progress`.
  void give_up() { settled_ = true; }
  // Nothing: there was no room for it, or no time, or it was given up.
  std::optional<bool> matched() const { return matched_; }

 private:
  // Shared with the thread that compares, which may end later than whoever asked; the reactor's thread alone looks
  // into it.
  struct State {
    PasswordCheck* asker;
  };

  static void on_deadline(net::Timer& timer);
  void settle(std::optional<bool> matched);

  std::move_only_function<void()> progress_;
  std::optional<bool> matched_;
  bool settled_ = false;
  std::shared_ptr<State> state_; // see above: shared with a thread that may end later
};

} // namespace responsum::access
