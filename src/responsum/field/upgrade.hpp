// Upgrade (RFC 9110 7.8): the protocols that a client would change to, the preferred first, and whether that counts.
#pragma once

#include <string_view>

#include "responsum/base/ascii.hpp"
#include "responsum/field/connection.hpp"
#include "responsum/field/list.hpp"
#include "responsum/message/request_head.hpp"

namespace responsum::field {

// An Upgrade that Connection does not name counts for nothing, nor does one of HTTP/1.0.
inline bool offers_upgrade(const message::RequestHead& head) {
  return head.version == message::Version::http_1_1 && head.sent(message::Field::upgrade) &&
         parse_connection(head.value(message::Field::connection)).upgrade;
}

// Whether the request wants to go on in another protocol: with Upgrade, which only HTTP/1.1 has, or by CONNECT.
inline bool asks_to_switch(const message::RequestHead& head) {
  return head.asks_by_connect() || offers_upgrade(head);
}

// Whether `protocol` is among them: "websocket", "TLS/1.2", in any case. Of a version none else will do.
constexpr bool upgrade_names(std::string_view value, std::string_view protocol) {
  ListCursor members{value, Quotes::none};
  while (const auto member = members.next())
    if (base::equals_ignoring_case(*member, protocol)) return true;
  return false;
}

// Of an offer the name of TLS to agree on, as it was offered or as `spoken` has it ("TLS/1.3, TLS/1.2", the preferred
// first); empty: none. "TLS/1.0" is what RFC 2817 3.1 calls TLS of whichever version the handshake then agrees on,
// and so is TLS without a version; of any other version none else will do.
constexpr std::string_view upgrade_to_tls(std::string_view offered, std::string_view spoken) {
  ListCursor ours{spoken, Quotes::none};
  while (const auto one = ours.next())
    if (upgrade_names(offered, *one)) return *one;
  ListCursor theirs{offered, Quotes::none};
  while (const auto one = theirs.next())
    if (base::equals_ignoring_case(*one, "TLS/1.0") || base::equals_ignoring_case(*one, "TLS")) return *one;
  return {};
}

} // namespace responsum::field
