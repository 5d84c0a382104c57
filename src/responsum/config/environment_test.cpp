#include "responsum/config/environment.hpp"

#include <gtest/gtest.h>

namespace responsum::config {
namespace {

const Environment variables{{"PORT", "8080"}, {"EMPTY", ""}};

TEST(Environment, SubstitutesVariables) {
  EXPECT_EQ(substitute("", variables), "");
  EXPECT_EQ(substitute("127.0.0.1:${PORT}", variables), "127.0.0.1:8080");
  EXPECT_EQ(substitute("${PORT}${PORT}", variables), "80808080");
  EXPECT_EQ(substitute("<${EMPTY}>", variables), "<>");
}

TEST(Environment, DefaultsStandInForUnsetAndEmpty) {
  EXPECT_EQ(substitute("${PORT:-1}", variables), "8080");
  EXPECT_EQ(substitute("${NONE:-1}", variables), "1");
  EXPECT_EQ(substitute("${EMPTY:-1}", variables), "1");
  EXPECT_EQ(substitute("<${NONE:-}>", variables), "<>");
}

TEST(Environment, OtherDollarsAreThemselves) {
  EXPECT_EQ(substitute("$5 $$ $PORT $", variables), "$5 $$ $PORT $");
  EXPECT_EQ(substitute("$${PORT}", variables), "${PORT}");
}

TEST(Environment, SaysWhatIsWrong) {
  EXPECT_EQ(substitute("${NONE}", variables).error(), "the environment has no variable `NONE`");
  EXPECT_EQ(substitute("${PORT", variables).error(), "`${` is not closed by `}`");
  EXPECT_EQ(substitute("${}", variables).error(), "`` cannot be the name of a variable");
  EXPECT_EQ(substitute("${A-B}", variables).error(), "`A-B` cannot be the name of a variable");
}

} // namespace
} // namespace responsum::config
