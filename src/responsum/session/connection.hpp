// What a session knows of its connection between requests: small, since idle connections are many.
#pragma once

#include <cstdint>
#include <memory>

#include "responsum/decision/facts.hpp"
#include "responsum/exchange/answer.hpp"
#include "responsum/net/socket.hpp"
#include "responsum/session/context.hpp"

namespace responsum::session {

// More than this queued on one connection goes out before more is made for it.
inline constexpr std::size_t most_pending_bytes = 256 * 1024;

// How a connection ends once its last answer is queued.
enum class Ending : std::uint8_t {
  none,   // it does not
  flush,  // all that was sent to us has been read
  linger, // more may be on its way, and a close would reset the connection and take the answer along
  at_once,
};

struct Connection {
  Connection(Context& c, net::Accepted accepted, const decision::ConnectionFacts& f)
      : context{c},
        certificates{accepted.tls == nullptr ? nullptr : c.generation->certificates},
        socket{c.reactor, begun(std::move(accepted), f)},
        began_ms{c.reactor.now().monotonic_ms},
        facts{f},
        trusted{c.generation->trusts(socket.peer())} {
    socket.set_write_timeout(static_cast<std::uint32_t>(c.generation->limits.write_timeout_ms.value));
  }

  // Whoever speaks for others says so in plain, before anything else.
  static net::Accepted begun(net::Accepted accepted, const decision::ConnectionFacts& facts) {
    if (facts.introduction == decision::Introduction::owed) accepted.tls = nullptr;
    return accepted;
  }

  net::FramePool& frame_pool() const { return socket.frame_pool(); }
  net::Deadline after(const base::Limit& limit) const { return context.reactor.after(limit.milliseconds()); }
  const Limits& limits() const { return context.generation->limits; }
  // Of this connection's client; its address is written into `room`.
  exchange::Peer peer(std::span<char, net::Address::max_host_text> room) {
    exchange::Peer peer{socket.peer().host(room), trusted};
    peer.host = socket.peer();
    if (const net::tls::Engine* tls = socket.tls(); tls != nullptr && tls->carries()) {
      peer.certificates = certificates.get();
      peer.identity = tls->identity();
      if (certificates->asks_clients(peer.identity)) peer.client = know_client(*tls);
    }
    return peer;
  }

  // Looked at once: it does not change while the connection lasts.
  const net::tls::ClientCertificate* know_client(const net::tls::Engine& tls) {
    if (client == nullptr)
      if (auto shown = tls.client()) client = std::make_unique<net::tls::ClientCertificate>(std::move(*shown));
    return client.get();
  }
  // The handshake goes on while requests come already (RFC 8470 3).
  bool is_early() const {
    const net::tls::Engine* tls = socket.tls();
    return tls != nullptr && tls->early();
  }
  decision::ConnectionFacts facts_now() const {
    decision::ConnectionFacts now = facts;
    now.early = is_early();
    const Generation& generation = *context.generation;
    if (generation.tls_upgrade && certificates == nullptr) [[unlikely]] {
      now.takes_upgrade = true;
      now.upgrade_admitted = generation.has_room_for_handshake();
    }
    return now;
  }

  Context& context;
  // Those that it began with, or began TLS with, for as long as its socket lives; null: it is not to be encrypted.
  std::shared_ptr<const net::tls::Context> certificates;
  net::Socket socket;
  std::unique_ptr<net::tls::ClientCertificate> client; // null: none was shown, or nobody has asked yet
  std::uint64_t unsent = 0;                            // octets of the last answer that was broken off
  std::uint64_t last_record = 0;                       // number of the newest, plus one; 0: none
  base::Milliseconds began_ms; // when the first octet of the request under way came; at first, the connection
  std::uint32_t requests = 0;  // answered
  decision::ConnectionFacts facts;
  bool trusted;
  // The last walk had to wait for something, so the next is not tried without: that would mostly be in vain.
  bool waits = false;
  bool paced = false; // the last long answer was not to leave faster than at some rate
};

} // namespace responsum::session
