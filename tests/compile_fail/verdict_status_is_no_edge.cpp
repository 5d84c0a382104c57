// An edge leads to a question or to a condition. The status follows from the condition and the profile, later.
// expect: conver|no matching|no viable
#include "responsum/decision/diagram.hpp"
#include "responsum/status/status.hpp"

namespace decision = responsum::decision;

#ifdef CONTROL
constexpr decision::Edge edge = decision::Condition::fs_none;
#else
constexpr decision::Edge edge = responsum::status::Status::not_found;
#endif
constexpr bool ends = edge.ends;
