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
std::string wrong_with(std::string_view server) {
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
  EXPECT_EQ(wrong_with("http://a b"), letters);
  EXPECT_EQ(wrong_with("http://127.0.0.300"), "`http://127.0.0.300`: that is no numeric address");
  EXPECT_EQ(wrong_with("http://[::1::2]"), "`http://[::1::2]`: that is no numeric address");
  EXPECT_EQ(wrong_with("http://"), "`http://`: a server has a name, or a numeric address");
  EXPECT_NE(wrong_with("http://a..b").find("between dots"), std::string::npos);
  EXPECT_NE(wrong_with("http://" + std::string(64, 'a') + ".test").find("between dots"), std::string::npos);
  EXPECT_EQ(wrong_with("http://app.test:0"), "`http://app.test:0`: the port is a number from 1 to 65535");
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

} // namespace
} // namespace responsum::config
