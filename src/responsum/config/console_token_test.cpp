// The console's token: brought from outside, and quoted nowhere.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "responsum/config/read.hpp"
#include "responsum/config/show.hpp"

namespace responsum::config {
namespace {

constexpr std::string_view token = "0123456789-abcdef";

// The problems of a configuration with these lines in [server], as they are shown; empty: none.
std::string problems_of(const std::string& lines, const Environment& environment = {}) {
  const std::string text =
      "[server]\nlisten = \"127.0.0.1:0\"\n" + lines + "\n[[site]]\n[[site.route]]\npath = \"/\"\nfiles = \"/\"\n";
  const auto reading = read_text(text, "site.toml", environment);
  if (reading) return {};
  std::string shown;
  for (const Problem& problem : reading.error()) shown += render(problem);
  return shown;
}

std::unique_ptr<Configuration> read_with(const std::string& lines, const Environment& environment = {}) {
  const std::string text = "[server]\n" + lines + "\n[[site]]\n[[site.route]]\npath = \"/\"\nfiles = \"/\"\n";
  auto reading = read_text(text, "site.toml", environment);
  EXPECT_TRUE(reading.has_value());
  return std::move(reading->configuration);
}

const std::string from_environment = "console = \"0.0.0.0:8081\"\nconsole_token = \"${TOKEN}\"";

TEST(ConsoleToken, ComesFromTheEnvironmentAndIsNotShown) {
  const auto read = read_with(from_environment, {{"TOKEN", std::string{token}}});
  EXPECT_EQ(*read->server.console_token, token);
  EXPECT_EQ(show(*read).find(token), std::string::npos);
  EXPECT_NE(show(*read).find("console_token = \"${CONSOLE_TOKEN}\""), std::string::npos) << show(*read);
}

TEST(ConsoleToken, ComesFromAFileWithoutItsLineEnd) {
  std::string folder = (std::filesystem::temp_directory_path() / "console_token_XXXXXX").string();
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  std::ofstream{folder + "/token"} << token << "\n";
  std::ofstream{folder + "/site.toml"} << "[server]\nconsole_token_file = \"token\"\n"
                                       << "[[site]]\n[[site.route]]\npath = \"/\"\nfiles = \".\"\n";
  const auto read = read_file(folder + "/site.toml", {});
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(*read->configuration->server.console_token, token);
  std::filesystem::remove(folder + "/token");
  const auto missing = read_file(folder + "/site.toml", {});
  ASSERT_FALSE(missing.has_value());
  EXPECT_NE(missing.error().front().message.find("cannot be read"), std::string::npos);
  std::filesystem::remove_all(folder);
}

TEST(ConsoleToken, IsAskedForBeyondLoopback) {
  for (const std::string address : {"0.0.0.0:8081", ":8081", "192.0.2.1:8081", "[::]:8081"})
    EXPECT_NE(problems_of("console = \"" + address + "\"").find("set console_token"), std::string::npos) << address;
  for (const std::string address : {"127.0.0.1:8081", "[::1]:8081", "127.0.0.2:8081"})
    EXPECT_EQ(problems_of("console = \"" + address + "\""), "") << address;
  EXPECT_EQ(problems_of(from_environment, {{"TOKEN", std::string{token}}}), "");
}

TEST(ConsoleToken, IsLongAndFitsIntoAField) {
  for (const std::string wrong : {"short", "0123456789abcde", "0123456789 abcdef", "0123456789;abcdef", ""}) {
    const std::string shown = problems_of(from_environment, {{"TOKEN", wrong}});
    EXPECT_NE(shown.find("the token of the console"), std::string::npos) << wrong;
    EXPECT_TRUE(wrong.empty() || shown.find(wrong) == std::string::npos) << shown;
  }
}

TEST(ConsoleToken, IsNeverQuoted) {
  const std::string secret{token};
  for (const std::string& lines :
       {"console_token = \"" + secret + "\"", "console_token = \"${TOKEN:-" + secret + "}\"",
        "console_token = \"${TOKEN}" + secret + "\""}) {
    const std::string shown = problems_of(lines, {{"TOKEN", secret}});
    EXPECT_NE(shown.find("does not belong into a configuration"), std::string::npos) << shown;
    EXPECT_EQ(shown.find(secret), std::string::npos) << shown;
  }
}

} // namespace
} // namespace responsum::config
