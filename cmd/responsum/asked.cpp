// For the tests, and apart from them: CLI11 is read once.
#include "asked_test.hpp"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace responsum::cmd::testing {

namespace {

template <class Arguments>
Answer ask_app(void (*add)(CLI::App&, int&), Arguments arguments) {
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

} // namespace

Answer ask(void (*add)(CLI::App&, int&), std::string line) { return ask_app(add, std::move(line)); }

Answer ask(void (*add)(CLI::App&, int&), std::vector<std::string> arguments) {
  std::ranges::reverse(arguments); // as CLI11 takes them
  return ask_app(add, std::move(arguments));
}

} // namespace responsum::cmd::testing
