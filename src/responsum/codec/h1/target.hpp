// The four forms of a request-target (RFC 9112 3.2), told apart and taken apart.
#pragma once

#include <cstdint>
#include <optional>

#include "responsum/message/fault.hpp"
#include "responsum/message/request_head.hpp"

namespace responsum::codec::h1 {

using message::Fault;

struct FaultAt {
  Fault fault;
  std::uint32_t offset; // within the head
};

// `head.target` and `head.method` are known, every octet of the target may stand in one. Fills form, path, query,
// scheme and authority. The path of an absolute form may be empty: that is "/" (RFC 9110 4.2.3).
std::optional<FaultAt> split_target(message::RequestHead& head);

} // namespace responsum::codec::h1
