#include "responsum/config/problem.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace responsum::config {
namespace {

TEST(Problem, RendersLineCaretAndHelp) {
  const Problem problem{Severity::error, "a.toml", 12, 5, 3, "no", "yes", "key = value"};
  EXPECT_EQ(render(problem), "a.toml:12:5: error: no\n"
                             "    12 | key = value\n"
                             "       |     ^^^\n"
                             "       = yes\n");
}

TEST(Problem, KeepsTabsAndHidesControlCharacters) {
  const Problem problem{Severity::warning, "a.toml", 1, 2, 0, "no", "", "\tx\x1b[2J"};
  EXPECT_EQ(render(problem), "a.toml:1:2: warning: no\n"
                             "     1 | \tx?[2J\n"
                             "       | \t^\n");
}

TEST(Problem, RendersWithoutPlace) {
  EXPECT_EQ(render({Severity::error, "a.toml", 0, 0, 0, "no", "", ""}), "a.toml: error: no\n");
  EXPECT_EQ(render({Severity::error, "", 0, 0, 0, "no", "", ""}), "error: no\n");
}

TEST(Problem, CountsInWords) {
  const Problem error, warning{Severity::warning, "", 0, 0, 0, "", "", ""};
  EXPECT_EQ(count_of(std::vector{error}), "1 error");
  EXPECT_EQ(count_of(std::vector{error, warning, error}), "2 errors, 1 warning");
  EXPECT_EQ(count_of(std::vector{warning}), "1 warning");
  EXPECT_FALSE(has_errors(std::vector{warning}));
  EXPECT_TRUE(has_errors(std::vector{warning, error}));
}

TEST(TokenLength, CoversWhatBelongsTogether) {
  EXPECT_EQ(token_length("listen = 1", 1), 6u);
  EXPECT_EQ(token_length("a = \"b c\" # d", 5), 5u);
  EXPECT_EQ(token_length("a = \"b\\\"c\"", 5), 6u);
  EXPECT_EQ(token_length("a = [1, \"]\"] # x", 5), 8u);
  EXPECT_EQ(token_length("[[site]] # x", 1), 8u);
  EXPECT_EQ(token_length("a = [1, # x", 5), 3u);
  EXPECT_EQ(token_length("a = \"größe\"", 5), 7u);
  EXPECT_EQ(token_length("a", 7), 1u);
}

TEST(Closest, FindsWhatWasMeantOrNothing) {
  constexpr std::array<std::string_view, 4> keys{"listen", "console", "head_timeout_ms", "hide"};
  EXPECT_EQ(closest("lisen", keys), "listen");
  EXPECT_EQ(closest("litsen", keys), "listen");
  EXPECT_EQ(closest("Listen", keys), "listen");
  EXPECT_EQ(closest("head_timeout", keys), "head_timeout_ms");
  EXPECT_EQ(closest("hidden", keys), "hide");
  EXPECT_EQ(closest("x", keys), "");
  EXPECT_EQ(closest("workers", keys), "");
  EXPECT_EQ(closest("", keys), "");
}

} // namespace
} // namespace responsum::config
