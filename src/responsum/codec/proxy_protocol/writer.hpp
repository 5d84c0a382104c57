// Writes a header of the PROXY protocol: what an upstream is told of the client (PROXY protocol 2).
#pragma once

#include <cstddef>

#include "responsum/base/writer.hpp"
#include "responsum/codec/proxy_protocol/header.hpp"

namespace responsum::codec::proxy_protocol {

enum class Checksum : bool { none, stated };

inline constexpr std::size_t max_v2_written_bytes = v2_fixed_bytes + 36 + extension_head_bytes + checksum_bytes;

// Both know the families ipv4 and ipv6; others, and what is not proxied, are written as UNKNOWN and as LOCAL: the
// receiver takes the ends of the connection itself. Versions, sizes and extensions of `header` are not looked at.
void write_v1(base::Writer& to, const Header& header); // at most max_v1_bytes
void write_v2(base::Writer& to, const Header& header, Checksum checksum = Checksum::none);

} // namespace responsum::codec::proxy_protocol
