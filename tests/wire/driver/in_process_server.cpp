#include "driver/in_process_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "driver/read_config.hpp"
#include "responsum/admit/ledger_file.hpp"
#include "responsum/decision/replay.hpp"
#include "responsum/net/tls/development.hpp"
#include "responsum/resource/file/jobs_file.hpp"

namespace responsum::wire {

namespace {

bool accepts(std::uint16_t port) {
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool connected = ::connect(probe, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(probe);
  return connected;
}

// Beside what the configuration says it listens with TLS, and shows a certificate that is for all its hosts: which
// one is shown to whom is no matter of these tests.
void listen_with_tls(config::Configuration& configuration) {
  std::vector<std::string> hosts;
  for (const config::SiteSettings& site : configuration.sites)
    for (const auto& host : site.hosts) hosts.push_back(route::write_host(*host));
  net::tls::PemPair pem = net::tls::make_development_certificate(hosts, base::read_clock().wall_s);
  const std::string name = "the certificate of the wire tests";
  configuration.identities = {{name, {{name, name, std::move(pem.certificate), std::move(pem.key)}}, {}}};
  configuration.server.listen_tls = {configuration.server.listen.front()};
}

// Accounts as metered.toml needs them, and nothing that was sent before.
void prepare_ledger(const std::string& path) {
  for (const std::string_view ending : {"", "-wal", "-shm"}) std::filesystem::remove(path + std::string{ending});
  auto ledger = admit::LedgerFile::open(path);
  if (!ledger) throw std::runtime_error{ledger.error()};
  for (const auto& [key, credits] : {std::pair{"rich", 1000}, std::pair{"once", 3}, std::pair{"poor", 1}})
    if (const auto added = ledger->add(admit::account_of(key), credits); !added)
      throw std::runtime_error{added.error()};
}

// Jobs as jobs.toml needs them, below each root that trees are removed from.
void prepare_jobs(const std::string& root) {
  using resource::file::JobsFile;
  std::filesystem::create_directory(root + "/.responsum");
  auto file = JobsFile::open(JobsFile::path_in(root), JobsFile::For::writing);
  if (!file) throw std::runtime_error{file.error()};
  const base::UnixSeconds now_s = base::read_clock().wall_s;
  constexpr base::UnixSeconds begun_s = 1'000'000'000;
  const auto put = [&file](int number, std::string user, base::UnixSeconds ended_s, bool failed) {
    const std::string path = user.empty() ? "/trees/old/" : "/watched/old/";
    const auto done = file->put({.id = std::string(31, '0') + std::to_string(number),
                                 .path = path,
                                 .user = std::move(user),
                                 .begun_s = begun_s,
                                 .ended_s = ended_s,
                                 .entries = 7,
                                 .outcome = failed ? "fs.write-denied" : "write.removed",
                                 .about = failed ? "Permission denied" : ""});
    if (!done) throw std::runtime_error{done.error()};
  };
  put(1, "", now_s, false);
  put(2, "", now_s, true);
  put(3, "", begun_s, false);
  put(4, "alice", now_s, false);
}

void prepare_jobs(const config::Configuration& configuration) {
  for (const config::SiteSettings& site : configuration.sites)
    for (const config::RouteSettings& route : site.routes)
      if (*route.delete_trees) prepare_jobs(*route.files);
}

void add_edges(const decision::Path& path, std::set<std::string>& to) {
  decision::for_each_answer(path, [&to](decision::Node node, bool answer) {
    to.insert(std::string{decision::row(node).tag} + (answer ? 'y' : 'n'));
  });
}

} // namespace

InProcessServer::InProcessServer(const std::filesystem::path& config, const config::Environment& environment) {
  auto configuration = read_config(config, environment);
  const bool of_sites = !configuration->server.console->has_value();
  if (of_sites) listen_with_tls(*configuration);
  configuration->server.calls_together.value = 1; // as if there were always many connections
  if (const std::string& ledger = *configuration->server.ledger; !ledger.empty()) prepare_ledger(ledger);
  prepare_jobs(*configuration);
  auto started = server::Server::start(std::move(configuration), system_);
  if (!started) throw std::runtime_error{started.error()};
  server_ = std::move(*started);
  if (of_sites) {
    port_ = server_->ports().front();
    tls_port_ = server_->ports().back();
  } else {
    const std::string_view console = server_->console_url();
    port_ = net::Address::parse(console.substr(7, console.size() - 8))->port(); // http://…/
  }
}

const observe::Recorder& InProcessServer::recorder() const {
  const server::Observer* console = server_->observer();
  return console != nullptr ? console->recorder() : server_->workers().front()->recorder();
}

InProcessServer::~InProcessServer() {
  server_->stop_now();
  if (draining_.joinable()) draining_.join();
}

// An exchange is recorded before its answer leaves, so whoever has the answer seldom waits here.
std::vector<Observed> InProcessServer::take_exchanges(std::size_t count, std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  std::vector<Observed> all;
  add_new(all);
  while (all.size() < count && std::chrono::steady_clock::now() < until) {
    std::this_thread::yield();
    add_new(all);
  }
  return all;
}

void InProcessServer::add_new(std::vector<Observed>& to) {
  for (const std::uint64_t end = recorder().written(); taken_ < end; ++taken_) {
    if (end - taken_ > observe::Recorder::capacity) throw std::runtime_error{"exchanges were lost to the recorder"};
    const auto record = recorder().read(taken_);
    if (!record) return; // is being amended just now
    to.push_back({record->peer_port, std::string{decision::id(record->condition)}, decision::way(record->path)});
    add_edges(record->path, edges_);
  }
}

std::vector<std::string> InProcessServer::edges_taken() const {
  std::set<std::string> all = edges_;
  for (std::uint64_t number = taken_; number < recorder().written(); ++number)
    if (const auto record = recorder().read(number)) add_edges(record->path, all);
  return {all.begin(), all.end()};
}

// The worker closes its listener and begins to drain in one turn: whoever is refused knows that it has begun.
// Whoever is accepted is an exchange of its own in the recorder, which has room for some thousands: hence the pause.
void InProcessServer::drain() {
  draining_ = std::thread{[this] { server_->drain(); }};
  while (accepts(port())) std::this_thread::sleep_for(std::chrono::milliseconds{1});
}

} // namespace responsum::wire
