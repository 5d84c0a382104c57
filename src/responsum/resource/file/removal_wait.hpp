// A request that waits for a tree to be removed, or until it need not wait any more.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "responsum/net/periodic.hpp"
#include "responsum/resource/errand.hpp"
#include "responsum/resource/file/jobs.hpp"

namespace responsum::resource::file {

class RemovalWait {
 public:
  static constexpr std::uint32_t longest_wait_s = 60; // that a client can wish for

  // How long, where it is remembered; nothing: until it is over.
  struct Terms {
    std::optional<base::Milliseconds> wait_ms{};
    std::uint64_t threshold = 0; // entries; 0: none
    base::Milliseconds processing_interval_ms = 0;
  };
  // Reactor and watcher outlive it. Shared, as Removal says.
  RemovalWait(std::shared_ptr<Removal> removal, const Terms& terms, net::Reactor& reactor, Watcher& watcher);
  RemovalWait(const RemovalWait&) = delete;
  RemovalWait& operator=(const RemovalWait&) = delete;
  ~RemovalWait();

  bool settled() const { return settled_; }
  bool queued() const { return queued_; } // then: it goes on
  const Removal& removal() const { return *removal_; }

 private:
  void look();
  void settle(bool queued);
  void give_up_waiting();

  std::shared_ptr<Removal> removal_;   // see above
  std::shared_ptr<RemovalWait*> here_; // null once this has gone; the reactor's thread alone looks into it
  net::Reactor& reactor_;
  Watcher& watcher_;
  std::uint64_t threshold_;
  std::optional<net::Periodic> patience_;
  std::optional<net::Periodic> signs_of_life_;
  bool settled_ = false;
  bool queued_ = false;
};

} // namespace responsum::resource::file
