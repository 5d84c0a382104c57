#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "asked_test.hpp"

namespace responsum::cmd {
namespace {

namespace fs = std::filesystem;

using testing::Answer;

class VerbWhy : public ::testing::Test {
 protected:
  VerbWhy() {
    fs::create_directories(folder_ / "www");
    write("www/hello.txt", "hello, world");
    write("site.toml", "[limits]\nmax_fields = 8\n\n[[site]]\nhosts = [\"site.test\"]\n\n"
                       "[[site.route]]\nname = \"all\"\npath = \"/\"\nfiles = \"www\"\n");
  }
  ~VerbWhy() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) { std::ofstream{folder_ / name} << text; }
  std::string in_folder(const std::string& name) const { return (folder_ / name).string(); }

  Answer why(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "why");
    return testing::ask(add_why, std::move(arguments));
  }
  nlohmann::json why_json(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--config", in_folder("site.toml"), "--json"});
    const Answer answer = why(arguments);
    EXPECT_EQ(answer.exit_code, 0) << answer.err;
    return nlohmann::json::parse(answer.out);
  }

 private:
  static fs::path fresh_directory() {
    std::string pattern = (fs::temp_directory_path() / "verb_why.XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::system_error{errno, std::generic_category()};
    return pattern;
  }
  fs::path folder_ = fresh_directory();
};

TEST_F(VerbWhy, TellsARequestThatIsSpelledOut) {
  const auto told = why_json({"GET", "http://site.test/hello.txt?q#part", "-H", "Range: bytes=0-3"});
  EXPECT_EQ(told["request"]["target"], "/hello.txt?q");
  EXPECT_EQ(told["verdict"]["condition"], "range.single");
  EXPECT_EQ(told["verdict"]["status"], 206);
  EXPECT_EQ(told["route"]["name"], "all");
  EXPECT_EQ(told["route"]["origin"], in_folder("site.toml") + ":7");
  EXPECT_NE(told["response"]["head"].get<std::string>().find("Content-Range: bytes 0-3/12\r\n"), std::string::npos);
  EXPECT_EQ(told["questions"].front()["tag"], "A1");
  EXPECT_EQ(told["questions"].back()["tag"], told["verdict"]["decided_by"]);
}

TEST_F(VerbWhy, TheMethodIsGetUnlessSaid) {
  EXPECT_EQ(why_json({"http://site.test"})["request"]["method"], "GET");
  EXPECT_EQ(why_json({"HEAD", "http://site.test/"})["request"]["method"], "HEAD");
  EXPECT_EQ(why_json({"OPTIONS", "*", "-H", "Host: site.test"})["verdict"]["condition"], "options.server");
}

TEST_F(VerbWhy, SaysInWordsWhatItSaysInJson) {
  const Answer answer = why({"http://site.test/helo.txt", "--config", in_folder("site.toml")});
  EXPECT_EQ(answer.exit_code, 0);
  EXPECT_TRUE(answer.out.starts_with("GET /helo.txt at site.test\n")) << answer.out;
  EXPECT_NE(answer.out.find("\nverdict       fs.none\n"), std::string::npos) << answer.out;
  EXPECT_NE(answer.out.find("\n  /hello.txt: a name much like it\n"), std::string::npos) << answer.out;
}

TEST_F(VerbWhy, ServesADirectoryWithoutAConfiguration) {
  const Answer answer = why({"http://any.test/hello.txt", in_folder("www"), "--json"});
  EXPECT_EQ(nlohmann::json::parse(answer.out)["verdict"]["condition"], "repr.whole") << answer.err;
}

TEST_F(VerbWhy, ReadsRequestsAsTheyAre) {
  write("requests", "GET /hello.txt HTTP/1.1\r\nHost: site.test\r\n\r\nGET / HTTP/1.1\nGET /never HTTP/1.1\r\n\r\n");
  const Answer answer = why({"--raw", in_folder("requests"), "--config", in_folder("site.toml"), "--json"});
  EXPECT_EQ(answer.exit_code, 0);
  std::istringstream lines{answer.out};
  std::vector<std::string> conditions;
  for (std::string line; std::getline(lines, line);)
    conditions.push_back(nlohmann::json::parse(line)["verdict"]["condition"]);
  EXPECT_EQ(conditions, (std::vector<std::string>{"repr.whole", "syntax.line-ending"}));
}

TEST_F(VerbWhy, SendsContentAndOldVersions) {
  const auto put = why_json({"PUT", "http://site.test/hello.txt", "--data", "abc"});
  EXPECT_EQ(put["verdict"]["condition"], "method.not-allowed");
  EXPECT_EQ(put["response"]["close"], false); // what came was read
  EXPECT_EQ(why_json({"/hello.txt", "-H", "Host: site.test", "--http10"})["response"]["close"], true);
}

TEST_F(VerbWhy, NamesTheLimitWithItsPlace) {
  std::vector<std::string> arguments{"http://site.test/"};
  for (int i = 0; i < 8; ++i) arguments.insert(arguments.end(), {"-H", "X-N: 1"});
  const auto told = why_json(arguments);
  EXPECT_EQ(told["verdict"]["condition"], "fields.count");
  EXPECT_EQ(told["verdict"]["limit"]["key"], "max_fields");
  EXPECT_EQ(told["verdict"]["limit"]["value"], 8);
  EXPECT_EQ(told["verdict"]["limit"]["origin"], in_folder("site.toml") + ":2");
}

TEST_F(VerbWhy, Supposes) {
  EXPECT_EQ(why_json({"http://site.test/", "--fact", "draining"})["verdict"]["condition"], "server.draining");
  EXPECT_EQ(why_json({"http://site.test/", "--fact", "conn-cap"})["verdict"]["condition"], "conn.cap");
  EXPECT_TRUE(why_json({"http://site.test/", "--fact", "cut"})["verdict"]["status"].is_null());
  const Answer unknown = why({"http://site.test/", "--fact", "rain"});
  EXPECT_NE(unknown.exit_code, 0);
  EXPECT_NE(unknown.err.find("there are draining, slow-head, cut,"), std::string::npos) << unknown.err;
}

TEST_F(VerbWhy, StrangersAreToldLess) {
  const auto trusted = why_json({"http://site.test/none.txt"});
  const auto stranger = why_json({"http://site.test/none.txt", "--from", "192.0.2.1"});
  EXPECT_GT(trusted["response"]["content_octets"].get<int>(), stranger["response"]["content_octets"].get<int>());
}

TEST_F(VerbWhy, SaysHowItWantsToBeAsked) {
  EXPECT_NE(why({}).exit_code, 0);
  EXPECT_NE(why({"GET"}).exit_code, 0);
  const Answer https = why({"https://site.test/"});
  EXPECT_NE(https.exit_code, 0);
  EXPECT_NE(https.err.find("no `listen_tls`"), std::string::npos) << https.err;
  EXPECT_NE(why({"http://site.test/", "--from", "somewhere"}).exit_code, 0);
}

TEST_F(VerbWhy, ABrokenConfigurationIsReported) {
  write("broken.toml", "[limits]\nmax_field = 8\n");
  const Answer answer = why({"http://site.test/", "--config", in_folder("broken.toml")});
  EXPECT_EQ(answer.exit_code, 1);
  EXPECT_EQ(answer.out, "");
  EXPECT_NE(answer.err.find("broken.toml:2:1: error: "), std::string::npos) << answer.err;
}

} // namespace
} // namespace responsum::cmd
