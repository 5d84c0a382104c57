#include <gtest/gtest.h>

#include "responsum/config/problems_test.hpp"
#include "responsum/config/show.hpp"

namespace responsum::config {
namespace {

constexpr std::string_view server = "[server]\nlisten = \":80\"\nlisten_tls = \":8443\"\n";
constexpr std::string_view whole_route = "[[site.route]]\npath = \"/\"\nfiles = \"public\"\n";

std::string with_site(std::string_view keys, std::string_view before = server) {
  return std::string{before} + "[[site]]\n" + std::string{keys} + "\n" + std::string{whole_route};
}

std::optional<HttpsRedirect> redirect_of(std::string_view value, std::string_view before = server) {
  return *expect_sound(with_site("redirect_to_https = " + std::string{value}, before))
              ->sites.front()
              .redirect_to_https;
}

std::string hsts_of(std::string_view value) {
  const auto read = expect_sound(with_site("redirect_to_https = true\nhsts = " + std::string{value}));
  const auto& policy = *read->sites.front().hsts;
  return policy ? policy->field_value() : "none";
}

TEST(Redirect, LeadsToThePortOfListenTls) {
  EXPECT_EQ(redirect_of("true")->port, 8443);
  EXPECT_EQ(redirect_of("true", "[server]\nlisten_tls = [\":8443\", \":443\"]\n")->port, 443);
  EXPECT_FALSE(redirect_of("false"));
}

TEST(Redirect, LeadsToWhatIsSaid) {
  EXPECT_EQ(redirect_of("443", "")->port, 443);
  EXPECT_EQ(redirect_of("443", "")->host, "");
  EXPECT_EQ(redirect_of("\":8443\"")->host, "");
  EXPECT_EQ(redirect_of("\"Shop.example\"")->host, "shop.example");
  EXPECT_EQ(redirect_of("\"shop.example\"")->port, 443);
  EXPECT_EQ(redirect_of("\"[::1]:444\"")->host, "[::1]");
  EXPECT_EQ(redirect_of("\"[::1]:444\"")->port, 444);
}

TEST(Redirect, HasToKnowThePort) {
  expect_problems(with_site("redirect_to_https = true", ""),
                  R"(etc/site.toml:2:21: error: `redirect_to_https` has no port to send clients to: no `listen_tls`
     2 | redirect_to_https = true
       |                     ^^^^
       = say the port at which TLS is spoken, as in redirect_to_https = 443
)");
  expect_problems(
      with_site("redirect_to_https = true", "[server]\nlisten_tls = \":0\"\n"),
      R"(etc/site.toml:4:21: error: `redirect_to_https` has no port to send clients to: `listen_tls` leaves it to the system
     4 | redirect_to_https = true
       |                     ^^^^
       = say a port in one of the two
)");
}

TEST(Redirect, IsToOneHost) {
  expect_problems(with_site("redirect_to_https = \"*.shop.example\""),
                  R"(etc/site.toml:5:21: error: `redirect_to_https`: "*.shop.example" is no single host
     5 | redirect_to_https = "*.shop.example"
       |                     ^^^^^^^^^^^^^^^^
       = it is true, a port, "host" or "host:port"
)");
  expect_problems(
      with_site("redirect_to_https = \"https://shop.example\""),
      R"(etc/site.toml:5:21: error: `redirect_to_https`: "https://shop.example" is no host: leave out the scheme
     5 | redirect_to_https = "https://shop.example"
       |                     ^^^^^^^^^^^^^^^^^^^^^^
       = it is true, a port, "host" or "host:port"
)");
  expect_problems(with_site("redirect_to_https = 0"),
                  R"(etc/site.toml:5:21: error: `redirect_to_https`: a port is from 1 to 65535, not 0
     5 | redirect_to_https = 0
       |                     ^
)");
}

TEST(Hsts, IsADurationOrATable) {
  EXPECT_EQ(hsts_of("\"1y\""), "max-age=31536000");
  EXPECT_EQ(hsts_of("300"), "max-age=300");
  EXPECT_EQ(hsts_of("0"), "max-age=0") << "browsers are to forget it";
  EXPECT_EQ(hsts_of("{max_age = \"2y\", subdomains = true}"), "max-age=63072000; includeSubDomains");
  EXPECT_EQ(hsts_of("{max_age = \"365d\", subdomains = true, preload = true}"),
            "max-age=31536000; includeSubDomains; preload");
  EXPECT_EQ(hsts_of("false"), "none");
}

TEST(Hsts, OfAPreloadListHoldsToItsRules) {
  expect_problems(with_site("hsts = {max_age = \"30d\", preload = true}"),
                  R"(etc/site.toml:5:8: error: `hsts` with `preload` is for all names below the site's too
     5 | hsts = {max_age = "30d", preload = true}
       |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       = add subdomains = true, if all of them are to be had by https
etc/site.toml:5:8: error: `hsts` with `preload` holds for a year at least
     5 | hsts = {max_age = "30d", preload = true}
       |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       = write max_age = "1y"
etc/site.toml:5:8: warning: `hsts` with `preload` is for sites that are to be had by https alone
     5 | hsts = {max_age = "30d", preload = true}
       |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       = add redirect_to_https = true
)");
}

TEST(Hsts, IsForSitesWithTls) {
  expect_problems(with_site("hsts = \"1y\"", ""),
                  R"(etc/site.toml:2:8: warning: `hsts` is never sent: nothing listens with TLS
     2 | hsts = "1y"
       |        ^^^^
       = add listen_tls
)");
  expect_problems(
      with_site("hsts = true"),
      R"(etc/site.toml:5:8: error: `hsts` takes a duration such as "1y", a table with max_age, or false, not true
     5 | hsts = true
       |        ^^^^
)");
  expect_problems(with_site("hsts = {subdomains = true}"), R"(etc/site.toml:5:8: error: `hsts` has no `max_age`
     5 | hsts = {subdomains = true}
       |        ^^^^^^^^^^^^^^^^^^^
       = add `max_age = "1y"`
)");
}

std::string with_route(std::string_view keys) { return with_site("", server) + std::string{keys} + "\n"; }

TEST(Protocols, AreRequiredTogether) {
  const auto required = [](std::string_view value) {
    const auto read = expect_sound(with_route("requires = " + std::string{value}));
    return *read->sites.front().routes.front().requirements;
  };
  EXPECT_EQ(required("\"tls\""), std::vector{Requirement::tls});
  EXPECT_EQ(required("[\"h2\", \"tls\"]"), (std::vector{Requirement::h2, Requirement::tls}));
  EXPECT_TRUE(required("[]").empty());
}

TEST(Protocols, HaveNames) {
  expect_problems(with_route("requires = [\"h3\", \"tls\", \"tls\"]"),
                  R"(etc/site.toml:9:13: error: `requires` is "tls", "h2" or "websocket", not "h3"
     9 | requires = ["h3", "tls", "tls"]
       |             ^^^^
       = did you mean "h2"?
etc/site.toml:9:26: error: "tls" is named twice
     9 | requires = ["h3", "tls", "tls"]
       |                          ^^^^^
)");
  expect_problems(
      with_site("", "") + "requires = \"tls\"\n",
      R"(etc/site.toml:6:12: warning: the route requires TLS, and nothing listens with TLS: it is reached by nobody
     6 | requires = "tls"
       |            ^^^^^
       = add listen_tls
)");
}

TEST(ReplaySafe, IsAllNoneOrWhatChangesNothing) {
  using enum message::Method;
  const auto taken = [](std::string_view keys) {
    return expect_sound(with_route(keys))->sites.front().routes.front().replay_safe_methods();
  };
  EXPECT_EQ(taken(""), (message::MethodSet{get, head, options, trace}));
  EXPECT_EQ(taken("replay_safe = true"), (message::MethodSet{get, head, options}));
  EXPECT_TRUE(taken("replay_safe = false").empty());
}

TEST(TlsUpgrade, SpeaksTlsWithoutAPortOfItsOwn) {
  EXPECT_FALSE(*expect_sound(with_site("", ""))->server.tls_upgrade);
  const auto read = expect_sound("[server]\nlisten = \"127.0.0.1:0\"\ntls_upgrade = true\n"
                                 "[[site]]\nhosts = [\"a.test\"]\nhsts = \"5min\"\n"
                                 "[[site.route]]\npath = \"/\"\nfiles = \".\"\nrequires = \"tls\"\n");
  EXPECT_TRUE(*read->server.tls_upgrade);
  EXPECT_TRUE(read->server.speaks_tls());
}

TEST(TlsUpgrade, IsForPortsWithoutTls) {
  expect_problems(
      with_site("", "[server]\nlisten_tls = \":443\"\ntls_upgrade = true\n"),
      R"(etc/site.toml:3:15: warning: `tls_upgrade` is for ports without TLS, and there is none: no `listen`
     3 | tls_upgrade = true
       |               ^^^^
)");
}

TEST(EarlyData, IsOffUnlessASizeIsSaid) {
  const auto octets = [](std::string_view keys) {
    return *expect_sound(with_site("", std::string{server} + std::string{keys}))->server.tls_early_data;
  };
  EXPECT_EQ(octets(""), 0u);
  EXPECT_EQ(octets("tls_early_data = \"16KiB\"\n"), 16384u);
  EXPECT_EQ(octets("tls_early_data = false\n"), 0u);
  expect_problems(with_site("", std::string{server} + "tls_early_data = true\n"),
                  R"(etc/site.toml:4:18: error: `tls_early_data` takes a size such as "16KiB" or false, not true
     4 | tls_early_data = true
       |                  ^^^^
)");
  expect_problems(with_site("", std::string{server} + "tls_early_data = \"2MiB\"\n"),
                  R"(etc/site.toml:4:18: error: `tls_early_data` is from 1 to 1MiB, not 2MiB
     4 | tls_early_data = "2MiB"
       |                  ^^^^^^
)");
}

TEST(EarlyData, IsWaitedForOrRefused) {
  const auto read = expect_sound(with_route("early_data = \"425\""));
  EXPECT_EQ(*read->sites.front().routes.front().early_data, EarlyData::refuse);
  expect_problems(with_route("early_data = \"refuse\""),
                  R"(etc/site.toml:9:14: error: `early_data` is "wait" or "425", not "refuse"
     9 | early_data = "refuse"
       |              ^^^^^^^^
)");
}

TEST(Encryption, IsShownAsItIsRead) {
  const std::string text = with_site("redirect_to_https = true\nhsts = {max_age = \"1y\", subdomains = true}",
                                     std::string{server} + "plain_on_tls = \"redirect\"\n");
  const std::string shown = show(*expect_sound(text + "requires = [\"tls\"]\nreplay_safe = false\n"));
  EXPECT_NE(shown.find("requires = [\"tls\"]"), std::string::npos) << shown;
  EXPECT_NE(shown.find("replay_safe = false"), std::string::npos) << shown;
  EXPECT_NE(shown.find("redirect_to_https = \":8443\""), std::string::npos) << shown;
  EXPECT_NE(shown.find("hsts = {max_age = \"1y\", subdomains = true, preload = false}"), std::string::npos) << shown;
  EXPECT_NE(shown.find("plain_on_tls = \"redirect\""), std::string::npos) << shown;
  EXPECT_EQ(expect_sound(shown)->sites.front().redirect_to_https->value().port, 8443) << "it is a configuration";
}

} // namespace
} // namespace responsum::config
