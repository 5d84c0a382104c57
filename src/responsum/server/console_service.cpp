#include "responsum/server/console_service.hpp"

#include <utility>

#include "responsum/server/assemble.hpp"
#include "responsum/server/worker.hpp"

namespace responsum::server {

namespace {

// Of the recorder that keeps what the console answered; no worker has it.
constexpr unsigned console_worker = 255;

} // namespace

ConsoleService::ConsoleService(net::Reactor& reactor, config::SharedConfiguration configuration,
                               std::span<const std::unique_ptr<Worker>> workers, net::Listener listener,
                               std::vector<std::string> listen)
    : reactor_{reactor},
      workers_{workers},
      recorder_{console_worker},
      bench_{.arena = reactor.turn_memory(),
             .now = reactor.now(),
             .turn = reactor.turn_number(),
             .recorder = recorder_,
             .date = date_},
      context_{.reactor = reactor,
               .bench = bench_,
               .explanations = explanations_,
               .log = nullptr,
               .generation = {},
               .worker = static_cast<std::uint8_t>(console_worker)},
      acceptor_{
          reactor, std::move(listener),
          net::AcceptCallbacks{[this](net::Accepted accepted) { this->accept(std::move(accepted)); }, [](int) {}}} {
  for (const auto& worker : workers_) recorders_.push_back(&worker->recorder());
  description_ = {.started_s = reactor.now().wall_s,
                  .listen = std::move(listen),
                  .files = {configuration->file_names.begin(), configuration->file_names.end()},
                  .profile = *configuration->server.profile,
                  .names = {}};
  const admin::Observed& observed = *this;
  context_.generation = assemble_console(std::move(configuration), acceptor_.listener().address().host(),
                                         std::make_unique<admin::Console>(observed));
  bench_.table = &context_.generation->table;
  bench_.server_field = context_.generation->server_field;
}

void ConsoleService::adopt(const route::Table& table) {
  // Records are no older than the oldest names that are kept; a few reloads back is far enough.
  constexpr std::size_t most = 16;
  if (description_.names.size() == most) description_.names.erase(description_.names.begin());
  description_.names.push_back(admin::names_of(table, reactor_.now().wall_s));
}

void ConsoleService::accept(net::Accepted accepted) {
  decision::ConnectionFacts facts;
  facts.worker_has_room = open_ < max_sessions;
  if (open_ >= 2 * max_sessions) return;
  ++open_;
  reactor_.spawn(session::serve(reactor_, context_, std::move(accepted), facts, *this));
}

void ConsoleService::session_ended(const net::Address&) { --open_; }

admin::Totals ConsoleService::totals() const {
  admin::Totals sum;
  for (const auto& worker : workers_) {
    sum.connections += worker->connections();
    sum.refused += worker->refused();
    sum.log_dropped += worker->log_dropped();
  }
  return sum;
}

} // namespace responsum::server
