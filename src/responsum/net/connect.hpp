// Connections of our own making.
#pragma once

#include <expected>
#include <string_view>

#include "responsum/net/address.hpp"
#include "responsum/net/descriptor.hpp"

namespace responsum::net {

// Begins to connect, and does not wait: a Socket that is given the descriptor tells by connected() what came of it.
// Otherwise the errno of what failed at once.
std::expected<Descriptor, int> begin_connect(const Address& to);
// To a socket of this machine, by its path. An abstract one begins with '@'.
std::expected<Descriptor, int> begin_connect(std::string_view path);

} // namespace responsum::net
