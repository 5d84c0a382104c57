#include "responsum/admin/filter.hpp"

#include <gtest/gtest.h>

#include "responsum/admin/watched_test.hpp"

namespace responsum::admin {
namespace {

// What is wrong with the query; empty: nothing.
std::string complaint(std::string_view query) {
  const auto filter = Filter::parse(query);
  if (filter) return {};
  const Problem& p = filter.error();
  return p.parameter + " at " + std::to_string(p.position) + ": " + p.text;
}

// How many of one served and one refused exchange it takes.
std::string taken(std::string_view query) {
  Watched watched;
  watched.served("/Docs/a.html");
  watched.search_denied("/private/plan.txt");
  const auto filter = Filter::parse(query);
  if (!filter) return "wrong";
  const observe::Recorder& ring = *watched.recorders()[0];
  std::string text;
  if (filter->takes(*ring.read(0), watched.description())) text += "served ";
  if (filter->takes(*ring.read(1), watched.description())) text += "denied ";
  return text;
}

TEST(Filter, TakesAllWhenNothingIsAsked) {
  EXPECT_EQ(taken(""), "served denied ");
  EXPECT_EQ(taken("status=&text="), "served denied ");
}

TEST(Filter, TakesStatusesAndClasses) {
  EXPECT_EQ(taken("status=403"), "denied ");
  EXPECT_EQ(taken("status=2xx"), "served ");
  EXPECT_EQ(taken("status=4xx,200"), "served denied ");
  EXPECT_EQ(taken("status=none"), "");
}

TEST(Filter, TakesConditionsByPattern) {
  EXPECT_EQ(taken("condition=fs.*"), "denied ");
  EXPECT_EQ(taken("condition=repr.whole,fs.none"), "served ");
}

TEST(Filter, TakesTextWithoutRegardToCase) {
  EXPECT_EQ(taken("text=dOCS%2Fa"), "served ");
  EXPECT_EQ(taken("text=private"), "denied ");
  EXPECT_EQ(taken("text=192.0.2"), "served denied ");
  EXPECT_EQ(taken("text=nowhere"), "");
}

TEST(Filter, TakesWhatWentThroughAnAnswer) {
  EXPECT_EQ(taken("through=H8-n"), "denied ");
  EXPECT_EQ(taken("through=H8"), "denied ");
  EXPECT_EQ(taken("through=H8-y"), "");
  EXPECT_EQ(taken("through=A1-y"), "served denied ");
}

TEST(Filter, TakesRoutesByName) {
  EXPECT_EQ(taken("route=pages"), "served denied ");
  EXPECT_EQ(taken("route=assets"), "");
}

TEST(Filter, SaysWhatCannotBeMeantAndWhere) {
  EXPECT_EQ(complaint("text=a&status=6xx"),
            "status at 7: a status is a number from 100 to 599, a class such as 5xx, or none");
  EXPECT_EQ(complaint("condition=fs.nothing"), "condition at 0: no condition has this name");
  EXPECT_EQ(complaint("through=Z9"), "through at 0: no question has this tag");
  EXPECT_EQ(complaint("outcome=fine"), "outcome at 0: an outcome is complete, aborted or truncated");
  EXPECT_EQ(complaint("most=0"), "most at 0: at least 1 and at most 1000 can be had");
  EXPECT_EQ(complaint("most=1e9"), "most at 0: at least 1 and at most 1000 can be had");
  EXPECT_EQ(complaint("colour=red"), "colour at 0: there is no such parameter");
}

TEST(Filter, ReadsParametersAsFormsSendThem) {
  const auto all = parameters("a=1+2&&b&c=%41%zz&=x");
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].value, "1 2");
  EXPECT_EQ(all[1].name, "b");
  EXPECT_EQ(all[1].value, "");
  EXPECT_EQ(all[2].value, "A%zz");
  EXPECT_EQ(all[2].position, 9u);
  EXPECT_EQ(all[3].name, "");
}

} // namespace
} // namespace responsum::admin
