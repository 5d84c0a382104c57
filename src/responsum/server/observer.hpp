// The thread that looks: the console's listener and sessions beside the workers, whose recorders and counters it
// reads and nothing else. So nothing that anybody does with the console can delay a worker.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "responsum/admin/console.hpp"
#include "responsum/admin/observed.hpp"
#include "responsum/config/configuration.hpp"
#include "responsum/exchange/deliver.hpp"
#include "responsum/net/listener.hpp"
#include "responsum/net/periodic.hpp"
#include "responsum/observe/recorder.hpp"
#include "responsum/observe/route_labels.hpp"
#include "responsum/resource/file/file_system.hpp"
#include "responsum/server/open_sessions.hpp"
#include "responsum/session/context.hpp"
#include "responsum/session/http1.hpp"

namespace responsum::server {

class Keeper;
class Worker;

// How changes of the configuration went. Told by one thread, asked by another.
class Reloads {
 public:
  explicit Reloads(base::UnixSeconds started_s) : taken_up_s_{started_s} {}

  void succeeded(base::UnixSeconds now_s) {
    taken_up_s_ = now_s;
    successful_ = true;
  }
  void failed() { successful_ = false; }
  admin::Reload last() const { return {.taken_up_s = taken_up_s_, .successful = successful_}; }

 private:
  std::atomic<base::UnixSeconds> taken_up_s_;
  std::atomic<bool> successful_ = true;
};

// What is looked at; all of it outlives whoever looks.
struct Watched {
  std::span<const std::unique_ptr<Worker>> workers; // all there are; they do not move
  const Keeper& keeper;
  observe::RouteLabels& labels;
  const resource::file::FileSystem& system;
  const Reloads& reloads;
};

class Observer final : private session::Sessions, private admin::Observed {
 public:
  static constexpr std::size_t max_sessions = 64; // beside those that follow events

  // `listen` is where the sites are to be had. Throws std::system_error when the system has no descriptors left.
  Observer(config::SharedConfiguration configuration, const Watched& watched, net::Listener listener,
           std::vector<std::string> listen);
  ~Observer();
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;

  void start();
  // From any thread: sites and limits are those of another configuration from now on.
  void adopt(config::SharedConfiguration configuration);
  // From any thread: accept nothing more and end what is idle; `done` runs here when the last connection has ended.
  void drain(std::move_only_function<void()> done);
  // From any thread: the loop ends after its turn.
  void stop();
  void join();

  const observe::Recorder& recorder() const { return recorder_; } // of what the console answered

 private:
  void use(const config::SharedConfiguration& configuration);
  void accept(net::Accepted accepted);
  bool introduced(const net::Address&) override { return true; }
  void session_ended(const net::Address& peer) override;

  std::span<const observe::Recorder* const> recorders() const override { return recorders_; }
  admin::Totals totals() const override;
  admin::Reload reload() const override { return watched_.reloads.last(); }
  bool ready() const override;
  const admin::Description& description() const override { return description_; }
  std::optional<observe::KeptReader> kept() const override;
  std::optional<exchange::Ground> ground() const override;

  const Watched watched_;
  config::SharedConfiguration configuration_;  // in force
  mutable access::Shared access_{0};           // of what is only asked about: nobody fails or is kept out by that
  mutable session::SharedGeneration ground_{}; // made of it when first asked for; null: not yet
  std::vector<const observe::Recorder*> recorders_;
  admin::Description description_;
  admin::Console console_;
  // Sessions that are still suspended go with the reactor, and they have things of the console.
  net::Reactor reactor_;
  observe::Recorder recorder_; // what the console answered: looking does not change what is seen
  field::DateCache date_;
  exchange::Explanations explanations_;
  exchange::Workbench bench_;
  session::Context context_;
  net::Acceptor acceptor_;
  net::Periodic looking_;
  std::size_t max_open_ = 0;
  OpenSessions sessions_;
  std::thread thread_;
};

} // namespace responsum::server
