// A question that nobody answers does not compile.
#pragma once

#include "responsum/decision/diagram.hpp"
#include "responsum/decision/facts.hpp"

namespace responsum::decision {

namespace detail {
// The method changes what is there; what is asked of those that do not is what it is.
inline bool changes(const Facts& f) { return !message::is_safe(f.request->method); }
} // namespace detail

template <Node>
Answer ask(const Facts&) = delete;

} // namespace responsum::decision
