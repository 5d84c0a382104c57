#include <gtest/gtest.h>

#include "responsum/config/problems_test.hpp"
#include "responsum/config/show.hpp"

namespace responsum::config {
namespace {

constexpr base::UnixSeconds midnight = 1'798'675'200; // 2026-12-31T00:00:00Z

std::string with_site(std::string_view before, std::string_view of_route = "") {
  return "[[site]]\n" + std::string{before} + "[[site.route]]\npath = \"/\"\nfiles = \"public\"\n" +
         std::string{of_route};
}

TEST(Retirement, NamesThatWereRetired) {
  const auto c = expect_sound(with_site("[[site.retired]]\npath = \"/v1/\"\nsince = \"2026-12-31\"\n"
                                        "successor = \"/v2/\"\nabout = \"https://a.test/x\"\ntext = \"Go on.\"\n"
                                        "[[site.retired]]\npattern = \"/old-.*\"\n"));
  const auto& retired = c->sites.front().retired;
  ASSERT_EQ(retired.size(), 2u);
  EXPECT_EQ(retired[0].retirement.at_s, midnight);
  EXPECT_EQ(retired[0].retirement.successor, "/v2/");
  EXPECT_EQ(retired[0].retirement.policy, "https://a.test/x");
  EXPECT_EQ(retired[0].retirement.words, "Go on.");
  EXPECT_TRUE(retired[1].retirement.past(1));
  const std::string shown = show(*c);
  EXPECT_NE(shown.find("since = \"2026-12-31T00:00:00Z\""), std::string::npos) << shown;
  EXPECT_NE(shown.find("pattern = \"/old-.*\""), std::string::npos) << shown;
}

TEST(Retirement, EndsOfRedirectsAndRoutes) {
  const auto c =
      expect_sound(with_site("[[site.redirect]]\npath = \"/a\"\ntarget = \"/b\"\nuntil = \"2026-12-31T00:00:00Z\"\n",
                             "sunset = {at = \"2026-12-31\", successor = \"/new/\"}\n"));
  const SiteSettings& site = c->sites.front();
  ASSERT_TRUE(site.redirects.front().until);
  EXPECT_FALSE(site.redirects.front().until->past(midnight - 1));
  EXPECT_TRUE(site.redirects.front().until->past(midnight));
  ASSERT_TRUE(site.routes.front().retirement);
  EXPECT_EQ(site.routes.front().retirement->successor, "/new/");
  EXPECT_NE(show(*c).find("sunset = {at = \"2026-12-31T00:00:00Z\", successor = \"/new/\"}"), std::string::npos);
}

TEST(Retirement, WhatIsNoTimeOrNoAddress) {
  expect_problems(with_site("", "sunset = \"soon\"\n"),
                  R"(etc/site.toml:5:10: error: `sunset` is no time: "soon"
     5 | sunset = "soon"
       |          ^^^^^^
       = write "2026-11-30T02:00:00Z"
)");
  expect_problems(with_site("[[site.retired]]\npath = \"/v1/\"\nsuccessor = \"v2\"\n"),
                  R"(etc/site.toml:4:13: error: `successor` is a URI, not "v2"
     4 | successor = "v2"
       |             ^^^^
       = write "https://example.org/"
)");
  expect_problems(with_site("[[site.retired]]\nsince = \"2026-12-31\"\n"),
                  R"(etc/site.toml:2:1: error: a retired name has either `path` or `pattern`
     2 | [[site.retired]]
       | ^^^^^^^^^^^^^^^^
       = add path = "/old/"
)");
}

} // namespace
} // namespace responsum::config
