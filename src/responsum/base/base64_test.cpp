#include "responsum/base/base64.hpp"

#include <gtest/gtest.h>

namespace responsum::base {
namespace {

TEST(Base64, HasTheVectorsOfItsDocument) { // RFC 4648 10
  const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                   {"f", "Zg=="},
                                                                   {"fo", "Zm8="},
                                                                   {"foo", "Zm9v"},
                                                                   {"foob", "Zm9vYg=="},
                                                                   {"fooba", "Zm9vYmE="},
                                                                   {"foobar", "Zm9vYmFy"}};
  for (const auto& [octets, text] : vectors) {
    EXPECT_EQ(encode_base64(octets, Base64::standard), text);
    EXPECT_EQ(decode_base64(text, Base64::standard), octets);
  }
}

TEST(Base64, OfUrisHasOtherLettersAndNoPadding) {
  EXPECT_EQ(encode_base64("\xfb\xff\xfe?", Base64::url), "-__-Pw");
  EXPECT_EQ(decode_base64("-__-Pw", Base64::url), "\xfb\xff\xfe?");
  EXPECT_FALSE(decode_base64("-__-Pw==", Base64::url));
}

TEST(Base64, HasOneSpellingForEachText) {
  for (const char* text : {"Zg", "Zg=", "Zh==", "Zm9=", "Z", "====", "Zm9v====", "Zm 9v", "Zm9v\n", "-_==", "=Zm9"})
    EXPECT_FALSE(decode_base64(text, Base64::standard)) << text;
  for (const char* text : {"Zh", "Zm9", "A", "+/"}) EXPECT_FALSE(decode_base64(text, Base64::url)) << text;
}

} // namespace
} // namespace responsum::base
