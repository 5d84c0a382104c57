#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "responsum/resource/file/files.hpp"

namespace responsum::resource::file {
namespace {

namespace fs = std::filesystem;

class NearNamesTest : public ::testing::Test {
 protected:
  NearNamesTest() {
    fs::create_directories(root_ / "docs");
    for (const char* name : {"index.html", "about.html", "README.txt", ".secret", "docs/guide.html"})
      std::ofstream{root_ / name} << "x";
  }
  ~NearNamesTest() override { fs::remove_all(root_); }

  std::vector<std::string> near_to(const std::string& path, bool lists_hidden = false) {
    FilesOptions options;
    options.root = root_.string();
    options.lists_hidden = lists_hidden;
    Files files{options, types_, system_};
    base::Arena arena;
    Bench bench{arena, {1000, 1000, 0}, 1};
    const message::RequestHead head{};
    return files.near_names({path, path, head}, bench);
  }

 private:
  static fs::path fresh_directory() {
    std::string pattern = (fs::temp_directory_path() / "near_names.XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::system_error{errno, std::generic_category()};
    return pattern;
  }

  fs::path root_ = fresh_directory();
  MediaTypes types_;
  FileSystem system_;
};

using Names = std::vector<std::string>;

TEST_F(NearNamesTest, FindsSlipsOfTheFinger) {
  EXPECT_EQ(near_to("/indx.html"), Names{"/index.html"});
  EXPECT_EQ(near_to("/docs/giude.html"), Names{"/docs/guide.html"});
  EXPECT_EQ(near_to("/contact.html"), Names{});
}

TEST_F(NearNamesTest, FindsAnotherCase) { EXPECT_EQ(near_to("/readme.TXT"), Names{"/README.txt"}); }

TEST_F(NearNamesTest, FindsWhatLacksItsExtension) { EXPECT_EQ(near_to("/about"), Names{"/about.html"}); }

TEST_F(NearNamesTest, LooksWhereThePathFirstFails) {
  EXPECT_EQ(near_to("/dosc/guide.html"), Names{"/docs/"});
  EXPECT_EQ(near_to("/dosc/deeper/"), Names{"/docs/"});
}

TEST_F(NearNamesTest, KeepsHiddenNamesHidden) {
  EXPECT_EQ(near_to("/.secre"), Names{});
  EXPECT_EQ(near_to("/.secre", true), Names{"/.secret"});
}

TEST_F(NearNamesTest, ShortNamesAreNotLikeEverything) { EXPECT_EQ(near_to("/x"), Names{}); }

} // namespace
} // namespace responsum::resource::file
