#include "responsum/admin/json.hpp"

#include <gtest/gtest.h>

namespace responsum::admin {
namespace {

TEST(Json, SeparatesWhatItWrites) {
  Json json;
  json.object().member("a", 1).member("b", true).key("c").array().value("x").value(-2).null().end().key("d");
  json.object().end();
  EXPECT_EQ(std::move(json.end()).take(), "{\"a\":1,\"b\":true,\"c\":[\"x\",-2,null],\"d\":{}}\n");
}

TEST(Json, EscapesWhatClientsSent) {
  Json json;
  json.array().value(std::string_view{"\"</script>\n\xff"});
  EXPECT_EQ(std::move(json.end()).take(), "[\"\\\"</script>\\n\uFFFD\"]\n");
}

TEST(Json, LeavesOutWhatIsEmpty) {
  Json json;
  json.object().some("a", "").some("b", "x");
  EXPECT_EQ(std::move(json.end()).take(), "{\"b\":\"x\"}\n");
}

} // namespace
} // namespace responsum::admin
