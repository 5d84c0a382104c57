#include "responsum/server/assemble.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>

#include "responsum/config/read.hpp"
#include "responsum/resource/file/folder_test.hpp"

namespace responsum::server {
namespace {

using message::Method;

class AssembleTest : public ::testing::Test {
 protected:
  // Paths are relative to the test's folder.
  session::SharedGeneration assembled(std::string_view text) {
    auto reading = config::read_text(text, folder_.path("site.toml"), {});
    EXPECT_TRUE(reading.has_value()) << text;
    return assemble(std::move(reading->configuration), system_, labels_, access_);
  }
  session::SharedGeneration with_route(std::string_view keys) {
    return assembled("[[site]]\nhosts = \"a\"\n[[site.route]]\n" + std::string{keys});
  }

  // The content that the first route has for a whole path, or "".
  static std::string content(const session::Generation& made, std::string_view path) {
    const route::Route& route = made.table.sites.front().routes.front();
    base::Arena arena;
    resource::Bench bench{arena, {.monotonic_ms = 1000, .wall_s = 1'700'000'000, .wall_ns = 0}, 1};
    const auto head = std::make_unique<message::RequestHead>();
    decision::Facts facts;
    resource::Selected selected;
    route.resource->locate({path, path.substr(route.stripped), *head}, bench, facts, selected);
    return std::string{selected.content};
  }

  observe::RouteLabels labels_;
  access::Shared access_{0};
  resource::file::testing::Folder folder_;
  resource::file::FileSystem system_;
};

TEST_F(AssembleTest, APathIsLookedUpBelowItsRoute) {
  folder_.write("public/a", "text");
  const auto made = with_route("path = \"/docs/\"\nfiles = \"public\"\n");
  EXPECT_EQ(content(*made, "/docs/a"), "text");
  const auto whole = with_route("path = \"/docs/\"\nfiles = \".\"\nstrip_prefix = false\n");
  folder_.write("docs/a", "below its own name");
  EXPECT_EQ(content(*whole, "/docs/a"), "below its own name");
}

TEST_F(AssembleTest, ARouteMayBeOneFile) {
  folder_.write("public/icon", "icon");
  const auto made = with_route("path = \"/favicon.ico\"\nfiles = \"public/icon\"\n");
  EXPECT_EQ(content(*made, "/favicon.ico"), "icon");
}

TEST_F(AssembleTest, WhatARouteAllowsIsAFact) {
  const auto made = with_route("path = \"/\"\nfiles = \".\"\ntrace = true\nhidden = \"hide\"\nlisting = true\n"
                               "negotiation = \"strict\"\n");
  const decision::RouteFacts& facts = made->table.sites.front().routes.front().facts;
  EXPECT_TRUE(facts.site_known && facts.route_known);
  EXPECT_TRUE(facts.allowed.contains(Method::trace));
  EXPECT_TRUE(facts.conceals && !facts.serves_hidden && facts.lists && facts.negotiates_strictly);
  const auto usual = with_route("path = \"/\"\nfiles = \".\"\n");
  const decision::RouteFacts& others = usual->table.sites.front().routes.front().facts;
  EXPECT_EQ(others.allowed, (message::MethodSet{Method::get, Method::head, Method::options}));
  EXPECT_FALSE(others.conceals || others.serves_hidden || others.lists || others.negotiates_strictly);
}

TEST_F(AssembleTest, LimitsKeepTheirOrigin) {
  const auto made = assembled("[limits]\nmax_fields = 20\nmax_content_bytes = 9\n[[site]]\n[[site.route]]\n"
                              "path = \"/\"\nfiles = \".\"\n");
  EXPECT_EQ(made->limits.max_fields.value, 20u);
  EXPECT_EQ(made->limits.max_fields.origin.line, 2u);
  EXPECT_TRUE(made->limits.idle_timeout_ms.origin.built_in());
  EXPECT_EQ(made->parser.max_fields, 20);
  EXPECT_EQ(made->table.sites.front().routes.front().facts.max_content_bytes, 9u);
}

TEST_F(AssembleTest, ThisMachineIsTrustedUnlessOthersAre) {
  constexpr std::string_view site = "[[site]]\n[[site.route]]\npath = \"/\"\nfiles = \".\"\n";
  const auto trusts = [](const session::Generation& made, const char* host) {
    return made.trusts(net::Address::parse_host(host).value());
  };
  const auto usual = assembled(site);
  EXPECT_TRUE(trusts(*usual, "127.1.2.3") && trusts(*usual, "::1"));
  EXPECT_FALSE(trusts(*usual, "192.0.2.7"));
  const auto others = assembled("[server]\ntrusted = \"192.0.2.0/24\"\n" + std::string{site});
  EXPECT_TRUE(trusts(*others, "192.0.2.7"));
  EXPECT_FALSE(trusts(*others, "127.0.0.1"));
}

TEST_F(AssembleTest, SitesAndRoutesAreNamed) {
  const auto made = assembled("[[site]]\nhosts = [\"a\", \"b\"]\nprofile = \"mdn\"\n[[site.route]]\npath = \"/x/\"\n"
                              "files = \".\"\n[[site]]\nname = \"two\"\nhosts = \"c\"\n[[site.route]]\n"
                              "name = \"all\"\npath = \"/\"\nfiles = \".\"\n");
  ASSERT_EQ(made->table.sites.size(), 2u);
  EXPECT_EQ(made->table.sites[0].name, "a");
  EXPECT_EQ(made->table.sites[0].routes[0].name, "/x/");
  EXPECT_EQ(made->table.sites[0].profile, status::Profile::mdn);
  EXPECT_EQ(made->table.sites[1].name, "two");
  EXPECT_EQ(made->table.sites[1].routes[0].name, "all");
  EXPECT_EQ(made->table.sites[1].profile, status::Profile::strict);
}

TEST_F(AssembleTest, MediaTypesOfTheConfigurationCount) {
  folder_.write("a.foo", "");
  const auto made =
      assembled("[types]\nfoo = \"text/x-foo\"\n[[site]]\n[[site.route]]\npath = \"/\"\nfiles = \".\"\n");
  base::Arena arena;
  resource::Bench bench{arena, {}, 1};
  const auto head = std::make_unique<message::RequestHead>();
  decision::Facts facts;
  resource::Selected selected;
  made->table.resources.front()->locate({"/a.foo", "/a.foo", *head}, bench, facts, selected);
  EXPECT_EQ(facts.resource.representation.media_type, "text/x-foo");
}

TEST_F(AssembleTest, SitesAndRoutesKeepTheirLabelsOverReloads) {
  constexpr std::string_view text = "[[site]]\nhosts = \"a\"\n[[site.route]]\npath = \"/x/\"\nfiles = \".\"\n"
                                    "[[site.route]]\nname = \"all\"\npath = \"/\"\nfiles = \".\"\n";
  const auto first = assembled(text);
  const auto again = assembled(text);
  const auto changed = assembled("# a line more\n" + std::string{text});
  const route::Site& site = first->table.sites[0];
  const std::set<std::uint16_t> distinct{site.label, site.routes[0].label, site.routes[1].label};
  EXPECT_EQ(distinct.size(), 3u);
  EXPECT_EQ(again->table.sites[0].label, site.label);
  EXPECT_EQ(again->table.sites[0].routes[1].label, site.routes[1].label);
  EXPECT_NE(changed->table.sites[0].routes[1].label, site.routes[1].label);
  EXPECT_EQ(labels_.find(site.label)->site, "a");
  const observe::RouteLabel& all = *labels_.find(site.routes[1].label);
  EXPECT_EQ(all.site, "a");
  EXPECT_EQ(all.route, "all");
  EXPECT_EQ(all.pattern, "/");
  EXPECT_TRUE(all.origin.ends_with("site.toml:6")) << all.origin;
}

} // namespace
} // namespace responsum::server
