// What a session knows of its connection between requests: small, since idle connections are many.
#pragma once

#include <cstdint>
#include <string_view>

#include "responsum/decision/facts.hpp"
#include "responsum/exchange/workbench.hpp"
#include "responsum/net/socket.hpp"
#include "responsum/session/context.hpp"

namespace responsum::session {

struct Connection {
  Connection(Context& c, net::Accepted accepted, const decision::ConnectionFacts& f)
      : context{c}, socket{c.reactor, std::move(accepted)}, facts{f}, trusted{c.generation->trusts(socket.peer())} {
    socket.set_write_timeout(static_cast<std::uint32_t>(c.generation->limits.write_timeout_ms));
    parser.start(c.head);
  }

  net::FramePool& frame_pool() const { return socket.frame_pool(); }
  net::Deadline after(const base::Limit& limit) const {
    return context.reactor.after(static_cast<base::Milliseconds>(limit.value));
  }
  const Limits& limits() const { return context.generation->limits; }

  Context& context;
  net::Socket socket;
  codec::h1::RequestParser parser;
  decision::ConnectionFacts facts;
  bool trusted;
  std::uint32_t requests = 0;      // answered
  std::uint64_t last_record = 0;   // number of the newest, plus one; 0: none
  base::Milliseconds began_ms = 0; // when the first octet of the request under way came
};

} // namespace responsum::session
