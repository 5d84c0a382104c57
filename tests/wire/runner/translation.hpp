// Which transports can say what a script sends.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "runner/script.hpp"

namespace responsum::wire {

// Those that the header names; if it names none, all that can. HTTP/2 cannot say what is no sound HTTP/1.1, and
// HTTP/1.1 no fields of HTTP/2. The error says why the header names one that cannot.
std::expected<std::vector<Transport>, std::string> transports_of(const Script& script);

} // namespace responsum::wire
