#include "responsum/config/read.hpp"

#include <gtest/gtest.h>

#include "responsum/config/problems_test.hpp"
#include "responsum/config/show.hpp"

namespace responsum::config {
namespace {

constexpr std::string_view everything = R"toml(
[server]
listen = ["127.0.0.1:${PORT}", "[::1]:8080"]
console = "127.0.0.1:8081"
workers = 4
server_header = false
pid_file = "run/pid"
trusted = "10.0.0.0/8"
user = "${NOBODY:-www}"
profile = "mdn"

[limits]
head_timeout_ms = "5s"
max_fields = 100

[log]
access = "../log/access"
errors = "off"
buffer_bytes = "1MiB"

[types]
wasm = "application/wasm"
MD = "text/markdown; charset=utf-8"

[[site]]
name = "main"
hosts = ["Example.org", "*.example.org"]
profile = "huawei"

[[site.route]]
name = "docs"
path = "/docs/"
files = "public/docs/"
index = ["index.html", "index.txt"]
listing = "json"
hidden = "hide"
symlinks = "follow"
precompressed = ["zstd", "br"]
cache_control = [{match = "*.css", value = "max-age=3600"}, {value = "no-cache"}]
negotiation = "strict"
trace = true
strip_prefix = false
charset = "iso-8859-1"

[[site.route]]
path = "/"
files = "/srv/www"
listing = true
precompressed = true
cache_control = "no-store"
charset = false

[[site]]
[[site.route]]
path = "/one"
files = "one.html"
index = []

[record]
file = "run/kept.sqlite"
max_exchanges = 500

[[record.keep]]
name = "errors"
status = ["5xx", 403]
condition = "fs.*"

[[record.keep]]
min_duration_ms = "1s"
route = ["docs", "/one"]
)toml";

TEST(Read, ServerAndLogAsWritten) {
  const auto configuration = expect_sound(everything);
  const ServerSettings& server = configuration->server;
  ASSERT_EQ(server.listen.size(), 2u);
  EXPECT_EQ(*server.listen[0], (Endpoint{"127.0.0.1", 8080}));
  EXPECT_EQ(server.listen[0].origin, (base::Origin{"etc/site.toml", 3, 11}));
  EXPECT_EQ(*server.listen[1], (Endpoint{"::1", 8080}));
  EXPECT_EQ(*server.console, (Endpoint{"127.0.0.1", 8081}));
  EXPECT_EQ(*server.workers, 4u);
  EXPECT_EQ(*server.server_header, "");
  EXPECT_EQ(*server.pid_file, "etc/run/pid");
  ASSERT_EQ(server.trusted.size(), 1u);
  EXPECT_EQ(server.trusted[0]->text(), "10.0.0.0/8");
  EXPECT_EQ(*server.user, "www");
  EXPECT_EQ(*server.profile, status::Profile::mdn);
  EXPECT_EQ(configuration->log.access->path, "log/access");
  EXPECT_EQ(configuration->log.errors->kind, LogTarget::Kind::off);
  EXPECT_EQ(*configuration->log.buffer_bytes, 1u << 20);
}

TEST(Read, LimitsKnowWhoSetThem) {
  const auto configuration = expect_sound(everything);
  const Limits& limits = configuration->limits;
  EXPECT_EQ(limits.head_timeout_ms, 5000u);
  EXPECT_EQ(limits.head_timeout_ms.origin, (base::Origin{"etc/site.toml", 13, 19}));
  EXPECT_EQ(limits.max_fields, 100u);
  EXPECT_EQ(limits.idle_timeout_ms, 60'000u);
  EXPECT_TRUE(limits.idle_timeout_ms.origin.built_in());
}

TEST(Read, TypesInTheOrderOfTheFile) {
  const auto configuration = expect_sound(everything);
  ASSERT_EQ(configuration->types.size(), 2u);
  EXPECT_EQ(configuration->types[0].extension, "wasm");
  EXPECT_EQ(configuration->types[1].extension, "md");
  EXPECT_EQ(configuration->types[1].media_type, "text/markdown; charset=utf-8");
  EXPECT_EQ(configuration->types[1].origin.line, 23u);
}

TEST(Read, KeepRulesAsWritten) {
  const auto configuration = expect_sound(everything);
  const RecordSettings& record = configuration->record;
  EXPECT_EQ(*record.file, "etc/run/kept.sqlite");
  EXPECT_EQ(*record.max_exchanges, 500u);
  ASSERT_EQ(record.keep.size(), 2u);
  const KeepRule& errors = record.keep[0];
  EXPECT_EQ(*errors.name, "errors");
  ASSERT_EQ(errors.statuses.size(), 2u);
  EXPECT_EQ(*errors.statuses[0], "5xx");
  EXPECT_EQ(*errors.statuses[1], "403");
  ASSERT_EQ(errors.conditions.size(), 1u);
  EXPECT_EQ(*errors.conditions[0], "fs.*");
  EXPECT_FALSE(errors.min_duration_ms.is_set());
  EXPECT_TRUE(errors.routes.empty());
  EXPECT_EQ(*record.keep[1].min_duration_ms, 1000u);
  ASSERT_EQ(record.keep[1].routes.size(), 2u);
  EXPECT_EQ(*record.keep[1].routes[1], "/one");
}

TEST(Read, NothingIsKeptUnlessSomethingSaysSo) {
  const auto configuration = expect_sound(one_site);
  EXPECT_FALSE(configuration->record.file.is_set());
  EXPECT_EQ(*configuration->record.max_exchanges, 10'000u);
  EXPECT_TRUE(configuration->record.keep.empty());
}

TEST(Read, SitesAndRoutesAsWritten) {
  const auto configuration = expect_sound(everything);
  ASSERT_EQ(configuration->sites.size(), 2u);
  const SiteSettings& site = configuration->sites[0];
  EXPECT_EQ(*site.name, "main");
  ASSERT_EQ(site.hosts.size(), 2u);
  EXPECT_EQ(site.hosts[0]->name, "example.org");
  EXPECT_EQ(*site.profile, status::Profile::huawei);
  ASSERT_EQ(site.routes.size(), 2u);
  const RouteSettings& docs = site.routes[0];
  EXPECT_EQ(docs.origin.line, 30u);
  EXPECT_EQ(*docs.name, "docs");
  EXPECT_EQ(docs.path->text, "/docs/");
  EXPECT_EQ(*docs.files, "etc/public/docs");
  EXPECT_EQ(*docs.index, (std::vector<std::string>{"index.html", "index.txt"}));
  EXPECT_EQ(*docs.listing, Listing::json);
  EXPECT_EQ(*docs.hidden, Hidden::hide);
  EXPECT_EQ(*docs.symlinks, Symlinks::follow);
  EXPECT_EQ(*docs.precompressed, (std::vector{Coding::zstd, Coding::br}));
  ASSERT_EQ(docs.cache_control.size(), 2u);
  EXPECT_TRUE(docs.cache_control[0].match.matches("a.css"));
  EXPECT_FALSE(docs.cache_control[0].match.matches("a.js"));
  EXPECT_TRUE(docs.cache_control[1].match.matches("a.js"));
  EXPECT_EQ(docs.cache_control[1].value, "no-cache");
  EXPECT_EQ(*docs.negotiation, Negotiation::strict);
  EXPECT_TRUE(docs.methods().contains(message::Method::trace));
  EXPECT_FALSE(*docs.strip_prefix);
  EXPECT_EQ(*docs.charset, "iso-8859-1");
}

TEST(Read, OtherFormsOfTheSameKeys) {
  const auto configuration = expect_sound(everything);
  const RouteSettings& route = configuration->sites[0].routes[1];
  EXPECT_EQ(*route.files, "/srv/www");
  EXPECT_EQ(*route.listing, Listing::negotiated);
  EXPECT_EQ(*route.precompressed, (std::vector{Coding::br, Coding::zstd, Coding::gzip}));
  ASSERT_EQ(route.cache_control.size(), 1u);
  EXPECT_EQ(route.cache_control[0].value, "no-store");
  EXPECT_EQ(*route.charset, "");
  EXPECT_TRUE(configuration->sites[1].routes[0].index->empty());
}

TEST(Read, DefaultsOfWhatIsNotWritten) {
  const auto configuration = expect_sound(one_site);
  const ServerSettings& server = configuration->server;
  ASSERT_EQ(server.listen.size(), 1u);
  EXPECT_EQ(write_endpoint(*server.listen[0]), "127.0.0.1:8080");
  EXPECT_TRUE(server.listen[0].origin.built_in());
  EXPECT_FALSE(*server.console);
  EXPECT_EQ(*server.workers, 0u);
  EXPECT_GT(*server.calls_together, 1u);
  EXPECT_EQ(*server.server_header, "Responsum");
  EXPECT_EQ(server.trusted.size(), 2u);
  const SiteSettings& site = configuration->sites[0];
  ASSERT_EQ(site.hosts.size(), 1u);
  EXPECT_EQ(site.hosts[0]->kind, route::HostPattern::Kind::any);
  const RouteSettings& route = site.routes[0];
  EXPECT_EQ(*route.hidden, Hidden::refuse);
  EXPECT_EQ(*route.symlinks, Symlinks::beneath);
  EXPECT_EQ(*route.listing, Listing::off);
  EXPECT_TRUE(*route.strip_prefix);
  EXPECT_EQ(*route.charset, "utf-8");
  EXPECT_FALSE(route.methods().contains(message::Method::trace));
  EXPECT_TRUE(route.methods().contains(message::Method::head));
}

TEST(Read, RecordingIsOnUnlessItIsMeasured) {
  EXPECT_TRUE(*expect_sound(one_site)->record.enabled);
  const auto off = expect_sound("[record]\nenabled = false\n" + std::string{one_site});
  EXPECT_FALSE(*off->record.enabled);
  EXPECT_EQ(off->record.enabled.origin.line, 2u);
}

TEST(Read, SitesTakeTheServersProfileUnlessTheyNameOne) {
  const auto configuration = expect_sound(everything);
  EXPECT_EQ(*configuration->sites[1].profile, status::Profile::mdn);
  EXPECT_EQ(configuration->sites[1].profile.origin.line, 10u);
}

TEST(Read, WorkersMayComeFromTheEnvironment) {
  EXPECT_EQ(*expect_sound("[server]\nworkers = \"${NONE:-auto}\"\n" + std::string{one_site})->server.workers, 0u);
  EXPECT_EQ(*expect_sound("[server]\nworkers = \"${NONE:-3}\"\n" + std::string{one_site})->server.workers, 3u);
}

TEST(Read, IoUringIsAskedForOrNot) {
  const auto with = [](std::string_view value) {
    return expect_sound("[server]\nio_uring = " + std::string{value} + '\n' + std::string{one_site});
  };
  EXPECT_EQ(*with("false")->server.calls_together, 0u);
  EXPECT_EQ(*with("true")->server.calls_together, *ServerSettings{}.calls_together);
  EXPECT_EQ(with("true")->server.calls_together.origin.line, 2u);
}

TEST(Read, OriginsOutliveTheReadingAndAMove) {
  Configuration kept;
  {
    auto configuration = expect_sound(everything);
    kept = std::move(*configuration);
  }
  EXPECT_EQ(base::describe(kept.sites[0].origin), "etc/site.toml:25");
}

TEST(Read, AllProblemsAreReportedInTheOrderOfTheFile) {
  expect_problems(R"toml([server]
workers = 0
user = root
[[site]]
hosts = ["a", "a"]
[[site.route]]
path = "/"
files = "x"
trace = "no"
[[site.route]]
path = "/x"
fils = "x"
[limits]
max_fields = 1
)toml",
                  R"(etc/site.toml:2:11: error: `workers` is from 1 to 256, not 0
     2 | workers = 0
       |           ^
etc/site.toml:3:8: error: `root` is not a value
     3 | user = root
       |        ^^^^
       = text stands in quotes: "root"
etc/site.toml:5:15: error: the host `a` already belongs to the site of etc/site.toml:5
     5 | hosts = ["a", "a"]
       |               ^^^
etc/site.toml:9:9: error: `trace` takes true or false, not a text
     9 | trace = "no"
       |         ^^^^
etc/site.toml:11:8: warning: the route `/x` is never reached: `/` in etc/site.toml:7 comes first and matches all that it matches
    11 | path = "/x"
       |        ^^^^
       = the first match wins; move the wider one down
etc/site.toml:12:1: error: unknown key `fils` in [[site.route]]
    12 | fils = "x"
       | ^^^^
       = did you mean `files`?
etc/site.toml:14:14: error: `max_fields` is from 8 to 256, not 1
    14 | max_fields = 1
       |              ^
)");
}

// What hints say about where a key belongs has to be true.
TEST(Read, KeysAreAtHomeWhereTheHintSays) {
  const Reading reading =
      read_for_test("max_exchanges = 1\nkeep = 1\nlisten = 1\nconsole = 1\nworkers = 1\ntrusted = 1\npid_file = "
                    "1\nserver_header = 1\naccess = 1\nerrors = 1\n"
                    "hosts = 1\nfiles = 1\npath = 1\nindex = 1\nlisting = 1\nhidden = 1\ncache_control = 1\n");
  ASSERT_FALSE(reading);
  for (const Problem& problem : reading.error()) {
    const std::size_t belongs = problem.help.find(" belongs in ");
    if (problem.line == 0) continue;
    ASSERT_NE(belongs, std::string::npos) << render(problem);
    const std::string key = problem.source_line.substr(0, problem.source_line.find(' '));
    const std::string home = problem.help.substr(belongs + 12);
    const std::string above = home == "[[site.route]]" ? "[[site]]\n" : "";
    const Reading at_home = read_for_test(above + home + '\n' + key + " = 1\n");
    ASSERT_FALSE(at_home);
    for (const Problem& p : at_home.error()) EXPECT_EQ(p.message.find("unknown key"), std::string::npos) << render(p);
  }
}

// Without the comments, which name other lines.
std::string values_of(const Configuration& configuration) {
  std::string out;
  const std::string shown = show(configuration);
  for (std::size_t at = 0; at < shown.size();) {
    const std::size_t end = shown.find('\n', at);
    const std::string line = shown.substr(at, end - at);
    out += line.substr(0, line.find(" # ")) + '\n';
    at = end + 1;
  }
  return out;
}

TEST(Show, ReadsBackAsTheSameValues) {
  const auto configuration = expect_sound(everything);
  const std::string shown = show(*configuration);
  const Reading again = read_text(shown, "shown.toml", {});
  ASSERT_TRUE(again) << shown << render_all(again.error());
  std::string expected = values_of(*configuration);
  const std::string inherited = values_of(*again->configuration);
  EXPECT_EQ(inherited, expected);
}

TEST(Show, NamesTheOriginOfEveryValue) {
  const std::string shown = show(*expect_sound(everything));
  EXPECT_NE(shown.find("head_timeout_ms = 5000                           # etc/site.toml:13\n"), std::string::npos)
      << shown;
  EXPECT_NE(shown.find("max_ranges = 32                                  # built-in default\n"), std::string::npos);
}

} // namespace
} // namespace responsum::config
