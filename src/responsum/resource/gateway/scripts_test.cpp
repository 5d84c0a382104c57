#include "responsum/resource/gateway/scripts.hpp"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>

#include "responsum/codec/h1/request_parser.hpp"

namespace responsum::resource::gateway {
namespace {

namespace fs = std::filesystem;

class ScriptsTest : public ::testing::Test {
 protected:
  ScriptsTest() {
    std::string name = (fs::temp_directory_path() / "responsum-scripts-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    fs::create_directories(folder_ / "blog");
    for (const char* file : {"run", "index", "blog/index", "blog/post"}) std::ofstream{folder_ / file};
    fs::create_symlink("/etc/passwd", folder_ / "out");
    here_ = {.programs = true, .root = folder_.string(), .index = "index", .split = "", .system = &system_};
  }
  ~ScriptsTest() override { fs::remove_all(folder_); }

  // "NAME and INFO", or "none".
  std::string found(std::string_view path, const Scripts& scripts) {
    const auto script = script_of(path, scripts, memory_);
    return script ? std::string{script->name} + " and " + std::string{script->info} : "none";
  }
  std::string param(std::string_view name, std::string_view head, const Scripts& scripts, std::string_view path) {
    codec::h1::RequestParser parser;
    parser.start(head_);
    EXPECT_EQ(parser.parse(head, {}, head_), codec::h1::Progress::complete);
    const Request request{.whole_path = whole_.empty() ? path : std::string_view{whole_},
                          .path = path,
                          .head = head_,
                          .address = "192.0.2.7",
                          .told = told_};
    const Options options{
        .pseudonym = "here", .retries = {}, .request_buffer_bytes = {}, .response_buffer_bytes = {}};
    const RequestMade made =
        make_request(request, {.client_address = "192.0.2.7", .authority = "app"}, options, memory_);
    const auto script = script_of(path, scripts, memory_);
    if (!script) return "no script";
    for (const auto& p : params_of(request, made, *script, scripts, road_, memory_))
      if (p.name == name) return std::string{p.value};
    return "no such parameter";
  }

  fs::path folder_;
  file::FileSystem system_;
  base::Arena memory_;
  message::RequestHead head_;
  std::string whole_;
  std::span<const message::ResponseField> told_;
  ScriptRoad road_{.client = *net::Address::parse("192.0.2.7:4711"),
                   .reached = *net::Address::parse("192.0.2.1:8080"),
                   .address = "192.0.2.7"};
  Scripts here_;
  Scripts elsewhere_{.root = "/srv/app", .index = "index.php", .split = ".php"};
};

TEST_F(ScriptsTest, ANameEndsWhereItSplits) {
  EXPECT_EQ(found("/a.php", elsewhere_), "/a.php and ");
  EXPECT_EQ(found("/a.php/b/c.php", elsewhere_), "/a.php and /b/c.php");
  EXPECT_EQ(found("/a.phpx/b.php/c", elsewhere_), "/a.phpx/b.php and /c");
}

TEST_F(ScriptsTest, WhatNamesNoneGoesToTheIndexAtTheRoot) {
  EXPECT_EQ(found("/", elsewhere_), "/index.php and ");
  EXPECT_EQ(found("/some/page", elsewhere_), "/index.php and ");
  elsewhere_.index.clear();
  EXPECT_EQ(found("/some/page", elsewhere_), "none");
}

TEST_F(ScriptsTest, TheFirstFileOfThePathIsTheProgram) {
  EXPECT_EQ(found("/run", here_), "/run and ");
  EXPECT_EQ(found("/run/more/info", here_), "/run and /more/info");
  EXPECT_EQ(found("/blog/post/1", here_), "/blog/post and /1");
  EXPECT_EQ(found("/blog/", here_), "/blog/index and ");
  EXPECT_EQ(found("/", here_), "/index and ");
  EXPECT_EQ(found("/blog", here_), "none");
  EXPECT_EQ(found("/none", here_), "none");
  EXPECT_EQ(found("//run", here_), "none");
}

TEST_F(ScriptsTest, NoPathClimbsOrLeadsOut) {
  EXPECT_EQ(found("/../run", here_), "none");
  EXPECT_EQ(found("/blog/../run", here_), "none");
  EXPECT_EQ(found("/out", here_), "none");
  EXPECT_EQ(found("/../etc/a.php", elsewhere_), "none");
  EXPECT_EQ(found("/..a.php", elsewhere_), "/..a.php and ");
}

constexpr std::string_view plain = "GET /a.php/b?q HTTP/1.1\r\nHost: [::1]:8080\r\nProxy: evil\r\nX-One: 1\r\n"
                                   "X_One: 2\r\nX_Two: 2\r\nContent-Type: text/plain\r\nX.Odd: 3\r\n\r\n";

TEST_F(ScriptsTest, SaysWhereTheScriptIsAndWhatFollows) {
  const auto said = [&](std::string_view name) { return param(name, plain, elsewhere_, "/a.php/b"); };
  EXPECT_EQ(said("SCRIPT_NAME"), "/a.php");
  EXPECT_EQ(said("SCRIPT_FILENAME"), "/srv/app/a.php");
  EXPECT_EQ(said("PATH_INFO"), "/b");
  EXPECT_EQ(said("PATH_TRANSLATED"), "/srv/app/b");
  EXPECT_EQ(said("QUERY_STRING"), "q");
  EXPECT_EQ(said("REQUEST_URI"), "/a.php/b?q");
  EXPECT_EQ(said("SERVER_NAME"), "[::1]");
  EXPECT_EQ(said("SERVER_PORT"), "8080");
  EXPECT_EQ(said("REMOTE_PORT"), "4711");
  EXPECT_EQ(said("HTTPS"), "no such parameter");
}

TEST_F(ScriptsTest, TheMountIsOfTheScriptsName) {
  whole_ = "/mount/a.php";
  EXPECT_EQ(param("SCRIPT_NAME", plain, elsewhere_, "/a.php"), "/mount/a.php");
  EXPECT_EQ(param("SCRIPT_FILENAME", plain, elsewhere_, "/a.php"), "/srv/app/a.php");
}

TEST_F(ScriptsTest, FieldsAreVariablesButForThoseThatWouldBeTakenForOthers) {
  const auto said = [&](std::string_view name) { return param(name, plain, elsewhere_, "/a.php"); };
  EXPECT_EQ(said("HTTP_X_ONE"), "1");
  EXPECT_EQ(said("HTTP_X_TWO"), "2");
  EXPECT_EQ(said("HTTP_PROXY"), "no such parameter");
  EXPECT_EQ(said("HTTP_CONTENT_TYPE"), "no such parameter");
  EXPECT_EQ(said("CONTENT_TYPE"), "text/plain");
  EXPECT_EQ(said("HTTP_X.ODD"), "no such parameter");
  EXPECT_EQ(said("HTTP_HOST"), "[::1]:8080");
}

TEST_F(ScriptsTest, WhatIsConfiguredStandsInPlaceOfTheUsual) {
  elsewhere_.params = {{"SERVER_SOFTWARE", "ours"}, {"APP_ENV", "test"}};
  EXPECT_EQ(param("SERVER_SOFTWARE", plain, elsewhere_, "/a.php"), "ours");
  EXPECT_EQ(param("APP_ENV", plain, elsewhere_, "/a.php"), "test");
}

TEST_F(ScriptsTest, SaysWhoTheUserIs) {
  const std::array told{message::ResponseField{"Remote-User", "ada"}};
  told_ = told;
  EXPECT_EQ(param("REMOTE_USER", plain, elsewhere_, "/a.php"), "ada");
}

} // namespace
} // namespace responsum::resource::gateway
