// A request that needs more than one turn, and all that it needs of its own meanwhile.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <utility>

#include "responsum/exchange/exchange.hpp"
#include "responsum/session/connection.hpp"

namespace responsum::session {

// The worker's scratch serves others while this one waits: the head that was read last goes with it.
struct Waiting {
  explicit Waiting(Connection& c)
      : spare{c.context.spare_memory},
        memory{spare.take()},
        head{take_head(*memory, c.context)},
        generation{c.context.generation},
        peer{c.peer(address)},
        bench{.arena = arena,
              .now = c.context.bench.now,
              .turn = c.context.bench.turn,
              .recorder = c.context.bench.recorder,
              .date = c.context.bench.date,
              .table = &generation->table,
              .server_field = generation->server_field,
              .default_profile = generation->default_profile,
              .desk = c.context.bench.desk} {}
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting() { spare.give_back(std::move(memory)); }

  // The head stands at the begin of `bytes`, and is taken off them.
  void begin(std::string& bytes) {
    if (bytes.size() == head.size) {
      head_bytes.swap(bytes);
      bytes.clear();
    } else {
      head_bytes.assign(bytes, 0, head.size);
      bytes.erase(0, head.size);
    }
    begin();
  }
  // Likewise when `head_bytes` are there.
  void begin() {
    head.set_bytes(head_bytes.data());
    head.join_repeated(arena);
    taken = head_bytes.size();
  }

  SpareMemory& spare;
  std::unique_ptr<WaitingMemory> memory;
  message::RequestHead& head;
  SharedGeneration generation; // the one that the request began with
  base::Arena& arena = memory->arena;
  std::array<char, net::Address::max_host_text> address;
  exchange::Peer peer;
  exchange::Workbench bench;
  std::string& head_bytes = memory->head_bytes;
  std::uint64_t taken = 0; // octets of head and content
  base::Milliseconds began_ms = 0;

 private:
  static message::RequestHead& take_head(WaitingMemory& memory, Context& context) {
    memory.head.swap(context.head);
    return *memory.head;
  }
};

// Whether `taken` octets since `began_ms` are fewer than must come; in the first second nobody is slow.
inline bool too_slow(const Connection& c, std::uint64_t taken, base::Milliseconds began_ms) {
  const std::uint64_t rate = c.limits().min_rate_bytes_per_second;
  const base::Milliseconds elapsed = c.context.reactor.now().monotonic_ms - began_ms;
  return rate != 0 && elapsed > 1000 && taken * 1000 < rate * static_cast<std::uint64_t>(elapsed);
}

} // namespace responsum::session
