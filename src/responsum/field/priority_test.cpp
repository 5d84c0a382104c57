#include "responsum/field/priority.hpp"

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

TEST(Priority, SaysUrgencyAndWhetherPartsAreOfUse) {
  EXPECT_EQ(parse_priority("u=0, i"), (Priority{0, true}));
  EXPECT_EQ(parse_priority("i=?0,u=7"), (Priority{7, false}));
  EXPECT_EQ(parse_priority(""), Priority{});
  EXPECT_EQ(parse_priority("u=1, u=5"), (Priority{5, false})); // the last counts (RFC 9651 4.2.2)
}

TEST(Priority, HasDefaultsForMembersThatMeanNothing) {
  for (const char* value : {"u=8", "u=-1", "u=1.5", "u=(1 2)", "u", "i=1", "x=9"})
    EXPECT_EQ(parse_priority(value), Priority{}) << value;
}

TEST(Priority, MeansNothingWhenItIsNoDictionary) {
  EXPECT_EQ(parse_priority("u=0; i,"), std::nullopt);
  EXPECT_EQ(parse_priority("U=0"), std::nullopt);
}

} // namespace
} // namespace responsum::field
