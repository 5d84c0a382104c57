#include <gtest/gtest.h>

#include "responsum/codec/form/multipart.hpp"
#include "responsum/codec/form/urlencoded.hpp"

namespace responsum::codec::form {
namespace {

using Fields = std::vector<Field>;

std::expected<Fields, Wrong> parts(std::string_view content,
                                   std::string_view type = "multipart/form-data; boundary=b") {
  return read_multipart(content, *field::parse_media_type(type));
}

constexpr std::string_view disposition = "Content-Disposition: form-data; ";

std::string part(std::string_view parameters, std::string_view value) {
  return "--b\r\n" + std::string{disposition} + std::string{parameters} + "\r\n\r\n" + std::string{value} + "\r\n";
}

TEST(Urlencoded, IsReadAsBrowsersWriteIt) {
  EXPECT_EQ(read_urlencoded("name=Ann+Lee&weight=12.5&note="),
            (Fields{{"name", "Ann Lee"}, {"weight", "12.5"}, {"note", ""}}));
  EXPECT_EQ(read_urlencoded("a%3Db=%C3%A4%26&a=2&a=3"), (Fields{{"a=b", "\xC3\xA4&"}, {"a", "2"}, {"a", "3"}}));
  EXPECT_EQ(read_urlencoded("a=b=c&flag&&"), (Fields{{"a", "b=c"}, {"flag", ""}}));
  EXPECT_EQ(read_urlencoded(""), Fields{});
  EXPECT_EQ(read_urlencoded("a=%2b"), (Fields{{"a", "+"}}));
}

TEST(Urlencoded, SaysWhereItIsNone) {
  EXPECT_EQ(read_urlencoded("a=1&b=%4").error(), (Wrong{Fault::percent, 6}));
  EXPECT_EQ(read_urlencoded("a=%").error(), (Wrong{Fault::percent, 2}));
  EXPECT_EQ(read_urlencoded("%G1=").error(), (Wrong{Fault::percent, 0}));
  EXPECT_EQ(read_urlencoded("a=1&=2").error(), (Wrong{Fault::nameless, 4}));
  EXPECT_EQ(read_urlencoded("a=%ff").error(), (Wrong{Fault::not_utf8, 2}));
  std::string many;
  for (std::size_t i = 0; i < max_fields; ++i) many += "a&";
  EXPECT_EQ(read_urlencoded(many)->size(), max_fields);
  EXPECT_EQ(read_urlencoded(many + "b").error(), (Wrong{Fault::too_many, many.size()}));
}

TEST(Multipart, IsReadPartByPart) {
  EXPECT_EQ(parts(part("name=\"name\"", "Ann Lee") + part("name=note", "") + "--b--\r\n"),
            (Fields{{"name", "Ann Lee"}, {"note", ""}}));
  EXPECT_EQ(parts("before\r\n" + part("name=\"a\"", "1\r\n--a") + "--b--behind"), (Fields{{"a", "1\r\n--a"}}));
  // RFC 2046 5.1.1: no line of a part may begin like a boundary.
  EXPECT_EQ(parts(part("name=\"a\"", "1\r\n--bc") + "--b--").error().fault, Fault::unfinished);
  EXPECT_EQ(parts("--b--\r\n"), Fields{});
  EXPECT_EQ(parts("--b  \r\nX: y\r\n" + std::string{disposition} + "name=\"a\"\r\n\r\n\r\n--b--"),
            (Fields{{"a", ""}}));
}

TEST(Multipart, NamesAreAsTheFormHasThem) {
  EXPECT_EQ(parts(part("name=\"a%22b%0D%0A\\\"c\"", "1") + "--b--"), (Fields{{"a\"b\r\n\"c", "1"}}));
  EXPECT_EQ(parts(part("name=\"photo\"; filename=\"a.png\"", "\xff") + "--b--"),
            (Fields{{"photo", "\xff", true, true}}));
  EXPECT_EQ(parts(part("name=\"photo\"; filename=\"\"", "") + "--b--"), (Fields{{"photo", "", true, false}}));
}

TEST(Multipart, SaysWhereItIsNone) {
  EXPECT_EQ(parts("", "multipart/form-data").error(), (Wrong{Fault::no_boundary, 0}));
  EXPECT_EQ(parts("", "multipart/form-data; boundary=\"\"").error(), (Wrong{Fault::no_boundary, 0}));
  EXPECT_EQ(parts("a=1").error(), (Wrong{Fault::no_opening, 0}));
  EXPECT_EQ(parts("--b").error(), (Wrong{Fault::unfinished, 3}));
  EXPECT_EQ(parts("--b\r\nX").error(), (Wrong{Fault::unfinished, 5}));
  EXPECT_EQ(parts(part("name=\"a\"", "1")).error(), (Wrong{Fault::unfinished, 5}));
  EXPECT_EQ(parts("--b\r\nno field\r\n\r\n\r\n--b--").error(), (Wrong{Fault::part_line, 5}));
  EXPECT_EQ(parts("--b\r\n\r\n1\r\n--b--").error(), (Wrong{Fault::part_unnamed, 5}));
  EXPECT_EQ(parts(part("name=\"\"", "1") + "--b--").error(), (Wrong{Fault::part_unnamed, 5}));
  EXPECT_EQ(parts(part("name=\"a", "1") + "--b--").error(), (Wrong{Fault::part_unnamed, 5}));
  EXPECT_EQ(parts(part("name=\"a\"\r\nContent-Transfer-Encoding: base64", "MQ==") + "--b--").error().fault,
            Fault::part_encoded);
  EXPECT_EQ(parts(part("name=\"a\"", "\xff") + "--b--").error(), (Wrong{Fault::not_utf8, 5}));
}

} // namespace
} // namespace responsum::codec::form
