#include "responsum/exchange/why.hpp"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <utility>

#include "responsum/exchange/why_words.hpp"

namespace responsum::exchange {
namespace {

using decision::Condition;
using decision::Located;
using message::Method;

// "/hello" holds "hello\n", and nothing else is there.
class Hello final : public resource::Resource {
 public:
  message::MethodSet methods() const override { return {Method::get, Method::head, Method::options}; }
  void locate(const resource::Request& request, resource::Bench&, decision::Facts& facts,
              resource::Selected& selected) override {
    if (request.path != "/hello") {
      facts.resource.located = Located::none;
      facts.resource.failed_component = "nothing";
      return;
    }
    facts.resource.located = Located::found;
    facts.resource.representation = {.tag = {"t", false},
                                     .modified_s = 784111777,
                                     .dates_strongly = true,
                                     .length = content.size(),
                                     .media_type = "text/plain",
                                     .coding = {}};
    selected.fields = fields;
    selected.content = content;
  }
  void list(const resource::Request&, resource::Bench&, resource::Selected&) override {}
  std::vector<std::string> near_names(const resource::Request&, resource::Bench&) override { return {"/hello"}; }

 private:
  static constexpr std::string_view content = "hello\n";
  static constexpr std::array fields{message::ResponseField{"Content-Type", "text/plain"},
                                     message::ResponseField{"ETag", "\"t\""}};
};

base::Origin line(std::uint32_t number) { return {"site.toml", number, 1}; }

base::Limit limit(std::string_view key, std::uint64_t value, std::uint32_t at = 0) {
  return {key, value, at == 0 ? base::Origin{} : line(at)};
}

class WhyTest : public testing::Test {
 protected:
  WhyTest() {
    auto& hello = *table_.resources.emplace_back(std::make_unique<Hello>());
    route::Site& site = table_.sites.emplace_back();
    site.name = "main";
    site.origin = line(3);
    site.hosts.push_back({route::HostPattern::Kind::exact, "site.test"});
    site.routes.push_back(route("open", "/open/", 7, hello));
    site.routes.push_back(route("traced", "/traced/", 9, hello));
    site.routes.back().facts.allowed.insert(Method::trace);
  }

  static route::Route route(std::string name, std::string path, std::uint32_t at, resource::Resource& resource) {
    route::Route made{
        .name = std::move(name), .origin = line(at), .path = {}, .stripped = 0, .facts = {}, .resource = &resource};
    made.path = *base::parse_path(path);
    made.stripped = path.size() - 1;
    made.facts.site_known = made.facts.route_known = true;
    made.facts.allowed = resource.methods();
    made.facts.max_content_bytes = 8;
    made.facts.max_ranges = 4;
    return made;
  }

  Told told(std::string_view input) const { return tell(ground_, input, circumstances_); }

  route::Table table_;
  Limits limits_{.head_timeout_ms = limit("head_timeout_ms", 1000, 20),
                 .idle_timeout_ms = limit("idle_timeout_ms", 1000),
                 .content_timeout_ms = limit("content_timeout_ms", 2000, 21),
                 .write_timeout_ms = limit("write_timeout_ms", 1000),
                 .min_rate_bytes_per_second = limit("min_rate_bytes_per_second", 0),
                 .max_target_bytes = limit("max_target_bytes", 40, 22),
                 .max_fields_bytes = limit("max_fields_bytes", 200),
                 .max_field_line_bytes = limit("max_field_line_bytes", 100),
                 .max_fields = limit("max_fields", 10),
                 .max_connections = limit("max_connections", 5),
                 .max_connections_per_address = limit("max_connections_per_address", 2),
                 .max_handshakes = limit("max_handshakes", 3),
                 .max_proxy_header_bytes = limit("max_proxy_header_bytes", 536),
                 .max_requests_per_connection = limit("max_requests_per_connection", 0),
                 .max_content_bytes = limit("max_content_bytes", 8, 23),
                 .max_discarded_bytes = limit("max_discarded_bytes", 4),
                 .event_stream_timeout_ms = limit("event_stream_timeout_ms", 1000),
                 .http2_max_streams = limit("http2_max_streams", 8),
                 .http2_window_bytes = limit("http2_window_bytes", 65535),
                 .http2_max_resets = limit("http2_max_resets", 10),
                 .http2_max_continuations = limit("http2_max_continuations", 2),
                 .http2_max_idle_frames = limit("http2_max_idle_frames", 10),
                 .max_auth_failures = limit("max_auth_failures", 10),
                 .auth_failure_window_ms = limit("auth_failure_window_ms", 1000),
                 .max_password_checks = limit("max_password_checks", 8),
                 .password_check_timeout_ms = limit("password_check_timeout_ms", 1000)};
  codec::h1::Limits parser_{.max_target_bytes = 40,
                            .max_fields_bytes = 200,
                            .max_field_line_bytes = 100,
                            .max_fields = 10,
                            .max_method_bytes = 9};
  Ground ground_{table_, limits_, parser_, "Responsum", status::Profile::strict};
  Circumstances circumstances_{.now = {1000, 784111777, 0}};
};

TEST_F(WhyTest, TellsTheAnswer) {
  const Told t = told("GET /open/hello HTTP/1.1\r\nHost: site.test\r\n\r\n");
  EXPECT_EQ(t.condition, Condition::repr_whole);
  EXPECT_EQ(t.status, status::Status::ok);
  EXPECT_EQ(t.head, "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nServer: Responsum\r\n"
                    "Content-Type: text/plain\r\nETag: \"t\"\r\nContent-Length: 6\r\n\r\n");
  EXPECT_EQ(t.content, "hello\n");
  EXPECT_EQ(t.content_octets, 6u);
  EXPECT_FALSE(t.close);
  EXPECT_EQ(t.consumed, 45u);
  EXPECT_TRUE(t.way.starts_with("A1y A2y A2ay A2by A2cy A3ay A3by A3cy A4y B1y B1ay B0y ")) << t.way;
  EXPECT_EQ(t.site->name, "main");
  EXPECT_EQ(t.route->name, "open");
}

TEST_F(WhyTest, TakesOneRequestOffSeveral) {
  const Told t = told("HEAD /open/hello HTTP/1.1\r\nHost: site.test\r\n\r\nGET /");
  EXPECT_EQ(t.condition, Condition::repr_whole);
  EXPECT_EQ(t.consumed, 46u);
  EXPECT_EQ(t.content_octets, 0u);
}

TEST_F(WhyTest, NamesWhatRuled) {
  const Told t = told("GET /open/hello HTTP/1.1\r\nHost: site.test\r\n\r\n");
  std::string ruled;
  for (const Asked& a : t.asked)
    if (!a.ruled_by.empty()) ruled += std::string{decision::row(a.node).tag} + " " + a.ruled_by + "\n";
  EXPECT_EQ(ruled, "D2 site main at site.toml:3\nG0 route open at site.toml:7\nF1 route open at site.toml:7\n"
                   "G1 route open at site.toml:7\n");
}

TEST_F(WhyTest, NamesTheLimitThatSpoke) {
  const Told t = told("GET /" + std::string(50, 'x') + " HTTP/1.1\r\n\r\n");
  EXPECT_EQ(t.condition, Condition::target_too_long);
  ASSERT_EQ(t.limit, &limits_.max_target_bytes);
  EXPECT_EQ(t.asked.back().ruled_by, "max_target_bytes = 40 at site.toml:22");
  EXPECT_TRUE(t.close);

  const Told declared = told("GET /open/hello HTTP/1.1\r\nHost: site.test\r\nContent-Length: 9\r\n\r\n");
  EXPECT_EQ(declared.condition, Condition::content_declared_too_large);
  EXPECT_EQ(declared.limit, &limits_.max_content_bytes);
}

TEST_F(WhyTest, WhatNeverComesWholeIsCut) {
  const Told t = told("GET /open/he");
  EXPECT_EQ(t.condition, Condition::head_cut);
  EXPECT_EQ(t.status, std::nullopt);
  EXPECT_EQ(t.head, "");
  EXPECT_TRUE(t.close);
  EXPECT_EQ(t.limit, nullptr);
  EXPECT_EQ(told("").condition, Condition::conn_idle);
  EXPECT_EQ(told("GET /open/hello HTTP/1.1\r\nHost: site.test\r\nContent-Length: 4\r\n\r\nabc").condition,
            Condition::content_cut);
}

TEST_F(WhyTest, SupposesWhatNoOctetsSay) {
  constexpr std::string_view whole = "GET /open/hello HTTP/1.1\r\nHost: site.test\r\nContent-Length: 3\r\n\r\nabc";
  const auto suppose = [&](auto&& change) {
    Circumstances c = circumstances_;
    change(c);
    return tell(ground_, whole, c);
  };
  EXPECT_EQ(told(whole).condition, Condition::repr_whole);
  const Told slow = suppose([](Circumstances& c) { c.connection.head_in_time = false; });
  EXPECT_EQ(slow.condition, Condition::head_slow);
  EXPECT_EQ(slow.limit, &limits_.head_timeout_ms);
  EXPECT_EQ(suppose([](Circumstances& c) { c.connection.head_complete = false; }).condition, Condition::head_cut);
  const Told full = suppose([](Circumstances& c) { c.connection.worker_has_room = false; });
  EXPECT_EQ(full.condition, Condition::conn_full);
  EXPECT_EQ(full.limit, &limits_.max_connections);
  EXPECT_EQ(suppose([](Circumstances& c) { c.connection.address_below_cap = false; }).condition, Condition::conn_cap);
  EXPECT_EQ(suppose([](Circumstances& c) { c.connection.draining = true; }).condition, Condition::server_draining);
  const Told late = suppose([](Circumstances& c) { c.content_slow = true; });
  EXPECT_EQ(late.condition, Condition::content_slow);
  EXPECT_EQ(late.limit, &limits_.content_timeout_ms);
  EXPECT_EQ(suppose([](Circumstances& c) { c.content_cut = true; }).condition, Condition::content_cut);
}

TEST_F(WhyTest, AsksForContentThatIsHeldBack) {
  constexpr std::string_view input =
      "GET /open/hello HTTP/1.1\r\nHost: site.test\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc";
  EXPECT_EQ(told(input).interim, "");
  circumstances_.content_deferred = true;
  const Told t = told(input);
  EXPECT_EQ(t.interim, "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(t.condition, Condition::repr_whole);
  EXPECT_EQ(t.consumed, input.size());
}

TEST_F(WhyTest, GoesOnInTls) {
  constexpr std::string_view input =
      "GET /open/hello HTTP/1.1\r\nHost: site.test\r\nUpgrade: TLS/1.2\r\nConnection: upgrade\r\n\r\n";
  EXPECT_EQ(told(input).interim, "") << "nobody has said that it may";
  const Ground ground{.table = table_, .limits = limits_, .parser = {}, .tls_upgrade = true};
  const Told t = tell(ground, input, circumstances_);
  EXPECT_EQ(t.interim, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: TLS/1.2\r\nConnection: upgrade\r\n\r\n");
  EXPECT_EQ(t.condition, Condition::repr_whole);
  circumstances_.upgrade_fails = true;
  EXPECT_EQ(tell(ground, input, circumstances_).condition, Condition::tls_handshake);
  circumstances_.upgrade_fails = false;
  circumstances_.http2 = true;
  EXPECT_NE(tell(ground, input, circumstances_).condition, Condition::tls_handshake);
}

TEST_F(WhyTest, AsksByConnectForWhatWouldBeAnUpgrade) {
  constexpr std::string_view input =
      "GET /open/hello HTTP/1.1\r\nHost: site.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  EXPECT_EQ(told(input).condition, Condition::repr_whole) << "which HTTP/1.1 may pass over";
  circumstances_.http2 = true;
  EXPECT_EQ(told(input).condition, Condition::protocol_unknown);
  EXPECT_EQ(told("GET /open/hello HTTP/1.1\r\nHost: site.test\r\nUpgrade: websocket\r\n\r\n").condition,
            Condition::syntax_connection_field)
      << "which is no field of HTTP/2 by itself";
}

TEST_F(WhyTest, ContentOfARefusedRequestIsTakenOffIfItIsLittle) {
  const Told little = told("POST /open/hello HTTP/1.1\r\nHost: site.test\r\nContent-Length: 3\r\n\r\nabcGET");
  EXPECT_EQ(little.condition, Condition::method_not_allowed);
  EXPECT_FALSE(little.close);
  EXPECT_EQ(little.consumed, 68u);
  const Told much = told("POST /open/hello HTTP/1.1\r\nHost: site.test\r\nContent-Length: 5\r\n\r\nabcde");
  EXPECT_TRUE(much.close);
  EXPECT_NE(much.head.find("\r\nConnection: close\r\n"), std::string::npos) << much.head;
}

TEST_F(WhyTest, TheLastOfAConnectionClosesIt) {
  limits_.max_requests_per_connection.value = 2;
  constexpr std::string_view input = "GET /open/hello HTTP/1.1\r\nHost: site.test\r\n\r\n";
  EXPECT_FALSE(told(input).close);
  circumstances_.answered = 1;
  EXPECT_TRUE(told(input).close);
}

TEST_F(WhyTest, FindsWhatNearlyMatched) {
  const Told host = told("GET / HTTP/1.1\r\nHost: sight.test\r\n\r\n");
  EXPECT_EQ(host.condition, Condition::authority_unknown);
  ASSERT_EQ(host.near_misses.size(), 1u);
  EXPECT_EQ(host.near_misses[0].lacked, "the host is not \"site.test\"");

  const Told path = told("GET /open HTTP/1.1\r\nHost: site.test\r\n\r\n");
  EXPECT_EQ(path.condition, Condition::route_none);
  ASSERT_FALSE(path.near_misses.empty());
  EXPECT_EQ(path.near_misses[0].what, "route open");
  EXPECT_EQ(path.near_misses[0].lacked, "the path has no slash at its end");

  const Told method = told("TRACE /open/hello HTTP/1.1\r\nHost: site.test\r\n\r\n");
  EXPECT_EQ(method.condition, Condition::method_not_allowed);
  ASSERT_EQ(method.near_misses.size(), 1u);
  EXPECT_EQ(method.near_misses[0].what, "route traced");

  const Told file = told("GET /open/helo HTTP/1.1\r\nHost: site.test\r\n\r\n");
  EXPECT_EQ(file.condition, Condition::fs_none);
  ASSERT_EQ(file.near_misses.size(), 1u);
  EXPECT_EQ(file.near_misses[0].what, "/open/hello");
}

TEST_F(WhyTest, WordsStayWithinTheirColumns) {
  const std::string words = write_words(told("GET /open/helo HTTP/1.1\r\nHost: site.test\r\n\r\n"), Colour::off);
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = words.find('\n', at);
    EXPECT_LE(end - at, 100u) << words.substr(at, end - at);
    at = end + 1;
  }
  EXPECT_NE(words.find("\nverdict       fs.none\n  status      404 Not Found"), std::string::npos) << words;
  EXPECT_NE(words.find("\n  decided by  H6bn: Is there a page that stands in for what does not exist? No.\n"),
            std::string::npos)
      << words;
  EXPECT_NE(words.find("\n  HTTP/1.1 404 Not Found\n"), std::string::npos) << words;
  EXPECT_EQ(words.find('\x1b'), std::string::npos);
}

TEST_F(WhyTest, OctetsOfTheRequestDoNothingToATerminal) {
  const std::string words = write_words(told("GET /\x1b[2J HTTP/1.1\r\n\r\n"), Colour::off);
  EXPECT_EQ(words.find('\x1b'), std::string::npos) << words;
  const std::string plain = write_words(told("GET /open/hello HTTP/1.1\r\nHost: site.test\r\n\r\n"), Colour::on);
  EXPECT_NE(plain.find("\x1b[1;32m200 OK\x1b[0m"), std::string::npos) << plain;
}

TEST_F(WhyTest, JsonSaysTheSame) {
  const std::string json = write_json(told("GET /open/helo HTTP/1.1\r\nHost: site.test\r\n\r\n"));
  EXPECT_NE(json.find(R"("verdict":{"condition":"fs.none","status":404,"phrase":"Not Found","profile":"strict")"),
            std::string::npos)
      << json;
  EXPECT_NE(json.find(R"("route":{"name":"open","origin":"site.toml:7"})"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("near_misses":[{"what":"/open/hello")"), std::string::npos) << json;
}

} // namespace
} // namespace responsum::exchange
