#include "responsum/route/table.hpp"

#include <gtest/gtest.h>

#include <string>

#include "responsum/route/near_miss.hpp"

namespace responsum::route {
namespace {

std::string host_in(std::string_view authority) {
  std::array<char, longest_host> out;
  return std::string{host_of(authority, out)};
}

TEST(HostOf, LeavesOutPortCaseAndFinalDot) {
  EXPECT_EQ(host_in("Example.ORG:8080"), "example.org");
  EXPECT_EQ(host_in("example.org."), "example.org");
  EXPECT_EQ(host_in("example.org.:80"), "example.org");
  EXPECT_EQ(host_in("[2001:DB8::1]:443"), "[2001:db8::1]");
  EXPECT_EQ(host_in("[::1]"), "[::1]");
  EXPECT_EQ(host_in("127.0.0.1:"), "127.0.0.1");
  EXPECT_EQ(host_in(""), "");
}

TEST(HostOf, CutsWhatNoNameCanBe) { EXPECT_EQ(host_in(std::string(300, 'a')).size(), longest_host); }

// Routes that nobody asks anything but where they are.
Route route(std::string_view path, std::uint32_t line, message::MethodSet methods = {message::Method::get}) {
  Route made{.name = std::string{path},
             .origin = {"site.toml", line, 1},
             .path = base::parse_path(path).value(),
             .stripped = 0,
             .facts = {},
             .resource = nullptr};
  made.facts.allowed = methods;
  return made;
}

Site site(std::string_view name, std::initializer_list<std::string_view> hosts) {
  Site made;
  made.name = name;
  for (const std::string_view host : hosts) made.hosts.push_back(parse_host(host).value());
  return made;
}

class TableTest : public testing::Test {
 protected:
  TableTest() {
    table_.sites.push_back(site("one", {"example.org", "*.example.org"}));
    table_.sites.push_back(site("two", {"www.example.org", "example.net"}));
    table_.sites.front().routes = {route("/docs/*.css", 3), route("/docs/", 5), route("/favicon.ico", 7)};
  }

  std::string site_of(std::string_view authority) const {
    const Site* found = table_.find_site(authority);
    return found == nullptr ? "none" : found->name;
  }
  std::string route_of(std::string_view path) const {
    const Route* found = Table::find_route(table_.sites.front(), path);
    return found == nullptr ? "none" : found->name;
  }

  Table table_;
};

TEST_F(TableTest, TheFirstSiteThatMatchesIsIt) {
  EXPECT_EQ(site_of("EXAMPLE.org:80"), "one");
  EXPECT_EQ(site_of("www.example.org"), "one"); // although the second names it
  EXPECT_EQ(site_of("example.net."), "two");
  EXPECT_EQ(site_of("example.com"), "none");
  EXPECT_EQ(site_of(""), "none");
}

TEST_F(TableTest, TheFirstRouteThatMatchesIsIt) {
  EXPECT_EQ(route_of("/docs/a.css"), "/docs/*.css");
  EXPECT_EQ(route_of("/docs/a"), "/docs/");
  EXPECT_EQ(route_of("/docs"), "none");
  EXPECT_EQ(route_of("/favicon.ico"), "/favicon.ico");
}

TEST_F(TableTest, NamesTheNearestSites) {
  const auto misses = near_sites(table_, "exmple.net:8080", 2);
  ASSERT_EQ(misses.size(), 2u);
  EXPECT_EQ(misses[0].what, "site two");
  EXPECT_EQ(misses[0].lacked, "the host is not \"example.net\"");
}

TEST_F(TableTest, NamesTheNearestRoutesAndWhatIsLacking) {
  const auto lacking = [this](std::string_view path) {
    const NearMiss miss = near_routes(table_.sites.front(), path, 1).at(0);
    return miss.what + ": " + miss.lacked + " at " + base::describe(miss.origin);
  };
  EXPECT_EQ(lacking("/docs"), "route /docs/: the path has no slash at its end at site.toml:5");
  EXPECT_EQ(lacking("/Favicon.ico"), "route /favicon.ico: upper and lower case differ at site.toml:7");
  EXPECT_EQ(lacking("/favicon.icon"), "route /favicon.ico: the path is not \"/favicon.ico\" at site.toml:7");
  EXPECT_EQ(lacking("/doc/x"), "route /docs/: the path does not begin with \"/docs/\" at site.toml:5");
}

TEST_F(TableTest, OfEquallyNearRoutesTheFirstComesFirst) {
  Site equal;
  equal.routes = {route("/ab", 1), route("/ac", 2), route("/ad", 3)};
  const auto misses = near_routes(equal, "/ax", 2);
  ASSERT_EQ(misses.size(), 2u);
  EXPECT_EQ(misses[0].origin.line, 1u);
  EXPECT_EQ(misses[1].origin.line, 2u);
}

TEST_F(TableTest, NamesRoutesThatWouldAllowTheMethod) {
  Site mixed;
  mixed.routes = {route("/a/", 1), route("/b/", 2, {message::Method::get, message::Method::trace})};
  const auto misses = near_routes_allowing(mixed, "/a/x", message::Method::trace);
  ASSERT_EQ(misses.size(), 1u);
  EXPECT_EQ(misses[0].what, "route /b/");
}

} // namespace
} // namespace responsum::route
