// Heads made anew for the next hop: of the request for the upstream, of its response for the client. Nothing is
// copied that was not understood, and nothing that is of one connection alone (RFC 9110 7.6.1). What is made lives in
// the arena that is given.
#pragma once

#include <span>
#include <string_view>

#include "responsum/base/arena.hpp"
#include "responsum/codec/h1/request_writer.hpp"
#include "responsum/message/received_head.hpp"
#include "responsum/message/request_head.hpp"
#include "responsum/message/response_head.hpp"
#include "responsum/resource/gateway/options.hpp"
#include "responsum/resource/resource.hpp"

namespace responsum::resource::gateway {

// What a request's head says of the client and the road, beside the request itself.
struct Road {
  std::string_view client_address;  // as text
  std::string_view authority;       // of the upstream: host[:port]
  bool encrypted = false;           // to here
  bool trusted = false;             // the client is a proxy of ours: what it says of others stands
  bool early = false;               // the handshake was not done yet (RFC 8470 5.1)
  std::string_view websocket_key{}; // sent for a client whose protocol has none (RFC 8441 5.1)
};

// Names that an application may take for the same: many write a dash as an underscore.
bool is_same_name(std::string_view a, std::string_view b);

// The target without what Host says, as it was written (RFC 9112 3.2.1). A view of the head, or of `memory`.
std::string_view origin_form(const message::RequestHead& head, base::Arena& memory);

// The head of a request for the next hop.
struct RequestMade {
  codec::h1::RequestToWrite whole; // with the fields of one connection behind the others
  std::size_t common = 0;          // so many fields are of any connection
};
RequestMade make_request(const Request& request, const Road& road, const Options& options, base::Arena& memory);
// As HTTP/1.1 has it, empty line included.
std::string_view request_head(const RequestMade& request, base::Arena& memory);

// Value of Via for the client: this server behind those that the response has passed.
std::string_view via_of(const message::ReceivedHead& head, std::string_view pseudonym, base::Arena& memory);

// What a response says of a switch to another protocol that its client is to know.
enum class SwitchTold : std::uint8_t {
  nothing,
  upgrade,    // Upgrade names the protocol
  by_connect, // no field does, and the handshake of WebSocket is none of the client's (RFC 8441 5)
};

// Fields of a response as the client gets them, which outlive `head` but not `via`. A script's, which is no hop of
// HTTP, has no Via, and its Status is not for the client (RFC 3875 6.3.3).
std::span<const message::ResponseField> response_fields(const message::ReceivedHead& head, std::string_view via,
                                                        SwitchTold told, base::Arena& memory);

// Whether the response sends the client where it has just been.
bool redirects_to_itself(const message::ReceivedHead& response, const message::RequestHead& request, bool encrypted);

} // namespace responsum::resource::gateway
