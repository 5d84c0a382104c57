// The value behind an answer, in words: what was compared with what. For people; never on the hot path.
#pragma once

#include <string>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision {

// "" where the answer says it all. `facts` are those that the walk ended with.
std::string value_of(Node node, const Facts& facts);

// What the answer to `condition` says about this one request: the octet, the limit, the component of the path. ""
// when there is nothing beyond the condition's own sentence. With `trusted` it may name paths and errors of the
// system.
std::string detail_of(Condition condition, const Facts& facts, bool trusted);

} // namespace responsum::decision
