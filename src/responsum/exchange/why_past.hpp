// An exchange that took place, told as a dry run tells one that did not: out of what was recorded of it.
#pragma once

#include "responsum/exchange/why.hpp"
#include "responsum/observe/kept_exchange.hpp"

namespace responsum::exchange {

// What the record does not hold is left out. `profile` is that of the phrases.
Told tell(const observe::KeptExchange& exchange, status::Profile profile);

// Adds what nearly matches in the configuration of now, if the request would still end as it did. That takes a dry
// run, which may look into files.
void add_near_misses(Told& told, const observe::Record& record, const Ground& ground, const base::Now& now);

} // namespace responsum::exchange
