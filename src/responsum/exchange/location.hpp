// Where a redirect leads.
#pragma once

#include <string>

#include "responsum/exchange/exchange.hpp"

namespace responsum::exchange {

// Whether `location`, as it would be sent, is the address that was asked for.
bool is_own_address(const Exchange& exchange, std::string_view location);

// The value of Location; empty where the verdict of the exchange redirects nobody. The exchange has ended.
// Whether `location`, as it would be sent, is the address that was asked for.
bool is_own_address(const Exchange& exchange, std::string_view location);

std::string location_of(const Exchange& exchange);

} // namespace responsum::exchange
