// Two arenas over the same chunks would hand out the same memory twice (house rule 1).
// expect: deleted
#include "responsum/base/arena.hpp"

void share(const responsum::base::Arena& arena) {
#ifdef CONTROL
  const responsum::base::Arena& second = arena;
#else
  const responsum::base::Arena second = arena;
#endif
  static_cast<void>(second);
}
