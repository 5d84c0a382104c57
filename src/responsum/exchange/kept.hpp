// Answers that are sent again and again: a whole representation on a connection that stays open has the same head
// each time, but for its date. Delivery writes it once, right in front of the content.
#pragma once

#include <string_view>

#include "responsum/exchange/answer.hpp"
#include "responsum/exchange/exchange.hpp"

namespace responsum::exchange {

// Whether the request wants to be told its verdict whatever it is: "Responsum-Verdict: ?1", a Boolean of RFC 9651.
bool asks_for_verdict(const message::RequestHead& head);

// The value of Strict-Transport-Security: of a site that has one, to who may take the connection for the site's.
// Never without TLS, where anybody could have written it (RFC 6797 7.2). Empty: none is sent.
std::string_view transport_policy(const Exchange& exchange);

// Whether the answer to this exchange is one that is kept. `close` as for deliver().
bool is_kept_kind(const Exchange& exchange, bool close);

// The answer from the exchange's slot, dated; the slot is filled.
Answer kept_answer(Exchange& exchange);

// Puts a head that was just written into the exchange's slot. One that is too long is not kept. Its Date is its first
// field.
void keep_head(Exchange& exchange, std::string_view head);

} // namespace responsum::exchange
