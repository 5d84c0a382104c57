// Fields that tell clients how much they may have, and when: of refusals, and of answers under a limit that says so.
#pragma once

#include <string_view>

#include "responsum/exchange/exchange.hpp"
#include "responsum/message/response_head.hpp"

namespace responsum::exchange {

// Value of Retry-After for the verdict of `x`, which obliges it; lives as long as the turn.
std::string_view retry_after(const Exchange& x);

// RateLimit and RateLimit-Policy, Link, and what 449 gives, as far as the verdict of `x` has them. Of a route that
// admits.
void add_admission_fields(const Exchange& x, message::ResponseHead& head);

} // namespace responsum::exchange
