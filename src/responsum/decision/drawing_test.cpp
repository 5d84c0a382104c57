#include "responsum/decision/drawing.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace responsum::decision {
namespace {

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
    ++found;
  return found;
}

std::string file(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// docs/diagram/README.md says how they are written anew.
TEST(Drawing, IsWhatTheDocumentationShows) {
  const std::string folder = std::string{RESPONSUM_SOURCE_DIR} + "/docs/diagram/";
  EXPECT_TRUE(file(folder + "overview.svg") == draw(Format::svg, std::nullopt)) << "stale: overview.svg";
  for (const ChapterRow& r : chapter_rows) {
    const std::string path = folder + std::string{r.name} + ".svg";
    EXPECT_TRUE(file(path) == draw(Format::svg, r.chapter)) << "stale: " << path;
  }
}

TEST(Drawing, ShowsEveryQuestionAndEveryAnswerOnce) {
  for (const ChapterRow& r : chapter_rows) {
    const std::string svg = draw(Format::svg, r.chapter);
    std::size_t questions = 0;
    for (const Decision& d : diagram) {
      const std::size_t times = d.chapter == r.chapter ? 1 : 0;
      questions += times;
      EXPECT_EQ(count(svg, " id=\"n-" + std::string{d.tag} + "\""), times) << r.name << " " << d.tag;
      for (bool answer : {true, false}) {
        const std::string edge_id = "e-" + edge_tag(d.node, answer);
        EXPECT_EQ(count(svg, " id=\"" + edge_id + "\""), times) << r.name << " " << edge_id;
        const Edge& to = edge(d.node, answer);
        const bool leaves = to.ends || row(to.node).chapter != d.chapter;
        EXPECT_EQ(count(svg, " data-edge=\"" + edge_id + "\""), leaves ? times : 0) << r.name << " " << edge_id;
      }
    }
    EXPECT_EQ(count(svg, " id=\"n-"), questions);
    EXPECT_EQ(count(svg, " id=\"e-"), 2 * questions);
  }
}

TEST(Drawing, IsSelfContainedAndSaysWhatItIs) {
  for (const ChapterRow& r : chapter_rows) {
    const std::string svg = draw(Format::svg, r.chapter);
    EXPECT_TRUE(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" "));
    EXPECT_TRUE(svg.ends_with("</svg>\n"));
    EXPECT_EQ(count(svg, "=\"http"), 1u) << r.name << ": only the name space is an address";
    EXPECT_EQ(count(svg, "<script"), 0u);
    EXPECT_EQ(count(svg, "url("), 0u);
    EXPECT_EQ(count(svg, "href"), 0u);
    EXPECT_EQ(count(svg, "prefers-color-scheme:dark"), 1u);
    EXPECT_EQ(count(svg, "<desc id="), 1u);
    EXPECT_NE(svg.find("data-edition=\"" + edition_text() + "\""), std::string::npos);
    EXPECT_EQ(count(svg, "<g "), count(svg, "</g>"));
    EXPECT_EQ(count(svg, "<text"), count(svg, "</text>"));
  }
}

TEST(Drawing, OverviewCountsTheStatusesOfEachChapter) {
  const std::string svg = draw(Format::svg, std::nullopt);
  for (const ChapterRow& r : chapter_rows) EXPECT_EQ(count(svg, " id=\"c-" + std::string{r.name} + "\""), 1u);
  EXPECT_NE(svg.find("data-conditions=\"neg.type neg.coding\""), std::string::npos);
  EXPECT_NE(svg.find("<tspan class=\"strong\">406</tspan> \u00d72"), std::string::npos);
}

TEST(Drawing, OverviewNamesTheChaptersThatItsLinesJoin) {
  const std::string svg = draw(Format::svg, std::nullopt);
  EXPECT_EQ(count(svg, " data-from=\"locate\" data-to=\"negotiate\""), 1u);
  for (const ChapterRow& r : chapter_rows) EXPECT_EQ(count(svg, " data-out-of=\"" + std::string{r.name} + "\""), 1u);
}

TEST(Drawing, AsJsonNamesTheKeysThatRuleAQuestion) {
  const std::string json = draw(Format::json, Chapter::content);
  EXPECT_NE(json.find("\"keys\": [\"limits.content_timeout_ms\", \"limits.min_rate_bytes_per_second\"]"),
            std::string::npos)
      << json;
}

TEST(Drawing, AsDotHasEveryEdge) {
  for (const ChapterRow& r : chapter_rows) {
    const std::string dot = draw(Format::dot, r.chapter);
    std::size_t questions = 0;
    for (const Decision& d : diagram) questions += d.chapter == r.chapter ? 1 : 0;
    EXPECT_EQ(count(dot, " -> "), 2 * questions) << r.name;
    EXPECT_EQ(count(dot, "\"") % 2, 0u);
  }
  EXPECT_NE(draw(Format::dot, std::nullopt).find("\"precondition\" -> \"content\""), std::string::npos);
}

TEST(Drawing, AsTextTellsBothWays) {
  const std::string text = draw(Format::text, Chapter::range);
  EXPECT_NE(text.find("range: All of it, or parts?"), std::string::npos);
  EXPECT_NE(text.find("O1d   Does any range begin within the representation?  [RFC 9110 15.5.17]\n"
                      "      yes => O1e\n"
                      "      no  -> 416 range.none\n"),
            std::string::npos)
      << text;
  EXPECT_NE(draw(Format::text, Chapter::content).find("no  => N0 in act"), std::string::npos);
}

TEST(Drawing, KnowsItsFormatsAndChapters) {
  for (const FormatRow& r : format_rows) EXPECT_EQ(format_named(r.name), r.format);
  for (const ChapterRow& r : chapter_rows) EXPECT_EQ(chapter_named(r.name), r.chapter);
  EXPECT_EQ(format_named("png"), std::nullopt);
  EXPECT_EQ(chapter_named("ranges"), std::nullopt);
}

} // namespace
} // namespace responsum::decision
