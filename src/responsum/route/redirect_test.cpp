#include "responsum/route/redirect.hpp"

#include <gtest/gtest.h>

namespace responsum::route {
namespace {

Redirect redirect(Matcher matcher, std::string_view target) {
  auto to = Target::read(target, matcher.captures());
  EXPECT_TRUE(to) << (to ? "" : to.error());
  return {.name = "r", .origin = {}, .matcher = std::move(matcher), .target = std::move(*to)};
}

std::string lead(const Redirect& r, std::string_view path, std::string_view query = {}) {
  Matcher::Captures captures{};
  if (!r.matcher.matches(path, captures)) return "no";
  return r.target.expand(captures, query);
}

TEST(Redirect, OfOnePathOrOfAllBelowIt) {
  const Redirect one = redirect(*Matcher::of_path("/old"), "/new");
  EXPECT_EQ(lead(one, "/old"), "/new");
  EXPECT_EQ(lead(one, "/old/"), "no");
  EXPECT_EQ(lead(one, "/old", "a=b"), "/new?a=b");
  const Redirect below = redirect(*Matcher::of_path("/old/"), "https://www.example.org/new/$1?from=old");
  EXPECT_EQ(lead(below, "/old/a b/c"), "https://www.example.org/new/a%20b/c?from=old");
  EXPECT_EQ(lead(below, "/old/", "q"), "https://www.example.org/new/?from=old&q");
  EXPECT_EQ(lead(redirect(*Matcher::of_path("/a/*.htm"), "/b/$1.html"), "/a/x/y.htm"), "/b/x/y.html");
}

TEST(Redirect, OfAnExpressionAndItsGroups) {
  const Redirect r =
      redirect(*Matcher::of_expression(R"(/blog/(\d{4})/(\d\d)/(.*))"), "/archive/$3?on=$1-$2&$$=1#top");
  EXPECT_EQ(lead(r, "/blog/2024/05/a"), "/archive/a?on=2024-05&$=1#top");
  EXPECT_EQ(lead(r, "/blog/2024/05/a", "x"), "/archive/a?on=2024-05&$=1&x#top");
  EXPECT_EQ(lead(r, "/x/blog/2024/05/a"), "no"); // all of the path
}

TEST(Redirect, NeverMakesAHostOfWhatWasAsked) {
  EXPECT_EQ(lead(redirect(*Matcher::of_path("/go/"), "/$1"), "/go//evil.example/x"), "/evil.example/x");
  EXPECT_EQ(lead(redirect(*Matcher::of_path("/go/"), "/$1"), "/go/\\evil"), "/%5Cevil");
  EXPECT_EQ(lead(redirect(*Matcher::of_path("/go/"), "/$1"), "/go/a\r\nSet-Cookie: x"), "/a%0D%0ASet-Cookie:%20x");
  EXPECT_EQ(lead(redirect(*Matcher::of_path("/go/"), "/s?q=$1"), "/go/a&b=c#d?e"), "/s?q=a%26b%3Dc%23d%3Fe");
  for (const char* target : {"", "x", "//x", "ftp://x/", "https://$1/", "https:///x", "https://a@b/", "/a b",
                             "/\xc3\xa4", "/$", "/$0", "/$x", "/$2", "/#$1"})
    EXPECT_FALSE(Target::read(target, 1)) << target;
}

TEST(Redirect, ThatLeadsToItselfIsNoticed) {
  EXPECT_TRUE(redirect(*Matcher::of_path("/a"), "/a").leads_to_itself());
  EXPECT_TRUE(redirect(*Matcher::of_path("/a"), "/a?b").leads_to_itself());
  EXPECT_TRUE(redirect(*Matcher::of_path("/docs/"), "/docs/index.html").leads_to_itself());
  EXPECT_TRUE(redirect(*Matcher::of_path("/docs/"), "/docs/v2/$1").leads_to_itself());
  EXPECT_TRUE(redirect(*Matcher::of_expression("/d/.*"), "/d/x").leads_to_itself());
  EXPECT_FALSE(redirect(*Matcher::of_path("/docs/"), "/manual/$1").leads_to_itself());
  EXPECT_FALSE(redirect(*Matcher::of_path("/docs/"), "https://docs.example/docs/$1").leads_to_itself());
  EXPECT_FALSE(redirect(*Matcher::of_expression(R"(/d/(\d+))"), "/d/n$1").leads_to_itself());
}

TEST(Redirect, ComplainsOfExpressionsThatAreNone) {
  EXPECT_EQ(Matcher::of_expression("/(a").error(), "\"/(a\": missing ): /(a");
  EXPECT_FALSE(Matcher::of_expression("(1)(2)(3)(4)(5)(6)(7)(8)(9)(10)"));
  EXPECT_FALSE(Matcher::of_path("old"));
}

} // namespace
} // namespace responsum::route
