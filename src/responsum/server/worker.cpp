#include "responsum/server/worker.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "responsum/base/writer.hpp"
#include "responsum/session/http1.hpp"
#include "responsum/session/request.hpp"

namespace responsum::server {

namespace {

// The same connection limit again may wait for their refusal; beyond that they are closed unheard.
constexpr std::size_t heard_refusals = 2;
// Of those that are closed unheard so many a second are recorded: a flood of them is not to wash all else out of the
// ring. All are counted.
constexpr std::uint32_t most_recorded_refusals_per_second = 16;
constexpr base::Milliseconds log_flush_ms = 500;

observe::AccessLog::Target target_of(config::LogTarget::Kind kind) {
  using Target = observe::AccessLog::Target;
  switch (kind) {
  case config::LogTarget::Kind::off: return Target::off;
  case config::LogTarget::Kind::standard_output: return Target::standard_output;
  case config::LogTarget::Kind::standard_error: return Target::standard_error;
  case config::LogTarget::Kind::file: return Target::file;
  }
  std::unreachable();
}

std::unique_ptr<observe::AccessLog> open_log(const config::LogSettings& log) {
  if (log.access->kind == config::LogTarget::Kind::off) return nullptr;
  return std::make_unique<observe::AccessLog>(target_of(log.access->kind), log.access->path, *log.buffer_bytes);
}

// Of the process: servers that hand requests on to each other have to tell themselves apart. It tells nothing of the
// seed.
std::string pseudonym_of(std::uint64_t seed) {
  constexpr int digits = 8;
  std::array<char, digits> room;
  base::Writer out{room};
  const std::uint64_t mixed = (seed ^ (seed >> 29)) * 0x9e3779b97f4a7c15u;
  return "responsum-" + std::string{out.hexadecimal(mixed >> 32, digits).written()};
}

std::string key_of(const net::Address& address) {
  const auto bytes = address.bytes();
  return std::string{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

std::string where_of(const config::Endpoint& endpoint, bool tls) {
  return (tls ? "TLS at " : "") + config::write_endpoint(endpoint);
}

Worker::Worker(unsigned index, config::SharedConfiguration configuration, const resource::file::FileSystem& system,
               observe::RouteLabels& labels, const Certificates& certificates, access::Shared& access,
               admit::State& state, HealthLog& health, std::size_t max_connections, std::uint64_t seed)
    : system_{system},
      labels_{labels},
      certificates_{certificates},
      access_{access},
      max_connections_{max_connections},
      reactor_{net::ReactorOptions{.calls_together = *configuration->server.calls_together}},
      recorder_{index, seed},
      upstreams_{reactor_, health, seed + index},
      pseudonym_{pseudonym_of(seed)},
      desk_{.state = state, .delay_ms = reactor_.last_turn_ms()},
      bench_{.arena = reactor_.turn_memory(),
             .now = reactor_.now(),
             .turn = reactor_.turn_number(),
             .recorder = recorder_,
             .date = date_,
             .desk = &desk_},
      context_{.reactor = reactor_,
               .bench = bench_,
               .explanations = explanations_,
               .log = nullptr,
               .generation = {},
               .worker = static_cast<std::uint8_t>(index)},
      log_timer_{reactor_, log_flush_ms, [this] { flush_log(); }} {
  context_.keeping = &keeping_;
  use(configuration);
}

Worker::~Worker() {
  stop();
  join();
}

void Worker::use(const config::SharedConfiguration& configuration) {
  // What this turn has queued may be views of the tables that go.
  if (context_.generation != nullptr) reactor_.at_turn_end([old = std::move(context_.generation)] {});
  context_.generation = assemble(
      configuration, system_, labels_, access_,
      WorkerParts{.reactor = &reactor_, .upstreams = &upstreams_, .state = &desk_.state, .pseudonym = pseudonym_});
  context_.generation->certificates =
      certificates_.context(*configuration, configuration->identities, reactor_.now());
  keeping_.follow(assemble_rules(configuration->record, context_.generation->table));
  bench_.table = &context_.generation->table;
  bench_.server_field = context_.generation->server_field;
  bench_.default_profile = context_.generation->default_profile;
  find_introducers(configuration->server);
  max_per_address_ = configuration->limits.max_connections_per_address;
  count_dropped_lines();
  log_ = open_log(configuration->log);
  log_dropped_before_ = 0;
  context_.log = log_.get();
}

void Worker::count_dropped_lines() {
  if (log_ == nullptr) return;
  log_dropped_.add(log_->dropped() - log_dropped_before_);
  log_dropped_before_ = log_->dropped();
}

void Worker::listen(std::vector<Listening> listeners) {
  for (Listening& l : listeners) {
    auto acceptor = std::make_unique<net::Acceptor>(
        reactor_, std::move(l.listener),
        net::AcceptCallbacks{
            [this, tls = l.tls, where = l.where](net::Accepted accepted) { accept(std::move(accepted), tls, where); },
            [this](int) { refused_.add(); }});
    accepting_.push_back({std::move(l.where), std::move(acceptor)});
  }
}

void Worker::start() {
  accepts_ = true;
  thread_ = std::thread{[this] { reactor_.run(); }};
}

void Worker::adopt(config::SharedConfiguration configuration, std::vector<Listening> added,
                   std::vector<std::string> kept) {
  reactor_.post(
      [this, configuration = std::move(configuration), added = std::move(added), kept = std::move(kept)]() mutable {
        use(configuration);
        std::erase_if(accepting_, [&](Accepting& a) {
          if (std::ranges::find(kept, a.where) != kept.end()) return false;
          a.acceptor->stop();
          return true;
        });
        listen(std::move(added));
      });
}

void Worker::renew(config::SharedConfiguration configuration, SharedIdentities identities) {
  reactor_.post([this, configuration = std::move(configuration), identities = std::move(identities)] {
    context_.generation->certificates = certificates_.context(*configuration, *identities, reactor_.now());
  });
}

void Worker::drain(std::move_only_function<void()> done) {
  accepts_ = false;
  reactor_.post([this, done = std::move(done)]() mutable {
    for (Accepting& a : accepting_) a.acceptor->stop();
    accepting_.clear();
    reactor_.drain();
    sessions_.when_none(std::move(done));
  });
}

void Worker::stop() { reactor_.stop(); }

void Worker::join() {
  if (thread_.joinable()) thread_.join();
}

void Worker::find_introducers(const config::ServerSettings& server) {
  introducers_.clear();
  for (const bool tls : {false, true})
    for (const auto& endpoint : tls ? server.listen_tls : server.listen)
      if (!endpoint->introducers.empty()) introducers_.push_back({where_of(*endpoint, tls), endpoint->introducers});
}

bool Worker::owes_introduction(const net::Address& peer, std::string_view where) const {
  const auto found = std::ranges::find(introducers_, where, &Introducers::where);
  return found != introducers_.end() &&
         std::ranges::any_of(found->networks, [&](const net::Network& n) { return n.contains(peer); });
}

bool Worker::is_below_cap(const net::Address& client) {
  if (max_per_address_ == 0) return true;
  return ++per_address_[key_of(client)] <= max_per_address_;
}

void Worker::accept(net::Accepted accepted, bool tls, std::string_view where) {
  // A listener that has gone with its configuration may have had this one waiting.
  if (tls && context_.generation->certificates == nullptr) return;
  const net::Address peer = accepted.peer;
  decision::ConnectionFacts facts;
  facts.worker_has_room = sessions_.count() < max_connections_;
  if (sessions_.count() >= max_connections_ * heard_refusals) {
    refuse_unheard(peer, facts);
    return;
  }
  facts.handshake_admitted = !tls || context_.generation->has_room_for_handshake();
  if (!facts.handshake_admitted) {
    refuse_unheard(peer, facts);
    return;
  }
  if (owes_introduction(peer, where))
    facts.introduction = decision::Introduction::owed;
  else
    facts.address_below_cap = is_below_cap(peer);
  sessions_.begin();
  connections_.add();
  if (tls) accepted.tls = context_.generation->certificates.get();
  reactor_.spawn(session::serve(reactor_, context_, std::move(accepted), facts, *this));
}

void Worker::refuse_unheard(const net::Address& peer, const decision::ConnectionFacts& facts) {
  refused_.add();
  const base::UnixSeconds now_s = reactor_.now().wall_s;
  if (now_s != refusing_s_) {
    refusing_s_ = now_s;
    refused_in_it_ = 0;
  }
  if (refused_in_it_ == most_recorded_refusals_per_second) return;
  ++refused_in_it_;
  session::record_unheard(context_, peer, facts);
}

void Worker::session_ended(const net::Address& peer) {
  ended_.add();
  if (const auto held = per_address_.find(key_of(peer)); held != per_address_.end() && --held->second == 0)
    per_address_.erase(held);
  sessions_.end();
}

// What was collected does not wait for more.
void Worker::flush_log() {
  if (log_ != nullptr) log_->flush();
  count_dropped_lines();
}

} // namespace responsum::server
