// Several files, and folders that have to exist: what needs a real file system.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "responsum/config/problems_test.hpp"

namespace responsum::config {
namespace {

namespace fs = std::filesystem;

// A folder of its own for each test, gone afterwards; problems name files below it as "DIR/...".
class Include : public ::testing::Test {
 protected:
  Include() {
    std::string path = (fs::path{::testing::TempDir()} / "responsum-config-XXXXXX").string();
    dir_ = mkdtemp(path.data());
  }
  ~Include() override { fs::remove_all(dir_); }

  void write(const std::string& name, std::string_view text) {
    fs::create_directories((fs::path{dir_} / name).parent_path());
    std::ofstream{fs::path{dir_} / name} << text;
  }
  Reading read(const std::string& name) { return read_file(dir_ + '/' + name, {}); }
  std::string problems(const std::string& name) {
    const Reading reading = read(name);
    std::string text = render_all(reading ? reading->warnings : reading.error());
    for (std::size_t at = text.find(dir_); at != std::string::npos; at = text.find(dir_))
      text.replace(at, dir_.size(), "DIR");
    return text;
  }

  std::string dir_;
};

constexpr std::string_view site_a = "[[site]]\nhosts = \"a\"\n[[site.route]]\npath = \"/\"\nfiles = \"../public\"\n";
constexpr std::string_view site_b = "[[site]]\nhosts = \"b\"\n[[site.route]]\npath = \"/\"\nfiles = \"../public\"\n";

TEST_F(Include, ReadsMatchesInTheirOrderBeforeTheRestOfTheFile) {
  fs::create_directories(dir_ + "/public");
  write("main.toml", "include = [\"sites/*.toml\"]\n[[site]]\n[[site.route]]\npath = \"/\"\nfiles = \"public\"\n");
  write("sites/2.toml", site_b);
  write("sites/1.toml", site_a);
  write("sites/other", "not read");
  const Reading reading = read("main.toml");
  ASSERT_TRUE(reading) << render_all(reading.error());
  const Configuration& configuration = *reading->configuration;
  ASSERT_EQ(configuration.sites.size(), 3u);
  EXPECT_EQ(configuration.sites[0].hosts[0]->name, "a");
  EXPECT_EQ(configuration.sites[1].hosts[0]->name, "b");
  EXPECT_EQ(configuration.sites[2].hosts[0]->kind, route::HostPattern::Kind::any);
  EXPECT_EQ(configuration.sites[0].origin.file, dir_ + "/sites/1.toml");
  EXPECT_EQ(*configuration.sites[0].routes[0].files, dir_ + "/public");
  EXPECT_EQ(configuration.file_names.size(), 3u);
}

TEST_F(Include, CyclesAreNamedInFull) {
  write("main.toml", "include = \"b/b.toml\"\n");
  write("b/b.toml", "include = \"../c.toml\"\n");
  write("c.toml", "include = \"main.toml\"\n");
  EXPECT_EQ(problems("main.toml"),
            "DIR/c.toml:1:11: error: the files include each other: DIR/main.toml -> DIR/b/b.toml -> DIR/c.toml -> "
            "DIR/main.toml\n"
            "     1 | include = \"main.toml\"\n"
            "       |           ^^^^^^^^^^^\n"
            "DIR/main.toml: error: no site: there is nothing to serve\n"
            "       = add [[site]] and below it [[site.route]] with `path` and `files`\n");
}

TEST_F(Include, AFileIsReadOnce) {
  fs::create_directories(dir_ + "/public");
  write("main.toml", "include = [\"s/a.toml\", \"s/a.toml\"]\n");
  write("s/a.toml", site_a);
  EXPECT_EQ(problems("main.toml"),
            "DIR/main.toml:1:24: error: `DIR/s/a.toml` is already included by DIR/main.toml:1\n"
            "     1 | include = [\"s/a.toml\", \"s/a.toml\"]\n"
            "       |                        ^^^^^^^^^^\n");
}

TEST_F(Include, DuplicatesNameBothPlaces) {
  fs::create_directories(dir_ + "/public");
  write("main.toml", "include = \"s/a.toml\"\n[limits]\nmax_fields = 10\n[types]\nx = \"a/b\"\n");
  write("s/a.toml", "[limits]\nmax_fields = 20\n[types]\nx = \"a/c\"\n" + std::string{site_a});
  EXPECT_EQ(problems("main.toml"), "DIR/main.toml:3:14: error: `max_fields` is already set in DIR/s/a.toml:2\n"
                                   "     3 | max_fields = 10\n"
                                   "       |              ^^\n"
                                   "DIR/main.toml:5:1: error: the type of \"x\" is already set in DIR/s/a.toml:4\n"
                                   "     5 | x = \"a/b\"\n"
                                   "       | ^\n");
}

TEST_F(Include, ServerAndLogBelongInTheMainFile) {
  fs::create_directories(dir_ + "/public");
  write("main.toml", "include = \"s/a.toml\"\n");
  write("s/a.toml", "[server]\n" + std::string{site_a});
  EXPECT_EQ(problems("main.toml"), "DIR/s/a.toml:1:1: error: [server] belongs in the main file, `DIR/main.toml`\n"
                                   "     1 | [server]\n"
                                   "       | ^^^^^^^^\n");
}

TEST_F(Include, AMissingFileIsAnErrorAnEmptyPatternAWarning) {
  fs::create_directories(dir_ + "/public");
  write("s/main.toml", "include = [\"none.toml\", \"none/*.toml\"]\n" + std::string{site_a});
  EXPECT_EQ(problems("s/main.toml"),
            "DIR/s/main.toml:1:12: error: `DIR/s/none.toml` cannot be read: No such file or directory\n"
            "     1 | include = [\"none.toml\", \"none/*.toml\"]\n"
            "       |            ^^^^^^^^^^^\n"
            "DIR/s/main.toml:1:25: warning: `DIR/s/none/*.toml` matches no file\n"
            "     1 | include = [\"none.toml\", \"none/*.toml\"]\n"
            "       |                         ^^^^^^^^^^^^^\n");
}

TEST_F(Include, TheMainFileHasToBeReadable) {
  EXPECT_EQ(problems("none.toml"), "error: `DIR/none.toml` cannot be read: No such file or directory\n");
  EXPECT_EQ(problems("."), "error: `DIR/.` is a folder\n");
}

TEST_F(Include, FoldersHaveToExist) {
  fs::create_directories(dir_ + "/public");
  write("one.html", "");
  write("main.toml", "[[site]]\n[[site.route]]\npath = \"/one\"\nfiles = \"one.html\"\n"
                     "[[site.route]]\npath = \"/two/\"\nfiles = \"one.html\"\n"
                     "[[site.route]]\npath = \"/\"\nfiles = \"publik\"\n");
  EXPECT_EQ(problems("main.toml"), "DIR/main.toml:7:9: error: `DIR/one.html` is not a folder\n"
                                   "     7 | files = \"one.html\"\n"
                                   "       |         ^^^^^^^^^^\n"
                                   "       = only a route with an exact path serves one file\n"
                                   "DIR/main.toml:10:9: error: `DIR/publik` does not exist\n"
                                   "    10 | files = \"publik\"\n"
                                   "       |         ^^^^^^^^\n"
                                   "       = did you mean `DIR/public`?\n");
}

TEST_F(Include, ADirectoryAloneIsASite) {
  const Reading reading = for_directory(dir_, "127.0.0.1:0");
  ASSERT_TRUE(reading);
  const Configuration& configuration = *reading->configuration;
  EXPECT_EQ(write_endpoint(*configuration.server.listen[0]), "127.0.0.1:0");
  ASSERT_EQ(configuration.sites.size(), 1u);
  EXPECT_EQ(*configuration.sites[0].routes[0].files, dir_);
  EXPECT_EQ(configuration.sites[0].routes[0].path->text, "/");
  EXPECT_EQ(base::describe(configuration.sites[0].routes[0].origin), "command line");
  EXPECT_EQ(write_endpoint(*for_directory(dir_, "")->configuration->server.listen[0]), "127.0.0.1:8080");
}

TEST_F(Include, ADirectoryAloneIsChecked) {
  const Reading reading = for_directory(dir_ + "/none", "here");
  ASSERT_FALSE(reading);
  EXPECT_EQ(render_all(reading.error()), "error: `" + dir_ +
                                             "/none` does not exist\n"
                                             "error: \"here\" is no address to listen at: the port is missing\n");
}

// The file that people read first has to be right.
TEST(Tour, ConfigurationIsSound) {
  const Reading reading = read_file(RESPONSUM_SOURCE_DIR "/examples/tour/responsum.toml", {});
  if (!reading) {
    // The tour's pages are made when the project is built; everything else has to be right before.
    for (const Problem& problem : reading.error())
      EXPECT_NE(problem.message.find("does not exist"), std::string::npos) << render(problem);
    return;
  }
  EXPECT_EQ(render_all(reading->warnings), "");
}

} // namespace
} // namespace responsum::config
