#include "responsum/base/pattern.hpp"

#include <gtest/gtest.h>

#include <array>

namespace responsum::base {
namespace {

PathPattern path(std::string_view text) { return parse_path(text).value(); }

TEST(PathPattern, MatchesWhatItSays) {
  EXPECT_TRUE(path("/favicon.ico").matches("/favicon.ico"));
  EXPECT_FALSE(path("/favicon.ico").matches("/favicon.ico/"));
  EXPECT_TRUE(path("/docs/").matches("/docs/"));
  EXPECT_TRUE(path("/docs/").matches("/docs/a/b"));
  EXPECT_FALSE(path("/docs/").matches("/docs"));
  EXPECT_TRUE(path("/assets/*.css").matches("/assets/a/b.css"));
  EXPECT_TRUE(path("/assets/*.css").matches("/assets/.css"));
  EXPECT_FALSE(path("/assets/*.css").matches("/assets/a.js"));
  EXPECT_FALSE(path("/a*a").matches("/a")); // beginning and end do not share a character
  EXPECT_TRUE(path("*.map").matches("/a/b.map"));
  EXPECT_TRUE(path("*").matches("/"));
}

TEST(PathPattern, CoversExactlyWhenNothingIsLeftToTheOther) {
  EXPECT_TRUE(path("/").covers(path("/docs/")));
  EXPECT_TRUE(path("/docs/").covers(path("/docs/*.css")));
  EXPECT_TRUE(path("/docs/").covers(path("/docs/x")));
  EXPECT_TRUE(path("*").covers(path("/")));
  EXPECT_TRUE(path("/x").covers(path("/x")));
  EXPECT_FALSE(path("/docs/").covers(path("/")));
  EXPECT_FALSE(path("/docs/").covers(path("/docs")));
  EXPECT_FALSE(path("/docs/*.css").covers(path("/docs/")));
  EXPECT_FALSE(path("*.css").covers(path("*.map")));
  EXPECT_FALSE(path("/x").covers(path("/x/")));
}

// The naive reading: one covers the other when no path of a small world is matched by the other alone.
TEST(PathPattern, CoveringNeverContradictsMatching) {
  constexpr std::array texts{"/", "/a", "/a/", "/a/*", "/a/*b", "*b", "*", "/*b", "/a*", "/ab", "/b"};
  constexpr std::array paths{"/", "/a", "/a/", "/a/b", "/ab", "/b", "/a/b/b", "/a/a", "/bb", "/aa"};
  for (const auto* a : texts)
    for (const auto* b : texts) {
      if (!path(a).covers(path(b))) continue;
      for (const auto* p : paths) EXPECT_TRUE(!path(b).matches(p) || path(a).matches(p)) << a << ' ' << b << ' ' << p;
    }
}

TEST(PathPattern, MountsWhereItsFixedFoldersEnd) {
  const auto mount = [](std::string_view text) {
    const PathPattern pattern = path(text);
    return std::string{pattern.mount()};
  };
  EXPECT_EQ(mount("/"), "/");
  EXPECT_EQ(mount("/docs/"), "/docs/");
  EXPECT_EQ(mount("/docs/*.css"), "/docs/");
  EXPECT_EQ(mount("/docs/a*"), "/docs/");
  EXPECT_EQ(mount("*.map"), "");
  EXPECT_EQ(mount("/docs/x"), "/docs/");
}

TEST(PathPattern, RefusesWhatIsNoPath) {
  for (std::string_view text : {"", "a", "a/", "/a?b", "/a#b", "/**", "/*/*", "/a\n"})
    EXPECT_FALSE(parse_path(text)) << text;
  EXPECT_TRUE(parse_name("LICENSE"));
  EXPECT_FALSE(parse_name(""));
}

} // namespace
} // namespace responsum::base
