// All workers of a process and the observer beside them: started together, reloaded, drained and stopped as one.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "responsum/admit/state.hpp"
#include "responsum/config/configuration.hpp"
#include "responsum/server/keeper.hpp"
#include "responsum/server/observer.hpp"
#include "responsum/server/worker.hpp"

namespace responsum::server {

class Server {
 public:
  // Opens all listeners before it starts a worker. The error says which address could not be had and why.
  // `system` outlives the server.
  static std::expected<std::unique_ptr<Server>, std::string>
  start(std::unique_ptr<config::Configuration> configuration, const resource::file::FileSystem& system);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // The ports as bound, in the order of `listen`, then of `listen_tls`.
  const std::vector<std::uint16_t>& ports() const { return ports_; }

  // What to open: of each of these in this order, and of the console; that one is empty when there is none.
  const std::vector<std::string>& urls() const { return urls_; }
  const std::string& console_url() const { return console_url_; }

  // From now on what keep-rules take is written to the file of the configuration. Apart from start(), since the file
  // is to belong to the user that the process has become meanwhile. The error is a sentence.
  std::expected<void, std::string> start_keeping(Keeper::Say say);
  // Who is told, from now on, which of the servers behind this one can be used.
  void say_health_to(HealthLog::Say say) { health_.say_to(std::move(say)); }

  // Changes to another configuration; on an error everything stays as it is. The number of workers and
  // the console's address cannot change.
  std::expected<void, std::string> reload(std::unique_ptr<config::Configuration> configuration);
  // Shows these on new connections: what the files of its certificates hold meanwhile, read and found sound.
  void renew(std::vector<net::tls::Identity> identities);
  // There was one to change to, but it could not be read.
  void reload_failed() { reloads_.failed(); }

  // Ends when all connections have, or at the deadline of the configuration; stop_now() from another thread or a
  // signal handler ends it at once. True: all connections ended by themselves.
  bool drain();
  void stop_now();

  const config::Configuration& configuration() const { return *configuration_; }
  const std::vector<std::unique_ptr<Worker>>& workers() const { return workers_; }
  const Observer* observer() const { return observer_.get(); } // null: no console

 private:
  Server() = default;
  std::expected<void, std::string> start_counting();
  std::expected<void, std::string> change_to(config::SharedConfiguration next);

  config::SharedConfiguration configuration_; // shared with what workers assembled from it
  std::vector<std::string> where_;            // listened at
  std::vector<std::uint16_t> ports_;
  std::vector<std::string> urls_;
  std::string console_url_;
  observe::RouteLabels labels_; // of every configuration that there was
  Certificates certificates_{base::read_clock().wall_s};
  // Failures, nonces and the threads that compare passwords. Ends when the workers have, and before they are gone:
  // its threads post to their reactors.
  std::unique_ptr<access::Shared> access_;
  std::unique_ptr<admit::State> state_; // of limits; outlives the workers
  HealthLog health_;                    // likewise
  std::vector<std::unique_ptr<Worker>> workers_;
  std::unique_ptr<Keeper> keeper_; // ends after the workers, whose last exchanges are in their rings
  Reloads reloads_{base::read_clock().wall_s};
  std::unique_ptr<Observer> observer_; // null: no console. Reads what the others have, so it ends before them
  struct Draining;
  std::shared_ptr<Draining> draining_; // shared with workers that still report to it when the deadline has passed
};

} // namespace responsum::server
