// A question that nobody answers does not compile.
#pragma once

#include "responsum/decision/diagram.hpp"
#include "responsum/decision/facts.hpp"

namespace responsum::decision {

template <Node>
Answer ask(const Facts&) = delete;

} // namespace responsum::decision
