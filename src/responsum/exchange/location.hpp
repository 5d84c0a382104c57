// Where a redirect leads.
#pragma once

#include <string>

#include "responsum/exchange/exchange.hpp"

namespace responsum::exchange {

// The value of Location; empty where the verdict of the exchange redirects nobody. The exchange has ended.
std::string location_of(const Exchange& exchange);

} // namespace responsum::exchange
