#include "responsum/field/content_type.hpp"

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

static_assert(parse_media_type("text/html")->is("TEXT", "Html"));

TEST(ContentType, SplitsTypeAndParameters) {
  const auto type = parse_media_type(R"(Text/HTML ; Charset="utf-8"; boundary=x)");
  ASSERT_TRUE(type);
  EXPECT_TRUE(type->is("text", "html"));
  EXPECT_EQ(type->parameter("charset"), R"("utf-8")");
  EXPECT_EQ(type->parameter("BOUNDARY"), "x");
  EXPECT_FALSE(type->parameter("q"));
}

TEST(ContentType, RefusesWhatIsNone) {
  for (const char* text : {"", "text", "text/", "/html", "te xt/html", "text/html/x", "text/html;charset",
                           "text/html;=x", "text/html;a=\"b", "text/html, text/plain"})
    EXPECT_FALSE(parse_media_type(text)) << text;
}

TEST(ContentType, ToleratesEmptyParameters) { EXPECT_TRUE(parse_media_type("text/html;;")); }

} // namespace
} // namespace responsum::field
