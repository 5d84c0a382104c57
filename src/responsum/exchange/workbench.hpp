// What a worker lends to every exchange.
#pragma once

#include <cstdint>
#include <string_view>

#include "responsum/admit/state.hpp"
#include "responsum/base/arena.hpp"
#include "responsum/base/clock.hpp"
#include "responsum/field/http_date.hpp"
#include "responsum/net/address.hpp"
#include "responsum/net/tls/context.hpp"
#include "responsum/observe/recorder.hpp"
#include "responsum/route/table.hpp"

namespace responsum::exchange {

struct Workbench {
  base::Arena& arena;        // until the end of the turn; of an exchange that waits: until it ends
  const base::Now& now;      // of the turn under way
  const std::uint64_t& turn; // its number
  observe::Recorder& recorder;
  field::DateCache& date;
  const route::Table* table = nullptr;                       // of the configuration in force
  std::string_view server_field{};                           // value of Server; empty: none is sent
  status::Profile default_profile = status::Profile::strict; // before a site is known
  bool compares_at_once = false;                             // passwords, digests: nobody else waits
  std::uint64_t retry_after_s = 5;                           // said with refusals for want of room
  admit::Desk* desk = nullptr; // null: nothing is remembered of clients, and nobody is refused for it
};

// What is known of the peer before any request.
struct Peer {
  std::string_view address; // as text
  bool trusted = false;     // may see file names, limits and errors of the system
  // Null: not encrypted. Otherwise what certificates there are, and which one was shown.
  const net::tls::Context* certificates = nullptr;
  std::size_t identity = 0;
  const net::tls::ClientCertificate* client = nullptr; // that it showed; null: none. As the other two, outlives it
  net::Address host{};                                 // the address again; none: read it
};

} // namespace responsum::exchange
