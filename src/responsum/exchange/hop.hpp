// What a gateway says of the hop behind it.
#pragma once

#include <string_view>

#include "responsum/exchange/exchange.hpp"

namespace responsum::exchange {

// The value of Proxy-Status (RFC 9209): this server as the last member of what the response brought. Empty: the
// route hands nothing on, or does not say so. Lives in the exchange's arena.
std::string_view proxy_status(const Exchange& exchange);

} // namespace responsum::exchange
