#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "asked_test.hpp"

namespace responsum::cmd {
namespace {

namespace fs = std::filesystem;

using testing::Answer;

// A configuration in a folder of its own, gone afterwards.
class VerbConfig : public ::testing::Test {
 protected:
  VerbConfig() {
    std::string path = (fs::path{::testing::TempDir()} / "responsum-verb-XXXXXX").string();
    dir_ = mkdtemp(path.data());
  }
  ~VerbConfig() override { fs::remove_all(dir_); }

  Answer run(const std::string& verb, const std::string& text) {
    const std::string file = dir_ + "/responsum.toml";
    std::ofstream{file} << text;
    return testing::ask(add_config, "config " + verb + ' ' + file);
  }

  std::string dir_;
};

constexpr const char* sound = "[[site]]\n[[site.route]]\npath = \"/\"\nfiles = \".\"\n";

TEST_F(VerbConfig, CheckSaysThatItIsSound) {
  const Answer answer = run("check", sound);
  EXPECT_EQ(answer.exit_code, 0);
  EXPECT_EQ(answer.out, dir_ + "/responsum.toml: sound; 1 site, 1 route\n");
  EXPECT_EQ(answer.err, "");
}

TEST_F(VerbConfig, CheckReportsEverythingAndFails) {
  const Answer answer = run("check", std::string{"[server]\nlisen = 1\nworkers = 0\n"} + sound);
  EXPECT_EQ(answer.exit_code, 1);
  EXPECT_EQ(answer.out, "");
  EXPECT_NE(answer.err.find("did you mean `listen`?"), std::string::npos) << answer.err;
  EXPECT_TRUE(answer.err.ends_with("\n2 errors\n")) << answer.err;
}

TEST_F(VerbConfig, WarningsDoNotFail) {
  const Answer answer = run("check", std::string{sound} + "[[site.route]]\npath = \"/x\"\nfiles = \".\"\n");
  EXPECT_EQ(answer.exit_code, 0);
  EXPECT_TRUE(answer.err.ends_with("\n1 warning\n")) << answer.err;
}

TEST_F(VerbConfig, ShowPrintsValuesWithTheirOrigin) {
  const Answer answer = run("show", std::string{"[limits]\nmax_fields = 100\n"} + sound);
  EXPECT_EQ(answer.exit_code, 0);
  EXPECT_NE(answer.out.find("max_fields = 100 "), std::string::npos) << answer.out;
  EXPECT_NE(answer.out.find("# " + dir_ + "/responsum.toml:2\n"), std::string::npos) << answer.out;
}

} // namespace
} // namespace responsum::cmd
