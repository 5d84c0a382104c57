#include "runner/sites.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace responsum::wire {
namespace {

namespace fs = std::filesystem;

class SitesTest : public testing::Test {
 protected:
  SitesTest() {
    std::string name = (fs::temp_directory_path() / "responsum-sites-XXXXXX").string();
    source_ = ::mkdtemp(name.data());
  }
  ~SitesTest() override { fs::remove_all(source_); }

  void write(const std::string& name, const std::string& text) const { std::ofstream{source_ / name} << text; }

  fs::path source_;
};

TEST_F(SitesTest, CopyAndPrepare) {
  write("a.txt", "a");
  write("prepare.txt",
        "# a comment\n\nmode 000 a.txt\nfifo pipe\nlarge 12 deep/b\ndate 86400 deep/b\nlink a.txt c\n");
  fs::path path;
  {
    const Sites sites{source_};
    path = sites.path();
    EXPECT_EQ(fs::status(path / "a.txt").permissions(), fs::perms::none);
    EXPECT_TRUE(fs::is_fifo(path / "pipe"));
    EXPECT_EQ(fs::read_symlink(path / "c"), "a.txt");
    std::ifstream in{path / "deep/b"};
    EXPECT_EQ((std::string{std::istreambuf_iterator<char>{in}, {}}), "012345678901");
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(SitesTest, RefuseWhatTheyCannotDo) {
  write("prepare.txt", "polish a.txt\n");
  EXPECT_THROW(Sites{source_}, std::runtime_error);
}

} // namespace
} // namespace responsum::wire
