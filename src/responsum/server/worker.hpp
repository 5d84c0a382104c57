// One worker: a thread with a reactor, listeners and sessions of its own; nothing is shared on the way of a request.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "responsum/config/configuration.hpp"
#include "responsum/exchange/deliver.hpp"
#include "responsum/net/listener.hpp"
#include "responsum/net/periodic.hpp"
#include "responsum/observe/access_log.hpp"
#include "responsum/observe/kept_ring.hpp"
#include "responsum/observe/recorder.hpp"
#include "responsum/server/assemble.hpp"
#include "responsum/server/certificates.hpp"
#include "responsum/server/health_log.hpp"
#include "responsum/server/open_sessions.hpp"
#include "responsum/session/context.hpp"
#include "responsum/session/http1.hpp"

namespace responsum::server {

// Names a listener: the same address with TLS is another one.
std::string where_of(const config::Endpoint& endpoint, bool tls);

// A listener and where it was asked for, to tell at a reload which stay.
struct Listening {
  std::string where;
  net::Listener listener;
  bool tls = false;
};

// Shared by the workers until the last has made its own of them, which no single owner could know.
using SharedIdentities = std::shared_ptr<const std::vector<net::tls::Identity>>;

class Worker final : private session::Sessions {
 public:
  // Throws std::system_error when the system has no descriptors left. `seed` is the process's secret, see
  // observe::PathHistogram. All that is handed in outlives the worker.
  Worker(unsigned index, config::SharedConfiguration configuration, const resource::file::FileSystem& system,
         observe::RouteLabels& labels, const Certificates& certificates, access::Shared& access, admit::State& state,
         HealthLog& health, std::size_t max_connections, std::uint64_t seed);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Before start(): listeners to accept from.
  void listen(std::vector<Listening> listeners);
  void start();
  // From any thread: serve by another configuration from the next request on; connections survive. `added` are
  // listened at too, `kept` names those that stay.
  void adopt(config::SharedConfiguration configuration, std::vector<Listening> added, std::vector<std::string> kept);
  // From any thread: show these on new connections; `configuration` is the one adopted last.
  void renew(config::SharedConfiguration configuration, SharedIdentities identities);
  // From any thread: accept nothing more, end idle connections, finish what is under way; `done` runs in the worker
  // when the last connection has ended.
  void drain(std::move_only_function<void()> done);
  // From any thread: the loop ends after its turn.
  void stop();
  void join();

  const observe::Recorder& recorder() const { return recorder_; }
  observe::KeptRing& kept() { return keeping_.ring(); }              // for the one thread that empties it
  std::uint64_t connections() const { return connections_.value(); } // since the start
  std::uint64_t open() const { return connections_.value() - ended_.value(); }
  std::uint64_t refused() const { return refused_.value(); }         // unheard, for want of room or descriptors
  bool accepts() const { return accepts_; }                          // started, and not told to drain
  std::uint64_t log_dropped() const { return log_dropped_.value(); } // lines of the access log

 private:
  struct Accepting {
    std::string where;
    std::unique_ptr<net::Acceptor> acceptor;
  };

  // Peers of a listener that say by a PROXY header for whom they speak.
  struct Introducers {
    std::string where;
    std::vector<net::Network> networks;
  };

  void accept(net::Accepted accepted, bool tls, std::string_view where);
  void find_introducers(const config::ServerSettings& server);
  bool owes_introduction(const net::Address& peer, std::string_view where) const;
  bool is_below_cap(const net::Address& client);
  bool introduced(const net::Address& client) override { return is_below_cap(client); }
  void refuse_unheard(const net::Address& peer, const decision::ConnectionFacts& facts);
  void session_ended(const net::Address& peer) override;
  void flush_log();
  void count_dropped_lines();
  void use(const config::SharedConfiguration& configuration);

  const resource::file::FileSystem& system_;
  observe::RouteLabels& labels_;
  const Certificates& certificates_;
  access::Shared& access_;
  std::size_t max_connections_;
  std::uint64_t max_per_address_ = 0; // 0: no limit
  net::Reactor reactor_;
  observe::Recorder recorder_;
  Upstreams upstreams_;
  std::string pseudonym_; // in Via, unless the configuration has one
  observe::Keeping keeping_;
  field::DateCache date_;
  admit::Desk desk_;
  exchange::Workbench bench_;
  exchange::Explanations explanations_;
  std::unique_ptr<observe::AccessLog> log_;
  session::Context context_;
  net::Periodic log_timer_;
  OpenSessions sessions_;
  base::UnixSeconds refusing_s_ = 0; // the second that `refused_in_it_` counts
  std::uint32_t refused_in_it_ = 0;
  std::unordered_map<std::string, std::uint32_t> per_address_;
  std::vector<Introducers> introducers_; // of the listeners that have any
  observe::Counter connections_;
  observe::Counter ended_; // of these
  observe::Counter refused_;
  observe::Counter log_dropped_;
  std::atomic<bool> accepts_ = false;
  std::uint64_t log_dropped_before_ = 0; // of the log that is open, counted already
  std::vector<Accepting> accepting_;
  std::thread thread_;
};

} // namespace responsum::server
