#include "responsum/field/weight.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

static_assert(parse_quality("0.5") == 500);

TEST(Weight, QualityIsThousandths) {
  EXPECT_EQ(parse_quality("0"), 0);
  EXPECT_EQ(parse_quality("0."), 0);
  EXPECT_EQ(parse_quality("0.001"), 1);
  EXPECT_EQ(parse_quality("0.25"), 250);
  EXPECT_EQ(parse_quality("0.999"), 999);
  EXPECT_EQ(parse_quality("1"), 1000);
  EXPECT_EQ(parse_quality("1.000"), 1000);
}

TEST(Weight, QualityIsNothingElse) {
  for (const char* text : {"", ".5", "2", "1.001", "1.1", "0.1234", "00", "0,5", "-0", "0.5 ", "1e0"})
    EXPECT_FALSE(parse_quality(text)) << text;
}

TEST(Weight, MembersKeepTheParametersBeforeTheWeight) {
  std::vector<std::pair<std::string, int>> seen;
  for_each_weighted(R"(a, b;q=0.5, c;x="q=1;, ";q=0, d ; Q=0.1;ext=1, e;q=9, f;y=1)",
                    [&](const Weighted& w) { seen.emplace_back(w.value, w.quality); });
  const std::vector<std::pair<std::string, int>> expected{
      {"a", 1000}, {"b", 500}, {R"(c;x="q=1;, ")", 0}, {"d", 100}, {"f;y=1", 1000}};
  EXPECT_EQ(seen, expected);
}

} // namespace
} // namespace responsum::field
