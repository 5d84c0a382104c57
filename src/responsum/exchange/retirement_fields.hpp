// What is said of names whose end is announced, or has come.
#pragma once

#include "responsum/exchange/exchange.hpp"
#include "responsum/message/response_head.hpp"

namespace responsum::exchange {

// The exchange has come to its verdict.
void add_retirement_fields(const Exchange& x, message::ResponseHead& head);

} // namespace responsum::exchange
