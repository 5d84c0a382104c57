#include "responsum/base/text.hpp"

#include <gtest/gtest.h>

namespace responsum::base {
namespace {

TEST(Text, EscapesHtml) { EXPECT_EQ(escape_html("<a b=\"1\">&"), "&lt;a b=&quot;1&quot;&gt;&amp;"); }

TEST(Text, Quotes) {
  EXPECT_EQ(quote("a\"b\\c\xff"), "\"a\\\"b\\\\c\xff\"");
  EXPECT_EQ(quote(""), "\"\"");
}

TEST(Text, QuotesJson) {
  EXPECT_EQ(quote_json("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(quote_json("\xff"), "\"\xef\xbf\xbd\"");
}

TEST(Text, EncodesPaths) {
  EXPECT_EQ(encode_path("/a b/c%"), "/a%20b/c%25");
  EXPECT_EQ(encode_segment("a/b"), "a%2Fb");
}

TEST(Text, DecodesWhatIsEncoded) {
  EXPECT_EQ(percent_decode("a%20b%2Fc%ff"), "a b/c\xff");
  EXPECT_EQ(percent_decode("%00"), (std::string{"\0", 1}));
}

TEST(Text, WhatIsNotProperlyEncodedStands) {
  for (const char* text : {"%", "%2", "%2g", "%g2", "100%", "%%", "a+b", ""}) EXPECT_EQ(percent_decode(text), text);
  EXPECT_EQ(percent_decode("%%20"), "% ");
  EXPECT_EQ(percent_decode("%2520"), "%20") << "once";
}

TEST(Text, LowersLettersOfAsciiAlone) { EXPECT_EQ(lower_case("AZaz09[`\xc4"), "azaz09[`\xc4"); }

TEST(Text, CountsLettersThatDiffer) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("abc", ""), 3u);
  EXPECT_EQ(edit_distance("index.html", "indx.html"), 1u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
  EXPECT_EQ(edit_distance("ab", "ba"), 2u);
}

TEST(Text, CaseDoesNotCountAsDifferent) { EXPECT_EQ(edit_distance("README.txt", "readme.TXT"), 0u); }

} // namespace
} // namespace responsum::base
