#include <gtest/gtest.h>

#include <unistd.h>

#include <iostream>
#include <string>

#include "asked_test.hpp"

namespace responsum::cmd {
namespace {

using testing::Answer;

// `typed` comes by a pipe.
Answer run(const std::string& arguments, const std::string& typed) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  EXPECT_EQ(::write(ends[1], typed.data(), typed.size()), static_cast<ssize_t>(typed.size()));
  ::close(ends[1]);
  const int before = ::dup(STDIN_FILENO);
  ::dup2(ends[0], STDIN_FILENO);
  ::close(ends[0]);
  std::cin.clear();
  const Answer answer = testing::ask(add_hash_password, arguments);
  ::dup2(before, STDIN_FILENO);
  ::close(before);
  return answer;
}

TEST(VerbHashPassword, MakesLinesForFilesOfUsers) {
  EXPECT_TRUE(run("hash-password", "x\n").out.starts_with("$y$"));
  EXPECT_TRUE(run("hash-password --user alice --kind sha512-crypt", "x\n").out.starts_with("alice:$6$"));
  EXPECT_EQ(run("hash-password --user alice --digest staff", "x\n").out,
            "alice:staff:37d3b4d03a577c7356e683969803241c08b47c8f36f6c85bb9b2fa246ef81696\n");
}

TEST(VerbHashPassword, RefusesWhatIsNone) {
  EXPECT_EQ(run("hash-password", "\n").exit_code, 1);
  EXPECT_EQ(run("hash-password", "").exit_code, 1);
  EXPECT_EQ(run("hash-password --digest staff", "x\n").exit_code, 1);
  EXPECT_NE(run("hash-password --kind md5", "x\n").exit_code, 0);
}

} // namespace
} // namespace responsum::cmd
