#include "responsum/admin/json.hpp"

#include <gtest/gtest.h>

namespace responsum::admin {
namespace {

TEST(Json, SeparatesWhatItWrites) {
  Json writer;
  writer.object().member("a", 1).member("b", true).key("c").array().value("x").value(-2).null().end().key("d");
  writer.object().end();
  EXPECT_EQ(std::move(writer.end()).take(), "{\"a\":1,\"b\":true,\"c\":[\"x\",-2,null],\"d\":{}}\n");
}

TEST(Json, EscapesWhatClientsSent) {
  Json writer;
  writer.array().value(std::string_view{"\"</script>\n\xff"});
  EXPECT_EQ(std::move(writer.end()).take(), "[\"\\\"</script>\\n\uFFFD\"]\n");
}

TEST(Json, LeavesOutWhatIsEmpty) {
  Json writer;
  writer.object().some("a", "").some("b", "x");
  EXPECT_EQ(std::move(writer.end()).take(), "{\"b\":\"x\"}\n");
}

} // namespace
} // namespace responsum::admin
