// What only a whole head can show: which host it is for, where its content ends, whether the connection stays
// (RFC 9112 3.2, 6.3, 9.3).
#pragma once

#include <optional>

#include "responsum/codec/h1/target.hpp"
#include "responsum/message/received_head.hpp"
#include "responsum/message/request_head.hpp"

namespace responsum::codec::h1 {

// `head` has its lines and its target. Fills authority, content length, chunked and keep_alive. Faults come in the
// order of the diagram: host, contradictory framing, transfer codings, length, codings that nobody knows.
std::optional<FaultAt> judge_head(message::RequestHead& head);

// `head` has its lines and its status. Fills content length, chunked and keep_alive; faults in the same order, but
// for the host. RFC 9112 6.3 would let a response's content end with the connection where its codings are not
// understood; whoever forwards it could not tell such content from one that was cut short, so it is a fault here.
std::optional<FaultAt> judge_head(message::ReceivedHead& head);

} // namespace responsum::codec::h1
