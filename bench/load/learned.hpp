#pragma once
// The first answer of a server, read with care, so that all later ones can be counted by their length.

#include "bench/load/common.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace responsum::bench {

struct Learned {
  std::string status_line; // without CRLF
  std::size_t bytes = 0;   // head and content
};

// A connection to 127.0.0.1:port; a blocking one gives up a read after 5 seconds. Throws std::system_error.
[[nodiscard]] Descriptor connect_to(std::uint16_t port);

// Sends `request` on a blocking connection and reads one answer whole. Throws std::runtime_error when the answer has
// no length of its own (chunked, or until close), is malformed, or is followed by bytes nobody asked for.
[[nodiscard]] Learned learn(const Descriptor& connection, std::string_view request);

} // namespace responsum::bench
