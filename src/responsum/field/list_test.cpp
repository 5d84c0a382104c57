#include "responsum/field/list.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

std::vector<std::string> members(std::string_view value, Quotes quotes = Quotes::quoted_string) {
  std::vector<std::string> all;
  ListCursor cursor{value, quotes};
  while (const auto member = cursor.next()) all.emplace_back(*member);
  return all;
}

using Texts = std::vector<std::string>;

TEST(List, SplitsAtCommasAndTrims) { EXPECT_EQ(members("a, b ,\tc"), (Texts{"a", "b", "c"})); }

TEST(List, PassesOverEmptyMembers) {
  EXPECT_EQ(members(", a,, ,b,"), (Texts{"a", "b"}));
  EXPECT_EQ(members(""), Texts{});
  EXPECT_EQ(members(" , \t,"), Texts{});
}

TEST(List, LeavesCommasInQuotesAlone) {
  EXPECT_EQ(members(R"(a="x, y", b)"), (Texts{R"(a="x, y")", "b"}));
  EXPECT_EQ(members(R"("a\", b", c)"), (Texts{R"("a\", b")", "c"}));
}

TEST(List, BackslashIsAnOrdinaryOctetOfAnOpaqueTag) {
  EXPECT_EQ(members(R"("a\", "b")", Quotes::opaque_tag), (Texts{R"("a\")", R"("b")"}));
}

TEST(List, QuotesMeanNothingToTokens) { EXPECT_EQ(members(R"("a, b)", Quotes::none), (Texts{R"("a)", "b"})); }

TEST(List, AnUnclosedQuoteReachesToTheEnd) {
  EXPECT_EQ(members(R"(a, "b, c)"), (Texts{"a", R"("b, c)"}));
  EXPECT_EQ(members("\"a\\"), (Texts{"\"a\\"}));
}

} // namespace
} // namespace responsum::field
