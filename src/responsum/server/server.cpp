#include "responsum/server/server.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <random>
#include <thread>
#include <utility>

#include "responsum/net/call_batch.hpp"
#include "responsum/server/privileges.hpp"

namespace responsum::server {

namespace {

// Descriptors that are needed for other things than connections: files, logs, listeners.
constexpr std::size_t reserved_descriptors = 128;

// The kernel hands a connection over with its first bytes; one that stays silent so long is handed over all the same.
constexpr std::uint64_t most_deferred_accept_s = 5;

// Silence in the kernel counts as much as silence here, so it is not to outlast idle_timeout_ms.
int deferred_accept_s(const config::Limits& limits) {
  return static_cast<int>(std::min(most_deferred_accept_s, limits.idle_timeout_ms.value / 1000));
}

// As many connections as the process may have files open, each with one file at worst; shared out among the workers.
std::size_t connections_per_worker(std::uint64_t configured, std::size_t workers) {
  std::size_t all = configured;
  if (all == 0) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    all = limit.rlim_cur > 2 * reserved_descriptors ? limit.rlim_cur - reserved_descriptors : reserved_descriptors;
  }
  return std::max<std::size_t>(1, all / workers);
}

std::size_t worker_count(unsigned configured) {
  if (configured != 0) return configured;
  return std::max(1u, std::thread::hardware_concurrency());
}

// How long the console's connections have when everything else has ended.
constexpr std::chrono::milliseconds most_for_observer{1000};

std::uint64_t secret_seed() {
  std::random_device source; // the kernel's
  return std::uint64_t{source()} << 32 | source();
}

// Where to bind: an endpoint without an address is every address of both families, which takes two sockets.
std::vector<std::string> places(const config::Endpoint& endpoint) {
  if (!endpoint.address.empty()) return {config::write_endpoint(endpoint)};
  const std::string port = std::to_string(endpoint.port);
  return {"0.0.0.0:" + port, "[::]:" + port};
}

// The listeners of one endpoint: the first of each place finds out whether the port is free, the others share it.
struct Opened {
  std::vector<std::vector<net::Listener>> of_worker;
  std::uint16_t port = 0;
};

std::expected<Opened, std::string> open_for_all(const config::Endpoint& endpoint, const config::Limits& limits,
                                                std::size_t workers) {
  Opened opened{.of_worker = std::vector<std::vector<net::Listener>>(workers)};
  config::Endpoint asked = endpoint;
  for (std::size_t place = 0; place < places(asked).size(); ++place) {
    std::string where = places(asked)[place];
    for (std::size_t i = 0; i < workers; ++i) {
      auto listener = net::Listener::open(where, {.defer_accept_s = deferred_accept_s(limits), .alone = i == 0});
      // A machine without IPv6 listens at every address that it has.
      if (!listener && place > 0 && listener.error().error == EAFNOSUPPORT) break;
      if (!listener) return std::unexpected{"cannot listen at " + where + ": " + listener.error().text()};
      where = listener->address().text();
      asked.port = opened.port = listener->bound_port(); // what the kernel chose, for all that follow
      opened.of_worker[i].push_back(std::move(*listener));
    }
  }
  return opened;
}

void hand_out(Opened opened, const std::string& where, bool tls, std::vector<std::vector<Listening>>& to) {
  for (std::size_t i = 0; i < to.size(); ++i)
    for (net::Listener& listener : opened.of_worker[i]) to[i].push_back({where, std::move(listener), tls});
}

// What is listened at, with TLS or without, in the order of the configuration.
struct Asked {
  const config::Endpoint& endpoint;
  bool tls;
  std::string where; // told apart by it: the same address with TLS is another listener
};

std::vector<Asked> asked_by(const config::ServerSettings& server) {
  std::vector<Asked> all;
  for (const auto& endpoint : server.listen) all.push_back({*endpoint, false, where_of(*endpoint, false)});
  for (const auto& endpoint : server.listen_tls) all.push_back({*endpoint, true, where_of(*endpoint, true)});
  return all;
}

std::string url_of(const config::Endpoint& endpoint, std::uint16_t port, std::string_view scheme = "http") {
  const std::string host = endpoint.address.empty() ? "localhost" : endpoint.address;
  const bool v6 = host.find(':') != std::string::npos;
  return std::string{scheme} + "://" + (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port) + "/";
}

// Whoever reaches the console sees everything, so only this machine can, or who has the token. A configuration that
// is read was checked already; what the command line says was not.
std::expected<net::Listener, std::string> open_console(const config::ServerSettings& settings) {
  const config::Endpoint& endpoint = **settings.console;
  if (!config::is_loopback(endpoint) && settings.console_token->empty())
    return std::unexpected{"the console at " + config::write_endpoint(endpoint) +
                           " is reachable from elsewhere and has no token (" +
                           base::describe(settings.console.origin) +
                           "): set console_token in the configuration, or use loopback: 127.0.0.1 or [::1]"};
  const std::string where = config::write_endpoint(endpoint);
  auto listener = net::Listener::open(endpoint.address.empty() ? "0.0.0.0" + where : where, {.alone = true});
  if (!listener) return std::unexpected{"the console cannot listen at " + where + ": " + listener.error().text()};
  return std::move(*listener);
}

void say(const std::string& sentence) { std::fputs(("responsum: " + sentence + "\n").c_str(), stderr); }

} // namespace

// What is still busy; shared with what reports to it.
struct Server::Draining {
  std::mutex mutex;
  std::condition_variable changed;
  std::size_t busy = 0;
  bool now = false;

  void ended() {
    const std::lock_guard lock{mutex};
    --busy;
    changed.notify_all();
  }
  // False: something was still busy when the time was over, or when it was to end at once.
  bool wait(std::chrono::milliseconds most) {
    std::unique_lock lock{mutex};
    changed.wait_for(lock, most, [this] { return busy == 0 || now; });
    return busy == 0;
  }
};

std::expected<std::unique_ptr<Server>, std::string>
Server::start(std::unique_ptr<config::Configuration> configuration, const resource::file::FileSystem& system) {
  std::unique_ptr<Server> server{new Server};
  server->configuration_ = std::move(configuration);
  server->draining_ = std::make_shared<Draining>(); // shared: workers may report after the deadline
  const config::Configuration& c = *server->configuration_;
  const std::size_t workers = worker_count(*c.server.workers);
  const std::size_t connections = connections_per_worker(c.limits.max_connections, workers);
  const std::uint64_t seed = secret_seed();
  std::vector<std::vector<Listening>> listeners(workers);
  for (const Asked& asked : asked_by(c.server)) {
    auto opened = open_for_all(asked.endpoint, c.limits, workers);
    if (!opened) return std::unexpected{opened.error()};
    server->where_.push_back(asked.where);
    server->ports_.push_back(opened->port);
    server->urls_.push_back(url_of(asked.endpoint, opened->port, asked.tls ? "https" : "http"));
    hand_out(std::move(*opened), asked.where, asked.tls, listeners);
  }
  server->certificates_.prepare(c);
  server->access_ = std::make_unique<access::Shared>(std::max<std::size_t>(1, workers / 2));
  if (auto counting = server->start_counting(); !counting) return std::unexpected{counting.error()};
  for (std::size_t i = 0; i < workers; ++i) {
    auto& worker = server->workers_.emplace_back(std::make_unique<Worker>(
        static_cast<unsigned>(i), server->configuration_, system, server->labels_, server->certificates_,
        *server->access_, *server->state_, server->health_, connections, seed));
    worker->listen(std::move(listeners[i]));
  }
  const bool asked_for_io_uring = c.server.calls_together.is_set() && *c.server.calls_together != 0;
  if (asked_for_io_uring && !net::CallBatch{true}.available())
    say("io_uring (" + base::describe(c.server.calls_together.origin) +
        ") is not to be had of this system: every connection is received from and sent to by itself");
  std::vector<observe::KeptRing*> rings;
  for (const auto& worker : server->workers_) rings.push_back(&worker->kept());
  server->keeper_ = std::make_unique<Keeper>(std::move(rings), server->labels_);
  if (*c.server.console) {
    auto listener = open_console(c.server);
    if (!listener) return std::unexpected{listener.error()};
    server->console_url_ = url_of(**c.server.console, listener->bound_port());
    server->observer_ = std::make_unique<Observer>(
        server->configuration_,
        Watched{server->workers_, *server->keeper_, server->labels_, system, server->reloads_}, std::move(*listener),
        server->urls_);
  }
  for (const auto& worker : server->workers_) worker->start();
  if (server->observer_ != nullptr) server->observer_->start();
  return server;
}

Server::~Server() {
  observer_.reset();
  for (const auto& worker : workers_) worker->stop();
  for (const auto& worker : workers_) worker->join();
  access_.reset();
  keeper_.reset();
}

// Before the first request. The ledger is for the user that the process becomes, and for whoever adds credits.
std::expected<void, std::string> Server::start_counting() {
  const config::Configuration& c = *configuration_;
  state_ =
      std::make_unique<admit::State>(c.limits.max_counted_clients, admit::HashSeed{secret_seed(), secret_seed()});
  if (const std::string& path = *c.server.ledger; !path.empty()) {
    auto ledger = admit::Ledger::open(path, say);
    if (!ledger) return std::unexpected{ledger.error()};
    if (auto given = give_to_user({path, path + "-wal", path + "-shm"}, *c.server.user); !given) return given;
    state_->ledger = std::move(*ledger);
  }
  if (const auto& address = *c.server.state)
    state_->shared =
        std::make_unique<admit::SharedTally>(*address, c.limits.state_timeout_ms.milliseconds(), state_->tally, say);
  return {};
}

std::expected<void, std::string> Server::start_keeping(Keeper::Say say) {
  keeper_->say_to(std::move(say));
  return keeper_->keep_in(configuration_->record);
}

std::expected<void, std::string> Server::reload(std::unique_ptr<config::Configuration> configuration) {
  auto done = change_to(std::move(configuration));
  if (done)
    reloads_.succeeded(base::read_clock().wall_s);
  else
    reloads_.failed();
  return done;
}

std::expected<void, std::string> Server::change_to(config::SharedConfiguration next) {
  if (*next->server.console != *configuration_->server.console)
    return std::unexpected{std::string{"the console's address cannot change while the server runs"}};
  if (*next->server.ledger != *configuration_->server.ledger || *next->server.state != *configuration_->server.state)
    return std::unexpected{std::string{"ledger and state cannot change while the server runs"}};
  std::vector<std::string> where;
  std::vector<std::vector<Listening>> added(workers_.size());
  for (const Asked& asked : asked_by(next->server)) {
    where.push_back(asked.where);
    if (std::ranges::find(where_, where.back()) != where_.end()) continue;
    auto opened = open_for_all(asked.endpoint, next->limits, workers_.size());
    if (!opened) return std::unexpected{opened.error()};
    hand_out(std::move(*opened), asked.where, asked.tls, added);
  }
  certificates_.prepare(*next);
  if (auto kept = keeper_->keep_in(next->record); !kept) return kept;
  for (std::size_t i = 0; i < workers_.size(); ++i) workers_[i]->adopt(next, std::move(added[i]), where);
  if (observer_ != nullptr) observer_->adopt(next);
  configuration_ = std::move(next);
  where_ = std::move(where);
  return {};
}

void Server::renew(std::vector<net::tls::Identity> identities) {
  const auto shared =
      std::make_shared<const std::vector<net::tls::Identity>>(std::move(identities)); // see SharedIdentities
  for (const auto& worker : workers_) worker->renew(configuration_, shared);
}

bool Server::drain() {
  draining_->busy = workers_.size();
  for (const auto& worker : workers_) worker->drain([shared = draining_] { shared->ended(); });
  const bool ended = draining_->wait(std::chrono::milliseconds{configuration_->limits.drain_timeout_ms.value});
  if (observer_ == nullptr) return ended;
  // The console could be asked until now. Whoever looks gets to the end of what is on its way, but is not waited for.
  auto looking = std::make_shared<Draining>(); // shared: the observer may report after the time is over
  looking->busy = 1;
  observer_->drain([looking] { looking->ended(); });
  looking->wait(
      std::min(most_for_observer, std::chrono::milliseconds{configuration_->limits.drain_timeout_ms.value}));
  return ended;
}

void Server::stop_now() {
  const std::lock_guard lock{draining_->mutex};
  draining_->now = true;
  draining_->changed.notify_all();
}

} // namespace responsum::server
