// What only a whole head can show: which host it is for, where its content ends, whether the connection stays
// (RFC 9112 3.2, 6.3, 9.3).
#pragma once

#include <optional>

#include "responsum/codec/h1/target.hpp"
#include "responsum/message/request_head.hpp"

namespace responsum::codec::h1 {

// `head` has its lines and its target. Fills authority, content length, chunked and keep_alive. Faults come in the
// order of the diagram: host, contradictory framing, transfer codings, length, codings that nobody knows.
std::optional<FaultAt> judge_head(message::RequestHead& head);

} // namespace responsum::codec::h1
