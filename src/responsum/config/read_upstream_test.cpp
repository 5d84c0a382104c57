#include <gtest/gtest.h>

#include "responsum/config/problems_test.hpp"
#include "responsum/config/show.hpp"

namespace responsum::config {
namespace {

using client::Endpoint;

std::unique_ptr<Configuration> with_servers(std::string_view servers) {
  return expect_sound("[[upstream]]\nname = \"app\"\nservers = " + std::string{servers} + "\n" +
                      std::string{one_site});
}

// The error about one server, without the lines that show the place.
std::string wrong_with_server(std::string_view server) {
  const Reading reading = read_for_test("[[upstream]]\nname = \"app\"\nservers = \"" + std::string{server} + "\"\n" +
                                        std::string{one_site});
  return reading ? "" : reading.error().front().message;
}

TEST(Upstream, ServersHaveAddressesNamesOrSockets) {
  const auto configuration = with_servers(
      R"(["http://127.0.0.1:3000", "http://[::1]", "http://App.Internal:8080/", "http://my_app", "unix:/run/app"])");
  const std::vector<Endpoint>& all = configuration->upstreams.at(0).endpoints;
  ASSERT_EQ(all.size(), 5u);
  EXPECT_EQ(all[0].address, net::Address::parse_host("127.0.0.1"));
  EXPECT_EQ(all[0].port, 3000);
  EXPECT_FALSE(all[0].is_named());
  EXPECT_EQ(all[1].host, "::1");
  EXPECT_EQ(all[1].port, 80);
  EXPECT_EQ(all[2].host, "app.internal");
  EXPECT_EQ(all[2].port, 8080);
  EXPECT_TRUE(all[2].is_named());
  EXPECT_TRUE(all[3].is_named());
  EXPECT_FALSE(all[4].is_named());
}

TEST(Upstream, WhatIsNoNameIsToldApart) {
  const std::string letters = "`http://a b`: a name is made of letters, digits and hyphens, between dots";
  EXPECT_EQ(wrong_with_server("http://a b"), letters);
  EXPECT_EQ(wrong_with_server("http://127.0.0.300"), "`http://127.0.0.300`: that is no numeric address");
  EXPECT_EQ(wrong_with_server("http://[::1::2]"), "`http://[::1::2]`: that is no numeric address");
  EXPECT_EQ(wrong_with_server("http://"), "`http://`: a server has a name, or a numeric address");
  EXPECT_NE(wrong_with_server("http://a..b").find("between dots"), std::string::npos);
  EXPECT_NE(wrong_with_server("http://" + std::string(64, 'a') + ".test").find("between dots"), std::string::npos);
  EXPECT_EQ(wrong_with_server("http://app.test:0"), "`http://app.test:0`: the port is a number from 1 to 65535");
}

TEST(Dns, ServersHaveAPortIfTheyLike) {
  const auto configuration =
      expect_sound("[dns]\nservers = [\"10.0.0.1\", \"10.0.0.2:5353\", \"::1\", \"[::1]:54\"]\n"
                   "max_ttl_ms = \"1min\"\n" +
                   std::string{one_site});
  std::string all;
  for (const DnsServer& server : configuration->dns.servers) all += server.address.text() + " ";
  EXPECT_EQ(all, "10.0.0.1:53 10.0.0.2:5353 [::1]:53 [::1]:54 ");
  EXPECT_EQ(configuration->dns.limits.max_ttl_ms, 60'000u);
  const std::string shown = show(*configuration);
  EXPECT_NE(shown.find("\n[dns]\n"), std::string::npos) << shown;
  EXPECT_NE(shown.find("max_ttl_ms = 60000"), std::string::npos) << shown;
}

TEST(Dns, AServerIsNoName) {
  expect_problems_above_site(
      R"toml([dns]
servers = "ns.example.org"
)toml",
      R"(etc/site.toml:2:11: error: `ns.example.org`: a name server is named by its numeric address
     2 | servers = "ns.example.org"
       |           ^^^^^^^^^^^^^^^^
       = write "127.0.0.1", or with a port: "127.0.0.1:5353"
)");
}

std::string upstream_with(std::string_view line) {
  return "[[upstream]]\nname = \"app\"\nservers = \"http://127.0.0.1:3000\"\n" + std::string{line} + "\n" +
         std::string{one_site};
}

IntroducedBy introduced_by(std::string_view line) {
  return expect_sound(upstream_with(line))->upstreams.at(0).introduced_by;
}

TEST(Upstream, IsToldForWhomAConnectionIsByAVersion) {
  EXPECT_EQ(introduced_by(""), IntroducedBy::nothing);
  EXPECT_EQ(introduced_by("proxy_protocol = false"), IntroducedBy::nothing);
  EXPECT_EQ(introduced_by("proxy_protocol = \"v1\""), IntroducedBy::version_1);
  EXPECT_EQ(introduced_by("proxy_protocol = \"v2\""), IntroducedBy::version_2);
}

TEST(UpstreamProblems, ThereAreTwoVersions) {
  expect_problems(upstream_with("proxy_protocol = \"v3\""),
                  R"(etc/site.toml:4:18: error: `proxy_protocol` is "v1" or "v2", not "v3"
     4 | proxy_protocol = "v3"
       |                  ^^^^
       = did you mean "v1"?
)");
}

TEST(Upstream, HasABudgetForTryingAgain) {
  const auto usual = expect_sound(upstream_with(""));
  EXPECT_EQ(usual->upstreams.at(0).limits.retry_budget_percent, 20u);
  EXPECT_EQ(usual->upstreams.at(0).limits.retry_budget_reserve, 100u);
  const auto other = expect_sound(upstream_with("retry_budget_percent = 300\nretry_budget_reserve = 0"));
  EXPECT_EQ(other->upstreams.at(0).limits.retry_budget_percent, 300u);
  EXPECT_EQ(other->upstreams.at(0).limits.retry_budget_reserve, 0u);
  EXPECT_NE(show(*other).find("retry_budget_percent = 300"), std::string::npos);
}

TEST(UpstreamHealth, IsAskedForWhereThereIsAPath) {
  EXPECT_EQ(expect_sound(upstream_with(""))->upstreams.at(0).health.path, "");
  for (const std::string_view written :
       {"health = {path = \"/healthz\", host = \"app.test\", statuses = [\"2xx\", \"404\"], interval_ms = \"2s\", "
        "timeout_ms = 500, rise = 1, fall = 4}",
        "[upstream.health]\npath = \"/healthz\"\nhost = \"app.test\"\nstatuses = [\"2xx\", \"404\"]\n"
        "interval_ms = \"2s\"\ntimeout_ms = 500\nrise = 1\nfall = 4"}) {
    const auto configuration = expect_sound(upstream_with(written));
    const HealthCheckSettings& health = configuration->upstreams.at(0).health;
    EXPECT_EQ(health.path, "/healthz");
    EXPECT_EQ(health.host, "app.test");
    EXPECT_EQ(health.statuses, (std::vector<std::string>{"2xx", "404"}));
    EXPECT_EQ(health.interval_ms, 2'000u);
    EXPECT_EQ(health.timeout_ms, 500u);
    EXPECT_EQ(health.rise, 1u);
    EXPECT_EQ(health.fall, 4u);
  }
}

TEST(UpstreamHealth, IsShownAsItCanBeRead) {
  const auto configuration = expect_sound(upstream_with("health = {path = \"/healthz\", statuses = \"204\"}"));
  const std::string shown = show(*configuration);
  EXPECT_NE(shown.find("\n[upstream.health]"), std::string::npos) << shown;
  const auto again = expect_sound(shown);
  EXPECT_TRUE(is_same(configuration->upstreams.at(0), again->upstreams.at(0)));
}

TEST(UpstreamHealthProblems, APathBeginsWithASlash) {
  expect_problems(upstream_with("health = {path = \"healthz\"}"),
                  R"(etc/site.toml:4:18: error: the path of a check begins with a slash and has no spaces
     4 | health = {path = "healthz"}
       |                  ^^^^^^^^^
)");
}

TEST(UpstreamHealthProblems, AStatusIsANumberOrAClass) {
  expect_problems(upstream_with("health = {path = \"/\", statuses = \"good\"}"),
                  R"(etc/site.toml:4:34: error: a status is a number from 100 to 599, or a class such as 2xx
     4 | health = {path = "/", statuses = "good"}
       |                                  ^^^^^^
)");
}

TEST(UpstreamHealthProblems, SomeAnswerHasToBeGood) {
  expect_problems(upstream_with("health = {path = \"/\", statuses = []}"),
                  R"(etc/site.toml:4:34: error: `statuses` names no answer that is good
     4 | health = {path = "/", statuses = []}
       |                                  ^^
       = write "2xx"
)");
}

// What makes a difference between two of them, wherever they are written.
bool same(std::string_view a, std::string_view b) {
  const auto one = expect_sound("# above\n" + upstream_with(a));
  const auto other = expect_sound(upstream_with(b));
  return is_same(one->upstreams.at(0), other->upstreams.at(0));
}

TEST(Upstream, IsTheSameWhereItSaysTheSame) {
  EXPECT_TRUE(same("", ""));
  EXPECT_TRUE(same("", "retries = 2"));
  EXPECT_FALSE(same("", "retries = 1"));
  EXPECT_FALSE(same("", "retry_budget_percent = 21"));
  EXPECT_FALSE(same("", "balance = \"two-choices\""));
  EXPECT_FALSE(same("", "proxy_protocol = \"v1\""));
  EXPECT_FALSE(same("", "http2 = false"));
  EXPECT_FALSE(same("", "tls_min_version = \"1.3\""));
  EXPECT_FALSE(same("", "health = {path = \"/\"}"));
  EXPECT_TRUE(same("health = {path = \"/\"}", "health = {path = \"/\", fall = 3}"));
  EXPECT_FALSE(same("health = {path = \"/\"}", "health = {path = \"/\", fall = 4}"));
  EXPECT_FALSE(same("health = {path = \"/\"}", "health = {path = \"/\", statuses = \"200\"}"));
}

TEST(Upstream, IsAnotherWithOtherServersOrOtherContentsOfItsFiles) {
  const auto configuration = expect_sound(upstream_with(""));
  const UpstreamSettings& one = configuration->upstreams.at(0);
  UpstreamSettings other = one;
  other.endpoints[0].weight = 2;
  EXPECT_FALSE(is_same(one, other));
  other = one;
  other.endpoints.push_back(one.endpoints[0]);
  EXPECT_FALSE(is_same(one, other));
  other = one;
  other.tls.client.authorities = {"ca.pem", "renewed"};
  EXPECT_FALSE(is_same(one, other));
  other = one;
  other.tls.server_name.name = "app.test";
  EXPECT_FALSE(is_same(one, other));
}

TEST(Dns, IsTheSameWhereItSaysTheSame) {
  const DnsSettings usual;
  DnsSettings other;
  EXPECT_TRUE(is_same(usual, other));
  other.limits.max_ttl_ms.value = 1;
  EXPECT_FALSE(is_same(usual, other));
  other = {};
  other.servers.push_back({net::Address::parse("10.0.0.1:53").value(), {}});
  EXPECT_FALSE(is_same(usual, other));
}

} // namespace
} // namespace responsum::config
