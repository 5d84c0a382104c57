#include "responsum/admin/console.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "responsum/admin/watched_test.hpp"
#include "responsum/codec/h1/request_parser.hpp"

namespace responsum::admin {
namespace {

using nlohmann::json;

class ConsoleTest : public testing::Test {
 protected:
  struct Answer {
    decision::Facts facts;
    std::string content;
    std::map<std::string, std::string> fields;
    std::string parameter; // that means nothing

    bool found() const { return facts.resource.located == decision::Located::found; }
    json parsed() const { return json::parse(content); }
  };

  Answer get(const std::string& target, const std::string& more_fields = "") {
    const std::string bytes = "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:8081\r\n" + more_fields + "\r\n";
    auto head = std::make_unique<message::RequestHead>();
    codec::h1::RequestParser parser;
    parser.start(*head);
    EXPECT_EQ(parser.parse(bytes, codec::h1::Limits{}, *head), codec::h1::Progress::complete);
    Answer answer;
    answer.facts.request = head.get();
    answer.facts.now_s = now_s_;
    base::Arena arena;
    resource::Bench bench{arena, {0, now_s_, 0}, 1};
    resource::Selected selected;
    console_.locate({head->text(head->path), head->text(head->path), *head}, bench, answer.facts, selected);
    answer.content = selected.content;
    for (const message::ResponseField& f : selected.fields) answer.fields[std::string{f.name}] = std::string{f.value};
    const decision::QueryFacts& q = answer.facts.resource.query;
    if (!q.complaint.empty()) answer.parameter = std::string{q.parameter} + " = " + std::string{q.value};
    answer.facts.request = nullptr;
    return answer;
  }

  static std::string text_of(observe::ExchangeId id) {
    const auto text = observe::text_of(id);
    return {text.data(), text.size()};
  }

  Watched watched_;
  Console console_{watched_};
  base::UnixSeconds now_s_ = Watched::start_s + 5;
};

TEST_F(ConsoleTest, ServesThePageAtTheRoot) {
  const Answer root = get("/");
  ASSERT_TRUE(root.found());
  EXPECT_TRUE(root.facts.resource.has_index);
  EXPECT_EQ(root.fields.at("Content-Type"), "text/html; charset=utf-8");
  EXPECT_NE(root.content.find("<script type=\"module\" src=\"/main.js\">"), std::string::npos);
  EXPECT_EQ(get("/main.js").fields.at("Content-Type"), "text/javascript; charset=utf-8");
}

TEST_F(ConsoleTest, EveryScriptAndStyleOfThePageIsThere) {
  std::string_view rest{"/index.html"};
  const std::string page = get(std::string{rest}).content;
  for (const std::string attribute : {"src=\"", "href=\"/"}) {
    for (std::size_t at = page.find(attribute); at != std::string::npos; at = page.find(attribute, at + 1)) {
      const std::size_t from = page.find('/', at);
      const std::string path = page.substr(from, page.find('"', from) - from);
      EXPECT_TRUE(get(path).found()) << path;
    }
  }
  EXPECT_EQ(page.find(" style="), std::string::npos) << "the policy would not let it take effect";
}

TEST_F(ConsoleTest, TellsWhatMayBeKept) {
  EXPECT_EQ(get("/api/overview").fields.at("Cache-Control"), "no-store");
  EXPECT_EQ(get("/style.css").fields.at("Cache-Control"), "no-cache");
}

TEST_F(ConsoleTest, HasNothingElse) {
  EXPECT_FALSE(get("/nothing").found());
  EXPECT_FALSE(get("/api/nothing").found());
  EXPECT_FALSE(get("/diagram/nothing.svg").found());
}

TEST_F(ConsoleTest, DrawingsKeepTheirStyleOutside) {
  const Answer drawing = get("/diagram/locate.svg");
  ASSERT_TRUE(drawing.found());
  EXPECT_EQ(drawing.fields.at("Content-Type"), "image/svg+xml");
  EXPECT_EQ(drawing.content.find("<style>"), std::string::npos);
  EXPECT_TRUE(drawing.content.starts_with("<?xml-stylesheet"));
  EXPECT_TRUE(get("/diagram.css").found());
  for (const decision::ChapterRow& r : decision::chapter_rows)
    EXPECT_TRUE(get("/diagram/" + std::string{r.name} + ".svg").found()) << r.name;
}

TEST_F(ConsoleTest, OverviewCountsByStatusAndCondition) {
  watched_.served("/a");
  watched_.served("/b", 1, 1);
  watched_.search_denied("/c");
  const json o = get("/api/overview").parsed();
  EXPECT_EQ(o["exchanges"], 3);
  EXPECT_EQ(o["statuses"], (json{{"200", 2}, {"403", 1}}));
  EXPECT_EQ(o["conditions"], (json{{"repr.whole", 2}, {"fs.search-denied", 1}}));
  EXPECT_EQ(o["uptime_s"], 5);
  EXPECT_EQ(o["workers"], 2);
  EXPECT_EQ(o["connections"], 7);
  EXPECT_EQ(o["refused_connections"], 2);
  EXPECT_EQ(o["log_lines_dropped"], 3);
  EXPECT_EQ(o["listen"], json::array({"http://127.0.0.1:8080/"}));
  EXPECT_EQ(o["sites"][0]["routes"][0]["origin"], "shop.toml:9");
}

TEST_F(ConsoleTest, TrafficIsCountedByEdge) {
  watched_.served("/a", 4);
  watched_.search_denied("/b", 4);
  console_.look(now_s_);
  const json t = get("/api/traffic").parsed();
  EXPECT_EQ(t["exchanges"], 2);
  EXPECT_EQ(t["edges"]["A1-y"], 2);
  EXPECT_EQ(t["edges"]["H8-n"], 1);
  EXPECT_FALSE(t["edges"].contains("H8-y"));
  ASSERT_EQ(t["seconds"].size(), Traffic::window_s);
  EXPECT_EQ(t["seconds"].back()[4], 1);
}

TEST_F(ConsoleTest, ExchangesComeNewestFirstFromAllWorkers) {
  watched_.served("/first", 0, 0);
  watched_.served("/second", 1, 1);
  watched_.served("/third", 2, 0);
  const json all = get("/api/exchanges").parsed()["exchanges"];
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0]["target"], "/third");
  EXPECT_EQ(all[1]["target"], "/second");
  EXPECT_EQ(all[2]["target"], "/first");
  EXPECT_EQ(all[0]["route"], "pages");
  EXPECT_EQ(get("/api/exchanges?most=2").parsed()["exchanges"].size(), 2u);
}

TEST_F(ConsoleTest, ExchangesAreFiltered) {
  watched_.served("/a");
  watched_.search_denied("/b");
  const json found = get("/api/exchanges?status=4xx&condition=fs.*").parsed()["exchanges"];
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]["condition"], "fs.search-denied");
}

TEST_F(ConsoleTest, AFilterThatMeansNothingIsAFactWithItsPlace) {
  for (const std::string path : {"/api/exchanges", "/api/events"}) {
    const Answer wrong = get(path + "?text=a&status=nine");
    EXPECT_EQ(wrong.facts.resource.located, decision::Located::query_invalid);
    EXPECT_EQ(wrong.parameter, "status = nine");
    EXPECT_EQ(wrong.facts.resource.query.position, 7u);
  }
  EXPECT_EQ(get("/api/events?feed=news").parameter, "feed = news");
  EXPECT_EQ(get("/api/exchanges?feed=traffic").parameter, "feed = traffic");
}

TEST_F(ConsoleTest, IsReadyWhileTheWorkersAre) {
  EXPECT_TRUE(get("/readyz").found());
  watched_.drain();
  EXPECT_EQ(get("/readyz").facts.resource.located, decision::Located::not_ready);
  EXPECT_EQ(get("/healthz").content, "ok\n");
}

TEST_F(ConsoleTest, OneExchangeTellsItsWholeWay) {
  const std::string id = text_of(watched_.search_denied("/private/plan.txt", 2, 1));
  const json x = get("/api/exchanges/" + id).parsed();
  EXPECT_EQ(x["id"], id);
  EXPECT_EQ(x["status"], 403);
  EXPECT_EQ(x["error"], "EACCES");
  EXPECT_EQ(x["subject"], "private");
  EXPECT_EQ(x["minted_by"], "H8");
  EXPECT_EQ(x["why"]["phrase"], "Forbidden");
  EXPECT_FALSE(x["why"]["cure"].get<std::string>().empty());
  EXPECT_EQ(x["route_origin"], "shop.toml:9");
  ASSERT_GT(x["way"].size(), 10u);
  EXPECT_EQ(x["way"].front()["tag"], "A1");
  EXPECT_EQ(x["way"].back()["edge"], "H8-n");
  EXPECT_EQ(x["way"].back()["answer"], "no");
  EXPECT_FALSE(get("/api/exchanges/0000000000000").found());
  EXPECT_FALSE(get("/api/exchanges/short").found());
}

TEST_F(ConsoleTest, RecordsKeepTheNamesOfTheirTime) {
  watched_.served("/a", 1);
  watched_.reload("everything", "shop.toml:12");
  watched_.served("/b", 4);
  const json all = get("/api/exchanges").parsed()["exchanges"];
  EXPECT_EQ(all[0]["route"], "everything");
  EXPECT_EQ(all[1]["route"], "pages");
}

TEST_F(ConsoleTest, StatusesNameWhatLeadsToThem) {
  watched_.search_denied("/a", 4);
  console_.look(now_s_);
  bool met = false;
  const json statuses = get("/api/statuses").parsed();
  for (const json& s : statuses["statuses"]) {
    if (s["code"] != 403) continue;
    met = true;
    EXPECT_EQ(s["count"], 1);
    EXPECT_EQ(s["last_minute"], 1);
    EXPECT_EQ(s["class"], "client-error");
    EXPECT_NE(std::ranges::find(s["conditions"], "fs.search-denied"), s["conditions"].end());
  }
  EXPECT_TRUE(met);
}

TEST_F(ConsoleTest, ConditionsNameTheEdgesThatEndInThem) {
  const std::set<std::string> in_passing{"content.wanted", "op.still-running", "tls.upgraded", "upload.created",
                                         "upload.progress"};
  const std::string id = text_of(watched_.search_denied("/a", 4));
  console_.look(now_s_);
  std::size_t count = 0;
  const json conditions = get("/api/conditions").parsed();
  for (const json& c : conditions["conditions"]) {
    ++count;
    // An interim condition is met in passing: no walk ends in it.
    EXPECT_EQ(c["edges"].empty(), in_passing.contains(c["id"].get<std::string>())) << c["id"];
    if (c["id"] == "fs.search-denied") {
      EXPECT_EQ(c["edges"], json::array({"H8-n"}));
      EXPECT_EQ(c["last_exchange"], id);
      EXPECT_EQ(c["count"], 1);
    }
  }
  EXPECT_EQ(count, decision::condition_count);
}

TEST_F(ConsoleTest, DiagramIsTheTable) {
  EXPECT_EQ(get("/api/diagram").parsed()["nodes"].size(), decision::node_count);
}

TEST(ConsoleTable, AnswersToNamesOfLoopbackOnly) {
  const Watched watched;
  Console console{watched};
  const route::Table table = console_table("127.0.0.2", "", console);
  for (const char* host : {"localhost:8081", "127.0.0.1:8081", "[::1]:8081", "LOCALHOST", "127.0.0.2"})
    EXPECT_NE(table.find_site(host), nullptr) << host;
  for (const char* host : {"evil.example", "evil.example:8081", "localhost.evil.example", "127.0.0.3", "", "[::2]"})
    EXPECT_EQ(table.find_site(host), nullptr) << host;
}

class KeptConsoleTest : public ConsoleTest {
 protected:
  KeptConsoleTest() {
    std::string made = (std::filesystem::temp_directory_path() / "console_test_XXXXXX").string();
    if (::mkdtemp(made.data()) == nullptr) ADD_FAILURE() << "no folder for the test";
    folder_ = made;
    watched_.keep_in(folder_ / "kept.sqlite");
  }
  ~KeptConsoleTest() override { std::filesystem::remove_all(folder_); }

  // An exchange that no recorder has any more.
  void kept(std::uint64_t id, std::string_view target, std::string_view route, std::uint32_t edition) {
    observe::Record r;
    r.id = {id};
    r.edition = edition;
    r.status = 403;
    r.condition = decision::Condition::fs_hidden;
    r.target.assign(target);
    observe::KeptExchange e = observe::name(r, observe::RouteLabels{}, "hidden");
    e.route = route;
    file_->add(std::vector{e});
  }

  std::filesystem::path folder_;
  std::optional<observe::KeptFile> file_;
};

TEST_F(KeptConsoleTest, SearchesTheFile) {
  file_.emplace(observe::KeptFile::open(folder_ / "kept.sqlite", 100).value());
  watched_.served("/in-the-ring");
  kept(1, "/a", "pages", decision::edition);
  kept(2, "/b", "docs", decision::edition);
  const auto targets = [this](const std::string& query) {
    const json found = get("/api/exchanges?kept=1" + query).parsed();
    std::string all;
    for (const json& e : found["exchanges"]) all += e["target"].get<std::string>();
    return all;
  };
  EXPECT_EQ(targets(""), "/b/a");
  EXPECT_EQ(targets("&most=1"), "/b");
  EXPECT_EQ(targets("&route=pages"), "/a");
  EXPECT_EQ(targets("&text=B"), "/b");
  EXPECT_EQ(targets("&status=403&condition=fs.*"), "/b/a");
  EXPECT_EQ(targets("&status=5xx"), "");
  EXPECT_EQ(targets("&outcome=aborted"), "");
  EXPECT_EQ(get("/api/exchanges").parsed()["exchanges"].size(), 1u);
}

TEST_F(KeptConsoleTest, FindsOneThatTheRecordersForgot) {
  file_.emplace(observe::KeptFile::open(folder_ / "kept.sqlite", 100).value());
  kept(1, "/a", "pages", decision::edition);
  kept(2, "/b", "pages", decision::edition + 1);
  const json one = get("/api/exchanges/0000000000001").parsed();
  EXPECT_EQ(one["kept_by"], "hidden");
  EXPECT_EQ(one["why"]["condition"], "fs.hidden");
  EXPECT_TRUE(one.contains("way"));
  const json other = get("/api/exchanges/0000000000002").parsed();
  EXPECT_NE(other["edition"], one["edition"]);
  EXPECT_FALSE(other.contains("way"));
  const Answer why = get("/api/exchanges/0000000000002/why");
  EXPECT_EQ(why.fields.at("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_NE(why.content.find("verdict       fs.hidden"), std::string::npos) << why.content;
  EXPECT_FALSE(get("/api/exchanges/0000000000003").found());
  EXPECT_FALSE(get("/api/exchanges/0000000000003/why").found());
  EXPECT_FALSE(get("/api/exchanges/why").found());
}

TEST_F(KeptConsoleTest, WithoutAFileThereIsNothingKept) {
  EXPECT_TRUE(get("/api/exchanges?kept=1").parsed()["exchanges"].empty());
  watched_.keep_in("");
  EXPECT_TRUE(get("/api/exchanges?kept=1").parsed()["exchanges"].empty());
}

TEST_F(ConsoleTest, TellsInWordsWhatHappened) {
  const std::string id = text_of(watched_.search_denied("/private/x"));
  const Answer why = get("/api/exchanges/" + id + "/why");
  ASSERT_TRUE(why.found());
  EXPECT_TRUE(why.content.starts_with("GET /private/x at shop.example\n")) << why.content;
  EXPECT_NE(why.content.find("verdict       fs.search-denied"), std::string::npos) << why.content;
}

TEST(ConsoleTable, SendsAStrictPolicyWithEveryAnswer) {
  const Watched watched;
  Console console{watched};
  const route::Table table = console_table("127.0.0.1", "", console);
  std::map<std::string_view, std::string_view> fields;
  for (const message::ResponseField& f : table.fields) fields[f.name] = f.value;
  const std::string_view policy = fields.at("Content-Security-Policy");
  EXPECT_TRUE(policy.starts_with("default-src 'none'")) << policy;
  EXPECT_NE(policy.find("frame-ancestors 'none'"), policy.npos);
  EXPECT_EQ(policy.find("unsafe"), policy.npos) << policy;
  EXPECT_EQ(fields.at("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(fields.at("Cross-Origin-Resource-Policy"), "same-origin");
}

TEST(ConsoleTable, GuardsAllButItsHealth) {
  const Watched watched;
  Console console{watched};
  const route::Table table = console_table("192.0.2.1", "sixteen-and-more", console);
  const route::Site* site = table.find_site("console.example");
  ASSERT_NE(site, nullptr); // whoever has a name resolve to here has no token
  EXPECT_FALSE(route::Table::find_route(*site, "/healthz")->guard);
  for (const char* path : {"/", "/readyz", "/healthz/", "/api/events"}) {
    const route::Route* route = route::Table::find_route(*site, path);
    ASSERT_TRUE(route->guard.has_value()) << path;
    EXPECT_EQ(route->guard->token, "sixteen-and-more");
    EXPECT_TRUE(route->facts.guarded);
  }
}

} // namespace
} // namespace responsum::admin
