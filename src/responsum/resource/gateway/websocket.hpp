// What a client of HTTP/1.1 does to open a WebSocket (RFC 6455 4.1), for clients of HTTP/2, whose protocol has no
// such handshake (RFC 8441 5.1).
#pragma once

#include <string>
#include <string_view>

namespace responsum::resource::gateway {

inline constexpr std::string_view websocket_key_name = "Sec-WebSocket-Key";
inline constexpr std::string_view websocket_accept_name = "Sec-WebSocket-Accept";

// A value of Sec-WebSocket-Key that nobody has seen before.
std::string make_websocket_key();
// The value of Sec-WebSocket-Accept that answers it.
std::string websocket_accept(std::string_view key);

} // namespace responsum::resource::gateway
