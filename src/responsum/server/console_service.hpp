// The console's listener and sessions, in the reactor of one worker but apart from what that worker serves: its own
// table, its own recorder, so that looking does not change what is seen.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "responsum/admin/console.hpp"
#include "responsum/admin/observed.hpp"
#include "responsum/config/configuration.hpp"
#include "responsum/exchange/deliver.hpp"
#include "responsum/net/listener.hpp"
#include "responsum/observe/recorder.hpp"
#include "responsum/session/context.hpp"
#include "responsum/session/http1.hpp"

namespace responsum::server {

class Worker;

class ConsoleService final : private session::Sessions, private admin::Observed {
 public:
  static constexpr std::size_t max_sessions = 64;

  // Accepts from `listener` at once. `reactor` and `workers` outlive this; the workers do not move.
  ConsoleService(net::Reactor& reactor, config::SharedConfiguration configuration,
                 std::span<const std::unique_ptr<Worker>> workers, net::Listener listener,
                 std::vector<std::string> listen);

  // In the reactor's thread: the sites have other names from now on.
  void adopt(const route::Table& table);
  // In the reactor's thread: whoever comes from now on is for the process that comes after this one.
  void stop_accepting() { acceptor_.stop(); }

 private:
  void accept(net::Accepted accepted);
  void session_ended(const net::Address& peer) override;

  std::span<const observe::Recorder* const> recorders() const override { return recorders_; }
  admin::Totals totals() const override;
  const admin::Description& description() const override { return description_; }

  net::Reactor& reactor_;
  std::span<const std::unique_ptr<Worker>> workers_;
  std::vector<const observe::Recorder*> recorders_;
  admin::Description description_;
  observe::Recorder recorder_;
  field::DateCache date_;
  exchange::Explanations explanations_;
  exchange::Workbench bench_;
  session::Context context_;
  net::Acceptor acceptor_;
  std::size_t open_ = 0;
};

} // namespace responsum::server
