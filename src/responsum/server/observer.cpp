#include "responsum/server/observer.hpp"

#include <algorithm>
#include <utility>

#include "responsum/server/assemble.hpp"
#include "responsum/server/keeper.hpp"
#include "responsum/server/worker.hpp"

namespace responsum::server {

namespace {

// Of the recorder that keeps what the console answered; no worker has it.
constexpr unsigned console_worker = 255;
constexpr base::Milliseconds look_ms = 100; // so late at most is it seen that a second is over

} // namespace

Observer::Observer(config::SharedConfiguration configuration, const Watched& watched, net::Listener listener,
                   std::vector<std::string> listen)
    : watched_{watched},
      console_{*this},
      reactor_{net::ReactorOptions{.calls_together = *configuration->server.calls_together}},
      recorder_{console_worker},
      bench_{.arena = reactor_.turn_memory(),
             .now = reactor_.now(),
             .turn = reactor_.turn_number(),
             .recorder = recorder_,
             .date = date_},
      context_{.reactor = reactor_,
               .bench = bench_,
               .explanations = explanations_,
               .log = nullptr,
               .generation = {},
               .worker = static_cast<std::uint8_t>(console_worker)},
      acceptor_{reactor_, std::move(listener),
                net::AcceptCallbacks{[this](net::Accepted accepted) { accept(std::move(accepted)); }, [](int) {}}},
      looking_{reactor_, look_ms, [this] { console_.look(reactor_.now().wall_s); }} {
  for (const auto& worker : watched_.workers) recorders_.push_back(&worker->recorder());
  description_.started_s = watched_.reloads.last().taken_up_s; // nobody has reloaded it yet
  description_.listen = std::move(listen);
  description_.labels = &watched_.labels;
  use(configuration);
  console_.look(reactor_.now().wall_s);
}

Observer::~Observer() {
  stop();
  join();
}

void Observer::use(const config::SharedConfiguration& configuration) {
  configuration_ = configuration;
  ground_ = nullptr;
  description_.files = {configuration->file_names.begin(), configuration->file_names.end()};
  description_.profile = *configuration->server.profile;
  description_.sites = labels_of(*configuration, watched_.labels);
  console_.limit_streams(configuration->limits.max_event_streams);
  max_open_ = max_sessions + configuration->limits.max_event_streams;
  // What this turn has queued may be views of the tables that go.
  if (context_.generation != nullptr) reactor_.at_turn_end([old = std::move(context_.generation)] {});
  context_.generation = assemble_console(configuration, acceptor_.listener().address().host(), console_);
  bench_.table = &context_.generation->table;
  bench_.server_field = context_.generation->server_field;
}

void Observer::start() {
  thread_ = std::thread{[this] { reactor_.run(); }};
}

void Observer::adopt(config::SharedConfiguration configuration) {
  reactor_.post([this, configuration = std::move(configuration)] { use(configuration); });
}

void Observer::drain(std::move_only_function<void()> done) {
  reactor_.post([this, done = std::move(done)]() mutable {
    acceptor_.stop();
    reactor_.drain();
    sessions_.when_none(std::move(done));
  });
}

void Observer::stop() { reactor_.stop(); }

void Observer::join() {
  if (thread_.joinable()) thread_.join();
}

void Observer::accept(net::Accepted accepted) {
  decision::ConnectionFacts facts;
  facts.worker_has_room = sessions_.count() < max_open_;
  if (sessions_.count() >= 2 * max_open_) return;
  sessions_.begin();
  reactor_.spawn(session::serve(reactor_, context_, std::move(accepted), facts, *this));
}

void Observer::session_ended(const net::Address&) { sessions_.end(); }

std::optional<observe::KeptReader> Observer::kept() const { return watched_.keeper.reader(); }

// Tables belong to one thread, so those of the workers are out of reach.
std::optional<exchange::Ground> Observer::ground() const {
  if (ground_ == nullptr) ground_ = assemble(configuration_, watched_.system, watched_.labels, access_);
  return exchange::Ground{.table = ground_->table,
                          .limits = ground_->limits,
                          .parser = ground_->parser,
                          .server_field = ground_->server_field,
                          .default_profile = ground_->default_profile,
                          .tls_upgrade = ground_->tls_upgrade};
}

bool Observer::ready() const {
  return std::ranges::all_of(watched_.workers, [](const auto& worker) { return worker->accepts(); });
}

admin::Totals Observer::totals() const {
  admin::Totals sum;
  for (const auto& worker : watched_.workers) {
    sum.connections += worker->connections();
    sum.refused += worker->refused();
    sum.log_dropped += worker->log_dropped();
    sum.open += worker->open();
  }
  sum.kept = watched_.keeper.written();
  sum.kept_dropped = watched_.keeper.dropped();
  return sum;
}

} // namespace responsum::server
