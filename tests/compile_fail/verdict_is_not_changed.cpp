// What a walk ended in stays what it is: nobody puts another condition into a verdict.
// expect: private|assignable|assignment|lvalue
#include "responsum/decision/walk.hpp"

namespace decision = responsum::decision;

bool serve_anyway(decision::Verdict& verdict) {
#ifdef CONTROL
  return verdict.condition() == decision::Condition::repr_whole;
#else
  verdict.condition_ = decision::Condition::repr_whole;
  return true;
#endif
}
