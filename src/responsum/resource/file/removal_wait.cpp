#include "responsum/resource/file/removal_wait.hpp"

#include <utility>

namespace responsum::resource::file {

namespace {

constexpr std::uint64_t no_threshold = UINT64_MAX;

} // namespace

// Shared with what the thread at work has the reactor do.
RemovalWait::RemovalWait(std::shared_ptr<Removal> removal, const Terms& terms, net::Reactor& reactor,
                         Watcher& watcher)
    : removal_{std::move(removal)},
      here_{std::make_shared<RemovalWait*>(this)}, // shared as said
      reactor_{reactor},
      watcher_{watcher},
      threshold_{removal_->recorded() && terms.threshold != 0 ? terms.threshold : no_threshold} {
  if (removal_->recorded() && terms.wait_ms && *terms.wait_ms == 0) {
    give_up_waiting();
    if (settled_) return;
  }
  look();
  if (settled_) return;
  if (removal_->recorded() && terms.wait_ms)
    patience_.emplace(reactor, *terms.wait_ms, [this] { give_up_waiting(); });
  if (terms.processing_interval_ms != 0)
    signs_of_life_.emplace(reactor, terms.processing_interval_ms, [this] {
      if (!settled_) watcher_.on_interim({.condition = decision::Condition::op_still_running});
    });
}

RemovalWait::~RemovalWait() {
  *here_ = nullptr;
  removal_->leave();
}

void RemovalWait::look() {
  while (!settled_) {
    auto told = [here = here_] {
      if (*here == nullptr || (*here)->settled_) return;
      (*here)->look();
      if ((*here)->settled_) (*here)->watcher_.on_progress();
    };
    if (removal_->wait(reactor_, threshold_, std::move(told))) return;
    if (removal_->over()) return settle(false);
    // There are more entries than anybody is kept waiting for, unless it is over in this moment.
    if (removal_->promise()) return settle(true);
    threshold_ = no_threshold;
  }
}

void RemovalWait::give_up_waiting() {
  if (settled_ || !removal_->promise()) return; // what is over in this moment is told at once
  const bool began = patience_.has_value();
  settle(true);
  if (began) watcher_.on_progress();
}

void RemovalWait::settle(bool queued) {
  settled_ = true;
  queued_ = queued;
  removal_->leave();
}

} // namespace responsum::resource::file
