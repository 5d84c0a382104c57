// What a worker lends to every session.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "responsum/codec/h1/request_parser.hpp"
#include "responsum/exchange/deliver.hpp"
#include "responsum/exchange/limits.hpp"
#include "responsum/exchange/workbench.hpp"
#include "responsum/message/request_head.hpp"
#include "responsum/net/address.hpp"
#include "responsum/net/reactor.hpp"
#include "responsum/net/tls/context.hpp"
#include "responsum/observe/access_log.hpp"
#include "responsum/observe/kept_ring.hpp"
#include "responsum/observe/recorder.hpp"
#include "responsum/session/waiting_memory.hpp"

namespace responsum::session {

using exchange::Limits;

// What one configuration means to one worker. Sessions that wait in the middle of an exchange hold on to the one they
// began with, so it is shared: it goes when the last of them has ended, which no single owner could know.
struct Generation {
  Limits limits;
  codec::h1::Limits parser;
  route::Table table;
  std::string server_field;
  status::Profile default_profile = status::Profile::strict;
  std::vector<net::Network> trusted;
  // Null: nothing here is encrypted. Shared with the connections that began with it, which may outlive this.
  std::shared_ptr<const net::tls::Context> certificates{};
  bool http2 = true;        // may be spoken
  bool tls_upgrade = false; // connections without TLS may go on in it; then there are certificates
  bool records = true;      // false: nothing is recorded, counted or logged

  virtual ~Generation() = default;
  // Where there are certificates. Those that have sent nothing yet cost little and are not counted, so a turn may let
  // in more.
  bool has_room_for_handshake() const {
    return limits.max_handshakes == 0 || certificates->handshakes() < limits.max_handshakes;
  }
  bool trusts(const net::Address& address) const {
    return std::ranges::any_of(trusted, [&](const net::Network& n) { return n.contains(address); });
  }
};

using SharedGeneration = std::shared_ptr<Generation>; // see above: shared with sessions that wait

struct Context {
  net::Reactor& reactor;
  exchange::Workbench& bench;
  exchange::Explanations& explanations;
  observe::AccessLog* log;     // null: none
  SharedGeneration generation; // in force
  std::uint8_t worker = 0;
  observe::Keeping* keeping = nullptr; // null: nothing is kept beyond the recorder's ring
  // Scratch of requests that are answered without waiting.
  std::unique_ptr<message::RequestHead> head = std::make_unique<message::RequestHead>();
  exchange::Answer answer{};
  std::unique_ptr<resource::Feed> feed{}; // of that answer's content, if it comes over time
  bool feed_chunked = false;
  SpareMemory spare_memory{};            // for those that wait
  std::unique_ptr<admit::Claim> claim{}; // of that answer
};

} // namespace responsum::session
