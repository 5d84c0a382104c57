#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "asked_test.hpp"

namespace responsum::cmd {
namespace {

namespace fs = std::filesystem;

using testing::Answer;

// What it does to a server that runs is tested from outside; here, what it refuses to do.
class VerbReload : public ::testing::Test {
 protected:
  VerbReload() { fs::create_directories(folder_ / "www"); }
  ~VerbReload() override { fs::remove_all(folder_); }

  void configure(const std::string& server) {
    std::ofstream{folder_ / "site.toml"}
        << server << "[[site]]\nhosts = [\"*\"]\n[[site.route]]\npath = \"/\"\nfiles = \"www\"\n";
  }
  void write_pid(const std::string& text) { std::ofstream{folder_ / "pid"} << text; }

  Answer reload(const std::string& more = "") {
    return testing::ask(add_reload, "reload --config " + (folder_ / "site.toml").string() + " " + more);
  }
  // It fails and says why.
  void expect_refusal(const Answer& answer, const std::string& why) {
    EXPECT_EQ(answer.exit_code, 1);
    EXPECT_EQ(answer.out, "");
    EXPECT_NE(answer.err.find(why), std::string::npos) << answer.err;
  }

  fs::path folder_ = [] {
    std::string pattern = (fs::temp_directory_path() / "verb_reload.XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::system_error{errno, std::generic_category()};
    return fs::path{pattern};
  }();
};

TEST_F(VerbReload, WantsToKnowTheProcess) {
  configure("");
  expect_refusal(reload(), "sets no pid_file; say which process with --pid");
  EXPECT_NE(reload("--pid 0").exit_code, 0);
}

TEST_F(VerbReload, SaysThatNothingRuns) {
  configure("[server]\npid_file = \"pid\"\n");
  expect_refusal(reload(), "there is no pid file " + (folder_ / "pid").string());
  write_pid("99999999\n"); // beyond what the kernel gives
  expect_refusal(reload(), "there is no process 99999999");
}

TEST_F(VerbReload, DoesNotSignalStrangers) {
  configure("[server]\npid_file = \"pid\"\n");
  write_pid("1\n");
  expect_refusal(reload(), "process 1 is no server of ours");
}

TEST_F(VerbReload, ABrokenConfigurationIsNotAnnounced) {
  configure("[server]\nlisten = \"nowhere\"\n");
  const Answer answer = reload("--pid " + std::to_string(::getpid())); // would end this test
  expect_refusal(answer, "site.toml:2:10: error: ");
  expect_refusal(answer, "nothing was sent");
}

} // namespace
} // namespace responsum::cmd
