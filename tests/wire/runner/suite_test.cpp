#include "runner/suite.hpp"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <fstream>

#include "runner/canned_server.hpp"

namespace responsum::wire {
namespace {

namespace fs = std::filesystem;

class SuiteTest : public testing::Test {
 protected:
  SuiteTest() {
    std::string name = (fs::temp_directory_path() / "responsum-suite-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    fs::create_directory(folder_ / "sites");
    std::ofstream{folder_ / "sites/default.toml"} << "# nothing\n";
  }
  ~SuiteTest() override { fs::remove_all(folder_); }

  std::unique_ptr<ServerUnderTest> start(const fs::path& config) {
    started_.push_back(config);
    return std::make_unique<CannedServer>([](std::string_view) {
      return CannedServer::Answer{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false, "repr.whole"};
    });
  }
  static Script script(std::string_view status_line) {
    return *parse_script("rule: a\n>>>\nGET / HTTP/1.1\n\n<<<\n" + std::string{status_line} + "\n");
  }

  fs::path folder_;
  std::vector<fs::path> started_;
};

TEST_F(SuiteTest, StartsAServerOncePerConfigurationOnACopyOfTheSites) {
  Suite suite{folder_, [this](const fs::path& config) { return start(config); }};
  suite.play(folder_ / "gate/a.wire", script("HTTP/1.1 200 OK"), Transport::plain, Mode::whole);
  suite.play(folder_ / "gate/a.wire", script("HTTP/1.1 200 OK"), Transport::plain, Mode::bytes);
  ASSERT_EQ(started_.size(), 1U);
  EXPECT_EQ(started_[0].filename(), "default.toml");
  EXPECT_NE(started_[0].parent_path(), folder_ / "sites");
}

TEST_F(SuiteTest, FailsTheTestWithFileAndLine) {
  Suite suite{folder_, [this](const fs::path& config) { return start(config); }};
  EXPECT_NONFATAL_FAILURE(
      suite.play(folder_ / "gate/a.wire", script("HTTP/1.1 404 Not Found"), Transport::plain, Mode::whole),
      "gate/a.wire:5: `HTTP/1.1 200 OK`, should be `HTTP/1.1 404 Not Found`");
}

TEST_F(SuiteTest, SkipsWhatNeedsAnotherUser) {
  Script needs = script("HTTP/1.1 200 OK");
  EXPECT_EQ(reason_to_skip(needs, true), "");
  EXPECT_EQ(reason_to_skip(needs, false), "");
  needs.needs_root = true;
  EXPECT_EQ(reason_to_skip(needs, true), "");
  EXPECT_NE(reason_to_skip(needs, false), "");
  needs.needs_root = false;
  needs.needs_other_than_root = true;
  EXPECT_NE(reason_to_skip(needs, true), "");
  EXPECT_EQ(reason_to_skip(needs, false), "");
}

TEST_F(SuiteTest, GivesAScriptThatDrainsAServerOfItsOwn) {
  Suite suite{folder_, [this](const fs::path& config) { return start(config); }};
  const Script drains = script("HTTP/1.1 200 OK\n--- drain");
  suite.play(folder_ / "gate/a.wire", script("HTTP/1.1 200 OK"), Transport::plain, Mode::whole);
  suite.play(folder_ / "gate/b.wire", drains, Transport::plain, Mode::whole);
  suite.play(folder_ / "gate/c.wire", script("HTTP/1.1 200 OK"), Transport::plain, Mode::whole);
  EXPECT_EQ(started_.size(), 2U);
  EXPECT_EQ(suite.played(), 3U);
}

TEST_F(SuiteTest, WantsTheSameAnswerInEveryMode) {
  int count = 0;
  Suite suite{folder_, [&count](const fs::path&) {
                return std::make_unique<CannedServer>([&count](std::string_view) {
                  const std::string changing = "X-Count: " + std::to_string(++count > 2 ? 1 : 0) + "\r\n";
                  return CannedServer::Answer{"HTTP/1.1 200 OK\r\n" + changing + "Content-Length: 0\r\n\r\n", false,
                                              ""};
                });
              }};
  suite.play(folder_ / "gate/a.wire", script("HTTP/1.1 200 OK"), Transport::plain, Mode::whole);
  suite.play(folder_ / "gate/a.wire", script("HTTP/1.1 200 OK"), Transport::plain, Mode::bytes);
  EXPECT_NONFATAL_FAILURE(
      suite.play(folder_ / "gate/a.wire", script("HTTP/1.1 200 OK"), Transport::plain, Mode::split),
      "another answer than in other pieces");
}

TEST_F(SuiteTest, ComparesEachExchangeOfTheWholeMode) {
  Suite suite{folder_, [this](const fs::path& config) { return start(config); }};
  std::vector<std::string> seen;
  suite.compare_with([&seen](const fs::path& config, const Exchange& exchange) {
    seen.push_back(config.filename().string() + " " + std::string{exchange.request.substr(0, 5)} + " " +
                   exchange.observed->condition);
  });
  suite.play(folder_ / "gate/a.wire", script("HTTP/1.1 200 OK"), Transport::plain, Mode::whole);
  suite.play(folder_ / "gate/a.wire", script("HTTP/1.1 200 OK"), Transport::plain, Mode::split);
  EXPECT_EQ(seen, std::vector<std::string>{"default.toml GET / repr.whole"});
}

} // namespace
} // namespace responsum::wire
