// What pages of other origins are told that they may.
#pragma once

#include "responsum/exchange/exchange.hpp"
#include "responsum/message/response_head.hpp"

namespace responsum::exchange {

// The exchange has come to its verdict, on a route that says something of other origins.
void add_cors_fields(const Exchange& x, message::ResponseHead& head);

} // namespace responsum::exchange
