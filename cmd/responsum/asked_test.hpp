// A verb asked as from the command line, for the tests.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "verbs.hpp"

namespace responsum::cmd::testing {

struct Answer {
  int exit_code = 0;
  std::string out;
  std::string err;
};

// `arguments` as CLI::App::parse takes them, the verb included: one text, or a vector in reverse.
template <class Arguments>
Answer ask(void (*add)(CLI::App&, int&), Arguments arguments) {
  Answer answer;
  CLI::App app;
  add(app, answer.exit_code);
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& refused) {
    answer.exit_code = app.exit(refused);
  }
  answer.out = ::testing::internal::GetCapturedStdout();
  answer.err = ::testing::internal::GetCapturedStderr();
  return answer;
}

} // namespace responsum::cmd::testing
