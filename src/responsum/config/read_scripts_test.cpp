#include <gtest/gtest.h>

#include "responsum/config/problems_test.hpp"
#include "responsum/config/show.hpp"

namespace responsum::config {
namespace {

std::string route(std::string_view lines) {
  return "[[site]]\n[[site.route]]\npath = \"/\"\n" + std::string{lines} + "\n";
}
const RouteSettings& only_route(const Configuration& c) { return c.sites.at(0).routes.at(0); }

// All errors of it, without the lines that show the places.
std::string wrong_with(std::string_view text) {
  const Reading reading = read_for_test(text);
  std::string all;
  if (!reading)
    for (const Problem& p : reading.error()) all += p.message + "\n";
  return all;
}

constexpr std::string_view fastcgi_upstream =
    "[[upstream]]\nname = \"php\"\nservers = [\"fastcgi://127.0.0.1:9000\", \"fastcgi+unix:/run/php.sock\"]\n";

TEST(Scripts, FastCgiIsSpokenToServersThatAreNamedSo) {
  const auto c =
      expect_sound(std::string{fastcgi_upstream} +
                   route("proxy = \"php\"\nfastcgi = {root = \"/srv/app\", params = {APP_ENV = \"test\"}}"));
  const UpstreamSettings& upstream = c->upstreams.at(0);
  EXPECT_EQ(upstream.endpoints.at(0).protocol, client::Protocol::fastcgi);
  EXPECT_EQ(upstream.endpoints.at(0).port, 9000);
  EXPECT_EQ(upstream.endpoints.at(1).protocol, client::Protocol::fastcgi);
  EXPECT_EQ(upstream.endpoints.at(1).socket, "/run/php.sock");
  EXPECT_EQ(upstream.limits.max_idle_connections, 0u); // an application that is waited on takes nobody else's
  const ScriptSettings* const scripts = only_route(*c).scripts();
  ASSERT_NE(scripts, nullptr);
  EXPECT_EQ(scripts->root, "/srv/app");
  EXPECT_EQ(scripts->index, "index.php");
  EXPECT_EQ(scripts->split, ".php");
  EXPECT_EQ(scripts->params.at(0).second, "test");
}

TEST(Scripts, ConnectionsAreKeptWhereThatIsWanted) {
  const auto c = expect_sound(std::string{fastcgi_upstream} + "max_idle_connections = 2\n" +
                              route("proxy = \"php\"\nfastcgi = {root = \"/srv/app\"}"));
  EXPECT_EQ(c->upstreams.at(0).limits.max_idle_connections, 2u);
}

TEST(Scripts, ProgramsAreAnUpstreamOfTheirOwn) {
  const auto c = expect_sound(route("cgi = {root = \"/srv/cgi\", max_programs = 3}"));
  const RouteSettings& r = only_route(*c);
  EXPECT_TRUE(r.forwards());
  EXPECT_TRUE(r.strips());
  const UpstreamSettings& upstream = **r.proxy.own;
  EXPECT_EQ(upstream.endpoints.at(0).protocol, client::Protocol::cgi);
  EXPECT_EQ(upstream.limits.max_connections, 3u);
  EXPECT_EQ(upstream.limits.max_connections.key, "max_programs");
  EXPECT_EQ(upstream.limits.retries, 0u);
}

TEST(Scripts, ProgramsHaveTheTimersOfUpstreams) {
  const auto c = expect_sound(route("cgi = {root = \"/srv/cgi\", total_timeout_ms = \"2s\", max_queue = 0}"));
  const client::Limits& limits = (**only_route(*c).proxy.own).limits;
  EXPECT_EQ(limits.total_timeout_ms, 2000u);
  EXPECT_EQ(limits.total_timeout_ms.origin.line, only_route(*c).cgi.origin.line);
  EXPECT_EQ(limits.max_queue, 0u);
  EXPECT_NE(wrong_with(route("cgi = {root = \"/srv/cgi\", dns_timeout_ms = 1}")), "") << "no name is looked up";
  EXPECT_NE(wrong_with(route("cgi = {root = \"/srv/cgi\", first_byte_timeout_ms = 0}")), "");
}

TEST(Scripts, AreShownAsTheyWouldBeWritten) {
  const auto c = expect_sound(route("cgi = {root = \"/srv/cgi\", split = \".sh\", params = {A = \"b\"}}"));
  const std::string shown = show(*c);
  EXPECT_NE(shown.find("cgi = {root = \"/srv/cgi\", index = \"\", split = \".sh\", params = {A = \"b\"}, "
                       "max_programs = 16, send_timeout_ms = 30000, "),
            std::string::npos)
      << shown;
  expect_sound(shown);
}

TEST(Scripts, HaveARoot) {
  EXPECT_EQ(wrong_with(route("cgi = {}")), "[site.route.cgi] has no `root`\n");
  EXPECT_EQ(wrong_with(route("cgi = {root = \"\"}")), "`root` is empty\n");
  EXPECT_EQ(wrong_with(route("proxy = \"fastcgi://127.0.0.1:9000\"")),
            "a server of FastCGI is told where its scripts are\n");
}

TEST(Scripts, AreOfServersThatSpeakFastCgi) {
  EXPECT_EQ(wrong_with(route("proxy = \"http://127.0.0.1:9000\"\nfastcgi = {root = \"/srv\"}")),
            "`fastcgi` is for routes whose `proxy` speaks it\n");
  EXPECT_EQ(wrong_with(route("files = \"public\"\nfastcgi = {root = \"/srv\"}")),
            "`fastcgi` is for routes whose `proxy` speaks it\n");
  EXPECT_EQ(wrong_with(route("proxy = [\"http://127.0.0.1:9000\", \"fastcgi://127.0.0.1:9000\"]\n"
                             "fastcgi = {root = \"/srv\"}")),
            "an upstream has servers of FastCGI, or of HTTP, not both\n");
}

TEST(Scripts, AreNotChecked) {
  const std::string fastcgi = route("proxy = \"php\"\nfastcgi = {root = \"/srv\"}");
  EXPECT_EQ(wrong_with(std::string{fastcgi_upstream} + "health = {path = \"/ping\"}\n" + fastcgi),
            "servers of FastCGI are not asked whether they are well: what fails takes them out of use\n");
  EXPECT_EQ(wrong_with(std::string{fastcgi_upstream} + "proxy_protocol = \"v1\"\n" + fastcgi),
            "servers of FastCGI are told of clients by parameters\n");
}

TEST(Scripts, AreWhatARouteHasAndNothingElse) {
  EXPECT_EQ(wrong_with(route("files = \"public\"\ncgi = {root = \"/srv\"}")),
            "a route has `files`, `form`, `proxy` or `cgi`, and one of them\n");
  EXPECT_EQ(wrong_with(route("cgi = {root = \"/srv\"}\nfastcgi = {root = \"/srv\"}")),
            "`fastcgi` is for routes whose `proxy` speaks it\n");
}

TEST(Scripts, NamesAndValuesAreSound) {
  const auto wrong = [](std::string_view more) {
    return wrong_with(route("cgi = {root = \"/srv\", " + std::string{more} + "}"));
  };
  EXPECT_EQ(wrong("index = \"a/b\""), "`index` is the name of a file, without folders\n");
  EXPECT_EQ(wrong("split = \"/\""), "`split` is what the name of a script ends in\n");
  EXPECT_EQ(wrong("params = {\"A-B\" = \"c\"}"), "a parameter is named by letters, digits and underscores\n");
  EXPECT_EQ(wrong("params = {A = \"b\\u0000c\"}"), "no parameter can have a NUL in it\n");
  EXPECT_NE(wrong("max_programs = 0"), "");
  EXPECT_NE(wrong("programs = 1"), "");
}

} // namespace
} // namespace responsum::config
