// A request that needs more than one turn, and all that it needs of its own meanwhile.
#pragma once

#include <array>
#include <string>

#include "responsum/exchange/exchange.hpp"
#include "responsum/session/connection.hpp"

namespace responsum::session {

// The worker's scratch serves others while this one waits. Made for requests with content only.
struct Waiting {
  explicit Waiting(Connection& c)
      : generation{c.context.generation},
        peer{c.peer(address)},
        bench{.arena = arena,
              .now = c.context.bench.now,
              .turn = c.context.bench.turn,
              .recorder = c.context.bench.recorder,
              .date = c.context.bench.date,
              .table = &generation->table,
              .server_field = generation->server_field,
              .default_profile = generation->default_profile} {}
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  SharedGeneration generation; // the one that the request began with
  base::Arena arena{16 * 1024};
  std::array<char, net::Address::max_host_text> address;
  exchange::Peer peer;
  exchange::Workbench bench;
  std::string head_bytes;
  message::RequestHead head;
  std::uint64_t taken = 0; // octets of head and content
  base::Milliseconds began_ms = 0;
};

// Whether `taken` octets since `began_ms` are fewer than must come; in the first second nobody is slow.
inline bool too_slow(const Connection& c, std::uint64_t taken, base::Milliseconds began_ms) {
  const std::uint64_t rate = c.limits().min_rate_bytes_per_second;
  const base::Milliseconds elapsed = c.context.reactor.now().monotonic_ms - began_ms;
  return rate != 0 && elapsed > 1000 && taken * 1000 < rate * static_cast<std::uint64_t>(elapsed);
}

} // namespace responsum::session
