// Digests that an answer carries because its client wants them (RFC 9530 4).
#pragma once

#include <cstdint>

#include "responsum/exchange/exchange.hpp"
#include "responsum/message/response_head.hpp"

namespace responsum::exchange {

// Of the selected representation, whatever is sent of it.
void add_repr_digest(const Exchange& exchange, message::ResponseHead& head);
// That, and the digest of so many octets of it, which are the content of this answer.
void add_digests(const Exchange& exchange, std::uint64_t first, std::uint64_t octets, message::ResponseHead& head);

} // namespace responsum::exchange
