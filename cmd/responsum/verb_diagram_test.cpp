#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "asked_test.hpp"

namespace responsum::cmd {
namespace {

using testing::Answer;

Answer ask_diagram(const std::string& arguments) { return testing::ask(add_diagram, arguments); }

TEST(VerbDiagram, WritesEveryFormat) {
  EXPECT_TRUE(ask_diagram("diagram --chapter range").out.starts_with("range: "));
  EXPECT_TRUE(ask_diagram("diagram --chapter range --format svg").out.starts_with("<svg "));
  EXPECT_TRUE(ask_diagram("diagram --chapter range --format dot").out.starts_with("digraph \"range\" {"));
  EXPECT_TRUE(ask_diagram("diagram --format svg").out.starts_with("<svg "));
}

TEST(VerbDiagram, JsonIsWhole) {
  const auto all = nlohmann::json::parse(ask_diagram("diagram --format json").out);
  EXPECT_EQ(all["chapters"].size(), 16u);
  EXPECT_EQ(all["edges"].size(), 2 * all["nodes"].size());
  for (const auto& edge : all["edges"]) EXPECT_NE(edge.contains("condition"), edge.contains("to")) << edge;

  const auto one = nlohmann::json::parse(ask_diagram("diagram --format json --chapter precondition").out);
  EXPECT_EQ(one["edition"], all["edition"]);
  EXPECT_EQ(one["nodes"].size(), 10u);
  EXPECT_EQ(one["nodes"][0]["tag"], "L0");
  const auto& conditions = one["conditions"];
  ASSERT_EQ(conditions.size(), 5u);
  EXPECT_EQ(conditions[2]["id"], "cond.fresh");
  EXPECT_EQ(conditions[2]["status"], 304);
  EXPECT_EQ(conditions[2]["carries"], nlohmann::json::array({"validators"}));
}

TEST(VerbDiagram, WritesAFolder) {
  const std::filesystem::path folder = std::filesystem::path{::testing::TempDir()} / "responsum-verb-diagram";
  std::filesystem::create_directory(folder);
  EXPECT_EQ(ask_diagram("diagram --format svg --write " + folder.string()).exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(folder / "overview.svg"));
  EXPECT_TRUE(std::filesystem::exists(folder / "locate.svg"));
  std::filesystem::remove_all(folder);
}

TEST(VerbDiagram, RefusesWhatItDoesNotKnow) {
  const Answer chapter = ask_diagram("diagram --chapter ranges");
  EXPECT_NE(chapter.exit_code, 0);
  EXPECT_NE((chapter.out + chapter.err).find("negotiate"), std::string::npos);
  EXPECT_NE(ask_diagram("diagram --format png").exit_code, 0);
  EXPECT_NE(ask_diagram("diagram --chapter range --write .").exit_code, 0);
}

} // namespace
} // namespace responsum::cmd
