// Nothing but a walk makes a verdict, so no status leaves the server that is not an edge of the diagram.
// expect: private
#include "responsum/decision/walk.hpp"

namespace decision = responsum::decision;

#ifdef CONTROL
decision::Verdict answer(const decision::Walk& walk) { return walk.verdict(); }
#else
decision::Verdict answer(const decision::Walk&) {
  return decision::Verdict{decision::Condition::repr_whole, decision::Node::range_asked, decision::Path{}};
}
#endif
