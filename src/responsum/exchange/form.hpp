// What an answer says where forms are kept as records: of what was preferred, and of what can be sent.
#pragma once

#include "responsum/exchange/exchange.hpp"
#include "responsum/message/response_head.hpp"

namespace responsum::exchange {

void add_form_fields(const Exchange& exchange, message::ResponseHead& head);

} // namespace responsum::exchange
