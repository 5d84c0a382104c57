// A question that stands in the diagram and that nobody answers does not compile.
// expect: deleted
#include "responsum/decision/answers/range.hpp"

namespace decision = responsum::decision;

#ifdef CONTROL
constexpr auto asked = decision::Node::range_asked;
#else
constexpr auto asked = static_cast<decision::Node>(decision::node_count);
#endif

decision::Answer answer(const decision::Facts& facts) { return decision::ask<asked>(facts); }
