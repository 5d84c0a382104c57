// What a connection to an upstream begins with, so that it is known for whom it is (PROXY protocol 2).
#pragma once

#include <string>

#include "responsum/net/address.hpp"
#include "responsum/resource/gateway/options.hpp"

namespace responsum::resource::gateway {

// The octets of the header; "": nothing is to be said. `client` and `reached` are the ends of the client's
// connection; where either has no address, the header says so.
std::string introduction_of(IntroducedBy by, const net::Address& client, const net::Address& reached);

} // namespace responsum::resource::gateway
