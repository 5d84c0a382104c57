// A programmer's error ends the process with the place it was found at, in release builds too (house rule 2).
#pragma once

#include <cstdio>
#include <cstdlib>

namespace responsum::base {

[[noreturn, gnu::cold, gnu::noinline]] inline void assertion_failed(const char* what, const char* file, int line) {
  std::fprintf(stderr, "responsum: assertion failed: %s at %s:%d\n", what, file, line);
  std::abort();
}

} // namespace responsum::base

#define RESPONSUM_ASSERT(condition)                                                                                  \
  do {                                                                                                               \
    if (!(condition)) [[unlikely]]                                                                                   \
      ::responsum::base::assertion_failed(#condition, __FILE__, __LINE__);                                           \
  } while (false)
