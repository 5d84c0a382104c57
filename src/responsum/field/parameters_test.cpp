#include "responsum/field/parameters.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs all(std::string_view text, bool* malformed = nullptr) {
  Pairs pairs;
  ParameterCursor cursor{text};
  while (const auto parameter = cursor.next()) pairs.emplace_back(parameter->name, parameter->raw);
  if (malformed != nullptr) *malformed = cursor.malformed();
  return pairs;
}

TEST(Parameters, AreReadInOrder) {
  bool malformed = true;
  EXPECT_EQ(all(R"(; a=1 ;b="x; y";;c=z; )", &malformed), (Pairs{{"a", "1"}, {"b", R"("x; y")"}, {"c", "z"}}));
  EXPECT_FALSE(malformed);
  EXPECT_EQ(all("", &malformed), Pairs{});
  EXPECT_FALSE(malformed);
}

TEST(Parameters, EndAtTheFirstMalformedOne) {
  for (const char* text : {"a=1", ";a", ";a=", ";=1", ";a =1", ";a= 1", ";a=\"x", ";a=\"x\"y", ";a=b c"}) {
    bool malformed = false;
    EXPECT_EQ(all(text, &malformed), Pairs{}) << text;
    EXPECT_TRUE(malformed) << text;
  }
  bool malformed = false;
  EXPECT_EQ(all(";a=1;b;c=2", &malformed), (Pairs{{"a", "1"}}));
  EXPECT_TRUE(malformed);
}

TEST(Parameters, QuotedStringsAreChecked) {
  EXPECT_TRUE(is_quoted_string(R"("")"));
  EXPECT_TRUE(is_quoted_string("\"a\t\\\"\\\\\xe4\""));
  EXPECT_FALSE(is_quoted_string("\""));
  EXPECT_FALSE(is_quoted_string(R"("a"b")"));
  EXPECT_FALSE(is_quoted_string(R"("a\")"));
  EXPECT_FALSE(is_quoted_string("\"a\nb\""));
  EXPECT_FALSE(is_quoted_string("\"\x7f\""));
}

TEST(Parameters, TokensAndQuotedStringsCompareByContent) {
  EXPECT_TRUE(same_value("utf-8", R"("utf-8")", false));
  EXPECT_TRUE(same_value("utf-8", R"("U\tF-8")", true));
  EXPECT_FALSE(same_value("utf-8", R"("UTF-8")", false));
  EXPECT_FALSE(same_value("utf", "utf-8", true));
  EXPECT_FALSE(same_value("utf-8", "utf", true));
}

TEST(Parameters, Unquote) {
  std::array<char, 16> out{};
  EXPECT_EQ(unquote(R"("a\"b\\")", out), R"(a"b\)");
  EXPECT_EQ(unquote("plain", out), "plain");
  EXPECT_EQ(unquote(R"("")", out), "");
}

} // namespace
} // namespace responsum::field
