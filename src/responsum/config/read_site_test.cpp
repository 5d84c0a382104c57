#include <gtest/gtest.h>

#include "responsum/config/problems_test.hpp"

// Every message is held against its full text: what people read is part of what is promised.
namespace responsum::config {
namespace {

TEST(SiteProblems, NothingToServe) {
  expect_problems(R"toml(# empty
)toml",
                  R"(etc/site.toml: error: no site: there is nothing to serve
       = add [[site]] and below it [[site.route]] with `path` and `files`
)");
}

TEST(SiteProblems, SiteIsAList) {
  expect_problems(R"toml([site]
hosts = "a"
)toml",
                  R"(etc/site.toml:1:1: error: there is a list of sites
     1 | [site]
       | ^^^^^^
       = write [[site]]
)");
}

TEST(SiteProblems, SiteNeedsARoute) {
  expect_problems(R"toml([[site]]
hosts = "a"
)toml",
                  R"(etc/site.toml:1:1: error: [[site]] has no `route`
     1 | [[site]]
       | ^^^^^^^^
       = add `[[site.route]]`
)");
}

TEST(SiteProblems, RouteIsAList) {
  expect_problems(R"toml([[site]]
[site.route]
path = "/"
)toml",
                  R"(etc/site.toml:2:1: error: a site has a list of routes
     2 | [site.route]
       | ^^^^^^^^^^^^
       = write [[site.route]]
)");
}

TEST(SiteProblems, RouteNeedsPathAndFiles) {
  expect_problems(R"toml([[site]]
[[site.route]]
name = "docs"
)toml",
                  R"(etc/site.toml:2:1: error: [[site.route]] has no `path`
     2 | [[site.route]]
       | ^^^^^^^^^^^^^^
       = add `path = "/"`
etc/site.toml:2:1: error: [[site.route]] has no `files`
     2 | [[site.route]]
       | ^^^^^^^^^^^^^^
       = add `files = "public"`
)");
}

TEST(SiteProblems, HostsAreChecked) {
  expect_problems(R"toml([[site]]
hosts = ["http://a", "a:80", "a.*", "", "b\u00fc.de", "a..b", "[::g]"]
[[site.route]]
path = "/"
files = "public"
)toml",
                  R"(etc/site.toml:2:10: error: `hosts`: "http://a" is no host: leave out the scheme
     2 | hosts = ["http://a", "a:80", "a.*", "", "b\u00fc.de", "a..b", "[::g]"]
       |          ^^^^^^^^^^
etc/site.toml:2:22: error: `hosts`: "a:80" is no host: leave out the port
     2 | hosts = ["http://a", "a:80", "a.*", "", "b\u00fc.de", "a..b", "[::g]"]
       |                      ^^^^^^
etc/site.toml:2:30: error: `hosts`: "a.*" is no host: `*` may stand alone or as the first label, as in "*.example.org"
     2 | hosts = ["http://a", "a:80", "a.*", "", "b\u00fc.de", "a..b", "[::g]"]
       |                              ^^^^^
etc/site.toml:2:37: error: `hosts`: "" is no host: it is empty
     2 | hosts = ["http://a", "a:80", "a.*", "", "b\u00fc.de", "a..b", "[::g]"]
       |                                     ^^
etc/site.toml:2:41: error: `hosts`: "bü.de" is no host: names consist of letters, digits, `-` and `.`; write others in Punycode (xn--)
     2 | hosts = ["http://a", "a:80", "a.*", "", "b\u00fc.de", "a..b", "[::g]"]
       |                                         ^^^^^^^^^^^^
etc/site.toml:2:55: error: `hosts`: "a..b" is no host: a label is empty or the name too long
     2 | hosts = ["http://a", "a:80", "a.*", "", "b\u00fc.de", "a..b", "[::g]"]
       |                                                       ^^^^^^
etc/site.toml:2:63: error: `hosts`: "[::g]" is no host: it is no IPv6 address
     2 | hosts = ["http://a", "a:80", "a.*", "", "b\u00fc.de", "a..b", "[::g]"]
       |                                                               ^^^^^^^
)");
}

TEST(SiteProblems, HostsMustNotBeEmpty) {
  expect_problems(R"toml([[site]]
hosts = []
[[site.route]]
path = "/"
files = "public"
)toml",
                  R"(etc/site.toml:2:9: error: `hosts` names no host
     2 | hosts = []
       |         ^^
       = ["*"] is every host
)");
}

TEST(SiteProblems, HostBelongsToOneSite) {
  expect_problems(R"toml([[site]]
hosts = ["example.org"]
[[site.route]]
path = "/"
files = "public"
[[site]]
hosts = ["www.example.org", "EXAMPLE.org"]
[[site.route]]
path = "/"
files = "public"
)toml",
                  R"(etc/site.toml:7:29: error: the host `example.org` already belongs to the site of etc/site.toml:2
     7 | hosts = ["www.example.org", "EXAMPLE.org"]
       |                             ^^^^^^^^^^^^^
)");
}

TEST(SiteProblems, HostBehindAWiderOneIsNeverReached) {
  expect_problems(
      R"toml([[site]]
hosts = ["*.example.org"]
[[site.route]]
path = "/"
files = "public"
[[site]]
hosts = ["www.example.org"]
[[site.route]]
path = "/"
files = "public"
)toml",
      R"(etc/site.toml:7:10: warning: the host `www.example.org` is never reached: `*.example.org` in etc/site.toml:2 comes first and matches it too
     7 | hosts = ["www.example.org"]
       |          ^^^^^^^^^^^^^^^^^
       = the first match wins; move the wider one down
)");
}

TEST(SiteProblems, RouteBehindAWiderOneIsNeverReached) {
  expect_problems(
      R"toml([[site]]
[[site.route]]
path = "/"
files = "public"
[[site.route]]
path = "/docs/"
files = "docs"
)toml",
      R"(etc/site.toml:6:8: warning: the route `/docs/` is never reached: `/` in etc/site.toml:3 comes first and matches all that it matches
     6 | path = "/docs/"
       |        ^^^^^^^^
       = the first match wins; move the wider one down
)");
}

TEST(SiteProblems, PathsAreChecked) {
  expect_problems(R"toml([[site]]
[[site.route]]
path = "docs/"
files = "a"
[[site.route]]
path = "/a?b"
files = "a"
[[site.route]]
path = "/*/*"
files = "a"
)toml",
                  R"(etc/site.toml:3:8: error: `path`: "docs/" is no path: it begins with neither `/` nor `*`
     3 | path = "docs/"
       |        ^^^^^^^
       = write "/docs/"
etc/site.toml:6:8: error: `path`: "/a?b" is no path: a path has no query and no fragment
     6 | path = "/a?b"
       |        ^^^^^^
etc/site.toml:9:8: error: `path`: "/*/*" is no path: `*` may stand in it once
     9 | path = "/*/*"
       |        ^^^^^^
)");
}

TEST(SiteProblems, FilesMustNotBeEmpty) {
  expect_problems(R"toml([[site]]
[[site.route]]
path = "/"
files = ""
)toml",
                  R"(etc/site.toml:4:9: error: `files` is empty
     4 | files = ""
       |         ^^
       = "." is the folder of this file
)");
}

TEST(SiteProblems, NamesOfBehaviourAreChecked) {
  expect_problems(R"toml([[site]]
[[site.route]]
path = "/"
files = "public"
listing = "yes"
hidden = "hidden"
symlinks = false
negotiation = "strickt"
)toml",
                  R"(etc/site.toml:5:11: error: `listing` is true, false, "html" or "json", not "yes"
     5 | listing = "yes"
       |           ^^^^^
etc/site.toml:6:10: error: `hidden` is "refuse", "hide" or "serve", not "hidden"
     6 | hidden = "hidden"
       |          ^^^^^^^^
       = did you mean "hide"?
etc/site.toml:7:12: error: `symlinks` takes a text, not false
     7 | symlinks = false
       |            ^^^^^
etc/site.toml:8:15: error: `negotiation` is "lenient" or "strict", not "strickt"
     8 | negotiation = "strickt"
       |               ^^^^^^^^^
       = did you mean "strict"?
)");
}

TEST(SiteProblems, IndexTakesNames) {
  expect_problems(R"toml([[site]]
[[site.route]]
path = "/"
files = "public"
index = ["a/b", ""]
)toml",
                  R"(etc/site.toml:5:10: error: `index` takes names of files, without folders
     5 | index = ["a/b", ""]
       |          ^^^^^
etc/site.toml:5:17: error: `index` takes names of files, without folders
     5 | index = ["a/b", ""]
       |                 ^^
)");
}

TEST(SiteProblems, FallbackIsBelowTheFolder) {
  expect_problems(R"toml([[site]]
[[site.route]]
path = "/"
files = "public"
fallback = "../index.html"
)toml",
                  R"(etc/site.toml:5:12: error: `fallback` names a file in the folder of `files`
     5 | fallback = "../index.html"
       |            ^^^^^^^^^^^^^^^
       = write "index.html"
)");
  for (const std::string_view name : {"", "/index.html", "app/", "app//index.html", "."})
    EXPECT_FALSE(read_for_test(std::string{one_site} + "fallback = \"" + std::string{name} + "\"\n")) << name;
}

TEST(Site, FallbackMayBeInAFolder) {
  const auto configuration = expect_sound(std::string{one_site} + "fallback = \"app/index.html\"\n");
  EXPECT_EQ(*configuration->sites[0].routes[0].fallback, "app/index.html");
}

TEST(SiteProblems, PrecompressedTakesCodings) {
  expect_problems(R"toml([[site]]
[[site.route]]
path = "/"
files = "public"
precompressed = ["br", "brotli", "br"]
)toml",
                  R"(etc/site.toml:5:24: error: `precompressed` is "br", "zstd" or "gzip", not "brotli"
     5 | precompressed = ["br", "brotli", "br"]
       |                        ^^^^^^^^
       = did you mean "br"?
etc/site.toml:5:34: error: "br" is named twice
     5 | precompressed = ["br", "brotli", "br"]
       |                                  ^^^^
)");
}

TEST(SiteProblems, CacheControlIsChecked) {
  expect_problems(R"toml([[site]]
[[site.route]]
path = "/"
files = "public"
cache_control = [{match = "*.css"}, {value = "a\nb"}, {mach = "x", value = "y"}, {match = "**", value = "y"}, 3]
)toml",
                  R"(etc/site.toml:5:18: error: a rule of `cache_control` has no `value`
     5 | cache_control = [{match = "*.css"}, {value = "a\nb"}, {mach = "x", value = "y"}, {match = "**", value = "y"}, 3]
       |                  ^^^^^^^^^^^^^^^^^
       = add `value = "max-age=3600"`
etc/site.toml:5:46: error: `value` becomes a header field: line ends, control characters and letters beyond ASCII cannot stand in it
     5 | cache_control = [{match = "*.css"}, {value = "a\nb"}, {mach = "x", value = "y"}, {match = "**", value = "y"}, 3]
       |                                              ^^^^^^
etc/site.toml:5:56: error: unknown key `mach` in a rule of `cache_control`
     5 | cache_control = [{match = "*.css"}, {value = "a\nb"}, {mach = "x", value = "y"}, {match = "**", value = "y"}, 3]
       |                                                        ^^^^
       = did you mean `match`?
etc/site.toml:5:91: error: `match`: "**" is no pattern: `*` may stand in it once
     5 | cache_control = [{match = "*.css"}, {value = "a\nb"}, {mach = "x", value = "y"}, {match = "**", value = "y"}, 3]
       |                                                                                           ^^^^
etc/site.toml:5:111: error: `cache_control` takes a text or a list of {match, value}, not a whole number
     5 | cache_control = [{match = "*.css"}, {value = "a\nb"}, {mach = "x", value = "y"}, {match = "**", value = "y"}, 3]
       |                                                                                                               ^
)");
}

TEST(SiteProblems, SwitchesAreTrueOrFalse) {
  expect_problems(R"toml([[site]]
[[site.route]]
path = "/"
files = "public"
trace = 1
strip_prefix = "no"
)toml",
                  R"(etc/site.toml:5:9: error: `trace` takes true or false, not a whole number
     5 | trace = 1
       |         ^
etc/site.toml:6:16: error: `strip_prefix` takes true or false, not a text
     6 | strip_prefix = "no"
       |                ^^^^
)");
}

TEST(SiteProblems, CharsetIsAToken) {
  expect_problems(R"toml([[site]]
[[site.route]]
path = "/"
files = "public"
charset = "a b"
)toml",
                  R"(etc/site.toml:5:11: error: "a b" is no charset
     5 | charset = "a b"
       |           ^^^^^
       = write "utf-8"
)");
}

} // namespace
} // namespace responsum::config
