#include "responsum/field/credentials.hpp"

#include <string>

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

TEST(Credentials, AreASchemeAndWhatStandsBehindIt) {
  const auto basic = parse_credentials("bAsIc   QWxhZGRpbjpvcGVuIHNlc2FtZQ== ");
  ASSERT_TRUE(basic);
  EXPECT_TRUE(basic->is("Basic"));
  EXPECT_EQ(basic->rest, "QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(parse_credentials("Negotiate")->rest, "");
}

TEST(Credentials, BeginWithAToken) {
  for (const char* text : {"", " ", "\"Basic\" x", "Basic:x", "B(asic) x", "\x80 x"})
    EXPECT_FALSE(parse_credentials(text)) << text;
}

TEST(Token68, HasPaddingAtItsEndAlone) {
  for (const char* text : {"a", "a=", "a==", "-._~+/", "a.b.c"}) EXPECT_TRUE(is_token68(text)) << text;
  for (const char* text : {"", "=", "==", "a=b", "a b", "a,b", "\"a\""}) EXPECT_FALSE(is_token68(text)) << text;
}

TEST(AuthParameters, AreFoundByNameInAnyCase) {
  const auto all = AuthParameters::parse(R"(username="a, \"b\"", NC=00000001 ,, qop = auth)");
  ASSERT_TRUE(all);
  EXPECT_EQ(all->raw("Username"), R"("a, \"b\"")");
  EXPECT_EQ(all->raw("nc"), "00000001");
  EXPECT_EQ(all->raw("qop"), "auth");
  EXPECT_FALSE(all->raw("nonce"));
}

TEST(AuthParameters, StandOnceEach) { EXPECT_FALSE(AuthParameters::parse("nc=1, NC=2")); }

TEST(AuthParameters, AreRefusedWholeWhenOneIsMalformed) {
  for (const char* text : {"a", "a=", "=b", "a=b c", "a=\"b", "a b=c", "a=\"b\"c", "a=\"\x01\"", "a*=b(c)"})
    EXPECT_FALSE(AuthParameters::parse(text)) << text;
  std::string many;
  for (int i = 0; i < 21; ++i) many += "p" + std::to_string(i) + "=1,";
  EXPECT_FALSE(AuthParameters::parse(many));
}

} // namespace
} // namespace responsum::field
