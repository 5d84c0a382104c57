#include "responsum/field/if_range.hpp"

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

TEST(IfRange, IsATagOrADate) {
  EXPECT_EQ(parse_if_range(R"("1")", 0), IfRange{(EntityTag{"1", false})});
  EXPECT_EQ(parse_if_range(R"(W/"1")", 0), IfRange{(EntityTag{"1", true})});
  EXPECT_EQ(parse_if_range("Sun, 06 Nov 1994 08:49:37 GMT", 0), IfRange{base::UnixSeconds{784'111'777}});
}

TEST(IfRange, OrNothing) {
  for (const char* text : {"", "*", "1", R"("1", "2")", "yesterday"}) EXPECT_FALSE(parse_if_range(text, 0)) << text;
}

} // namespace
} // namespace responsum::field
