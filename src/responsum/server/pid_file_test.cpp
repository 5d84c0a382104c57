#include "responsum/server/pid_file.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>

namespace responsum::server {
namespace {

namespace fs = std::filesystem;

class PidFileTest : public testing::Test {
 protected:
  ~PidFileTest() override { fs::remove(path_); }
  std::string path_ = (fs::temp_directory_path() / ("pid_file_test." + std::to_string(::getpid()))).string();
};

TEST_F(PidFileTest, LastsAsLongAsItsHolder) {
  {
    const auto held = PidFile::write(path_);
    ASSERT_TRUE(held) << held.error();
    EXPECT_EQ(read_pid(path_), ::getpid());
  }
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(PidFileTest, LeavesAnothersAlone) {
  {
    const auto held = PidFile::write(path_);
    std::ofstream{path_} << ::getpid() + 1 << '\n';
  }
  EXPECT_EQ(read_pid(path_), ::getpid() + 1);
}

TEST_F(PidFileTest, MayBeNone) { EXPECT_TRUE(PidFile::write("")); }

TEST_F(PidFileTest, SaysWhyItCannotBeWrittenOrRead) {
  const auto written = PidFile::write("/no/such/folder/pid");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error(), "cannot write /no/such/folder/pid: No such file or directory");
  EXPECT_FALSE(read_pid(path_));
  std::ofstream{path_} << "none";
  const auto read = read_pid(path_);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error(), path_ + " holds no number of a process");
}

TEST_F(PidFileTest, TellsThisProgramFromOthers) {
  EXPECT_TRUE(check_is_server(::getpid()));
  const auto first = check_is_server(1); // init, or what a container runs
  ASSERT_FALSE(first);
  EXPECT_NE(first.error().find("process 1 is no server of ours"), std::string::npos) << first.error();

  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  const auto gone = check_is_server(child);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error(), "there is no process " + std::to_string(child));
}

} // namespace
} // namespace responsum::server
