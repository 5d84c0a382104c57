// What TLS costs a server by itself: handshakes, and requests with short answers on a connection that stays. Client
// and engine talk in memory; only the engine's part is timed.
#include <benchmark/benchmark.h>

#include <ctime>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "responsum/net/tls/client_test.hpp"
#include "responsum/net/tls/engine.hpp"

namespace {

using namespace responsum;
using net::tls::testing::Client;

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// A server's context, and an engine's part of a talk with clients of it.
class Server {
 public:
  Server() {
    net::tls::Settings settings{.identities = {{"", {files_.pair("a", {"a.test"})}, {}}},
                                .protocols = {"h2", "http/1.1"}};
    settings.ticket_secret_from_s = now_.wall_s;
    context_ = std::move(net::tls::Context::make(settings, now_).value());
  }
  const net::tls::Context& context() const { return *context_; }

  // Takes what the client has sent, and gives it what is to be sent. Returns the seconds that took.
  double hear(net::tls::Engine& engine, Client& client) {
    const std::string wire = client.wire();
    const double before = cpu_seconds();
    engine.take(wire);
    while (engine.read(room_).kind == net::tls::Read::Kind::bytes) {
    }
    const std::string_view out = engine.take_output();
    const double spent = cpu_seconds() - before;
    client.hear(out);
    client.read();
    return spent;
  }

 private:
  net::tls::testing::Files files_;
  base::Now now_{.monotonic_ms = 0, .wall_s = net::tls::testing::Files::now_s, .wall_ns = 0};
  std::unique_ptr<net::tls::Context> context_;
  std::vector<char> room_ = std::vector<char>(65536);
};

// From the connection to its end.
double talk(Server& server, Client& client) {
  double spent = -cpu_seconds();
  auto engine = std::make_unique<net::tls::Engine>(server.context());
  spent += cpu_seconds();
  client.read();
  for (int flights = 0; flights < 2; ++flights) spent += server.hear(*engine, client);
  RESPONSUM_ASSERT(engine->established() && client.established());
  const double before = cpu_seconds();
  engine->close();
  engine.reset();
  return spent + cpu_seconds() - before;
}

void handshake(benchmark::State& state) {
  Server server;
  for (auto _ : state) {
    Client client{"a.test", {"http/1.1"}};
    state.SetIterationTime(talk(server, client));
  }
}

void resumption(benchmark::State& state) {
  Server server;
  Client first{"a.test", {"http/1.1"}};
  talk(server, first);
  SSL_SESSION* session = SSL_get1_session(first.ssl());
  for (auto _ : state) {
    Client client{"a.test", {"http/1.1"}};
    SSL_SESSION* copy = SSL_SESSION_dup(session); // OpenSSL takes one for spent whose connection has not said its end
    SSL_set_session(client.ssl(), copy);
    SSL_SESSION_free(copy);
    state.SetIterationTime(talk(server, client));
    RESPONSUM_ASSERT(SSL_session_reused(client.ssl()) == 1);
  }
  SSL_SESSION_free(session);
}

void answer(benchmark::State& state) {
  Server server;
  Client client{"a.test", {"http/1.1"}};
  net::tls::Engine engine{server.context()};
  client.read();
  for (int flights = 0; flights < 2; ++flights) server.hear(engine, client);
  const std::string request(96, 'r');
  std::string head(220, 'h');
  std::string content(static_cast<std::size_t>(state.range(0)), 'c');
  const std::vector<iovec> pieces{{head.data(), head.size()}, {content.data(), content.size()}};
  for (auto _ : state) {
    client.write(request);
    const double heard = server.hear(engine, client);
    const double before = cpu_seconds();
    engine.write(pieces);
    const std::string_view out = engine.take_output();
    const double said = cpu_seconds() - before;
    client.hear(out);
    client.read();
    state.SetIterationTime(heard + said);
  }
}

BENCHMARK(handshake)->UseManualTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(resumption)->UseManualTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(answer)->Arg(1024)->UseManualTime();
BENCHMARK(answer)->Arg(100 * 1024)->UseManualTime();

} // namespace
