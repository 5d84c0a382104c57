// One exchange as it is kept: fixed size, no pointers, so that a ring of them can be read by another thread.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "responsum/base/clock.hpp"
#include "responsum/decision/verdict.hpp"
#include "responsum/field/traceparent.hpp"
#include "responsum/message/fault.hpp"
#include "responsum/observe/attempt.hpp"
#include "responsum/observe/exchange_id.hpp"
#include "responsum/observe/path_key.hpp"
#include "responsum/observe/short_text.hpp"

namespace responsum::observe {

enum class ClientOutcome : std::uint8_t { complete, aborted, truncated };

constexpr std::string_view name(ClientOutcome o) {
  constexpr std::array<std::string_view, 3> names{"complete", "aborted", "truncated"};
  return names[static_cast<std::size_t>(o)];
}

// How the connection was encrypted.
enum class Encryption : std::uint8_t { none, tls_1_2, tls_1_3 };
constexpr std::string_view name(Encryption e) {
  constexpr std::array<std::string_view, 3> names{"", "TLSv1.2", "TLSv1.3"};
  return names[static_cast<std::size_t>(e)];
}

// What is counted with others, by the key, and what is this exchange's own. Room that nothing was put into is not
// touched: whoever makes one pays for what there is to say, see RecordRing.
struct Record : PathKey {
  ExchangeId id;
  base::UnixSeconds wall_s = 0;
  std::int32_t wall_ns = 0;
  std::uint32_t edition = decision::edition;
  std::uint64_t received_bytes = 0; // of the request: head and content
  std::uint64_t sent_bytes = 0;     // of the response: head and content
  std::uint32_t duration_ms = 0;    // from the head's first octet to the queueing of the answer's last
  std::uint32_t fault_offset = 0;
  decision::Node minted_by{};
  ClientOutcome client_outcome = ClientOutcome::complete;
  message::Fault fault = message::Fault::none;
  std::uint8_t worker = 0;
  Encryption tls = Encryption::none;
  std::uint16_t peer_port = 0; // who shares an address is told apart by it (RFC 6302 2)
  int error = 0;               // errno that spoke
  field::Traceparent trace;
  ShortText<47> peer;
  ShortText<63> host;
  ShortText<127> target; // without userinfo; of what never became a request its redacted first line
  ShortText<63> client;  // subject of the certificate that it showed, trusted or not; empty: none
  ShortText<63> subject; // component of the path, field that was too large, …
  ShortText<95> limit;   // "max_fields = 100 at site.toml:12"; empty: no limit and no timer spoke
  Attempts attempts;     // at upstreams

  static constexpr std::uint16_t none = RouteLabels::none;

  void for_each_text(auto&& each) const {
    each(peer);
    each(host);
    each(target);
    each(client);
    each(subject);
    each(limit);
  }
  // Whether it has anything of what few records have: a fault, a limit, a trace, ….
  bool says_more() const {
    return fault != message::Fault::none || (fault_offset | static_cast<std::uint32_t>(error)) != 0 ||
           trace.known() || edition != decision::edition ||
           (client.length | subject.length | limit.length | attempts.count) != 0;
  }
  // Of all texts, with their lengths.
  static constexpr std::size_t text_octets =
      sizeof peer + sizeof host + sizeof target + sizeof client + sizeof subject + sizeof limit;
};
static_assert(std::is_trivially_copyable_v<Record>);

} // namespace responsum::observe
