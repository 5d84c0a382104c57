// What questions are asked about work that goes on after its request was answered (RFC 7240 4.1), at the address
// where it can be watched.
#pragma once

#include <cstdint>
#include <string_view>

namespace responsum::decision {

struct JobFacts {
  // Learned by the lookup find_route.
  bool named = false;    // by the target
  std::string_view id{}; // then; lives as long as the exchange

  // By the lookup locate.
  bool known = false;   // and the client's to ask about
  bool expired = false; // it was over for too long
  bool over = false;
  bool succeeded = false;    // all of it
  std::string_view result{}; // the address where that is to be seen, encoded

  // By locate, and by the lookup change of what goes on.
  std::uint32_t ask_again_s = 1;
};

} // namespace responsum::decision
