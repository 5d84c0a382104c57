#include "responsum/access/password_check.hpp"

#include <utility>

namespace responsum::access {

PasswordCheck::PasswordCheck(net::Reactor& reactor, Checkers& checkers, Comparison comparison,
                             std::size_t most_waiting, base::Milliseconds timeout_ms,
                             std::move_only_function<void()> progress)
    : Timer{&on_deadline},
      progress_{std::move(progress)},
      // Shared, as State says.
      state_{std::make_shared<State>(this)} {
  const bool begun = checkers.submit(std::move(comparison), most_waiting, [&reactor, state = state_](bool matched) {
    reactor.post([state, matched] {
      if (state->asker != nullptr) state->asker->settle(matched);
    });
  });
  settled_ = !begun;
  if (begun) reactor.timers().arm(*this, reactor.after(timeout_ms));
}

void PasswordCheck::settle(std::optional<bool> matched) {
  if (settled_) return;
  settled_ = true;
  matched_ = matched;
  progress_(); // this may be gone behind it
}

void PasswordCheck::on_deadline(net::Timer& timer) { static_cast<PasswordCheck&>(timer).settle(std::nullopt); }

} // namespace responsum::access
