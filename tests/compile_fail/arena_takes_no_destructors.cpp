// An arena is reset as a whole and calls no destructor; an object that needs one would leak.
// expect: static assertion failed|static_assert failed|is_trivially_destructible
#include <string>

#include "responsum/base/arena.hpp"

struct Number {
  int value;
};

void fill(responsum::base::Arena& arena) {
#ifdef CONTROL
  arena.make<Number>(1);
#else
  arena.make<std::string>("needs a destructor");
#endif
}
