// A verb asked as from the command line, for the tests.
#pragma once

#include <string>
#include <vector>

#include "verbs.hpp"

namespace responsum::cmd::testing {

struct Answer {
  int exit_code = 0;
  std::string out;
  std::string err;
};

// `line` as somebody would type it, the verb included.
Answer ask(void (*add)(CLI::App&, int&), std::string line);
Answer ask(void (*add)(CLI::App&, int&), std::vector<std::string> arguments);

} // namespace responsum::cmd::testing
