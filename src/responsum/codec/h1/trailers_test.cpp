#include "responsum/codec/h1/trailers.hpp"

#include <gtest/gtest.h>

#include <string>

#include "responsum/codec/h1/content.hpp"

namespace responsum::codec::h1 {
namespace {

std::string trailers_of(std::string_view content, std::size_t piece, ContentState expected = ContentState::done) {
  std::string lines;
  ContentReader reader{{BodyFraming::Kind::chunked, 0}, {.max_trailer_bytes = 40}, &lines};
  ContentStep step;
  for (std::size_t at = 0; at < content.size();) {
    step = reader.read(content.substr(at, piece));
    at += step.consumed;
    if (step.state == ContentState::faulty || step.state == ContentState::done) break;
  }
  EXPECT_EQ(step.state, expected);
  return lines;
}

TEST(Trailers, AreHandedOutLineByLine) {
  const std::string_view content = "3\r\nabc\r\n0\r\nDigest:  x y \r\nEmpty:\r\n\r\nHTTP/1.1";
  for (std::size_t piece = 1; piece <= content.size(); ++piece) {
    const std::string lines = trailers_of(content, piece);
    EXPECT_EQ(lines, "Digest:  x y \r\nEmpty:\r\n") << piece;
    TrailerCursor cursor{lines};
    const auto first = cursor.next();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->name, "Digest");
    EXPECT_EQ(first->value, "x y");
    const auto second = cursor.next();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->name, "Empty");
    EXPECT_EQ(second->value, "");
    EXPECT_FALSE(cursor.next());
  }
}

TEST(Trailers, MayBeNone) {
  const std::string lines = trailers_of("0\r\n\r\n", 1);
  EXPECT_EQ(lines, "");
  EXPECT_FALSE(TrailerCursor{lines}.next());
}

TEST(Trailers, StayWithinTheirLimit) {
  const std::string content = "0\r\nA: " + std::string(100, 'b') + "\r\n\r\n";
  EXPECT_LE(trailers_of(content, 7, ContentState::faulty).size(), 40u);
}

TEST(ContentReader, TellsWhetherTheConnectionMayEnd) {
  ContentReader open{{BodyFraming::Kind::until_close, 0}};
  EXPECT_FALSE(open.knows_what_is_left());
  EXPECT_EQ(open.read("").state, ContentState::more);
  const ContentStep step = open.read("abc");
  EXPECT_EQ(step.data, "abc");
  EXPECT_EQ(step.state, ContentState::data);
  EXPECT_TRUE(open.whole_at_close());
  EXPECT_EQ(open.received(), 3u);

  ContentReader length{{BodyFraming::Kind::length, 2}};
  EXPECT_EQ(length.read("a").data, "a");
  EXPECT_FALSE(length.whole_at_close());
  EXPECT_EQ(length.read("b").data, "b");
  EXPECT_TRUE(length.whole_at_close());

  ContentReader chunked{{BodyFraming::Kind::chunked, 0}};
  EXPECT_EQ(chunked.read("1\r\na").data, "a");
  EXPECT_FALSE(chunked.whole_at_close());
  EXPECT_EQ(chunked.read("\r\n0\r\n\r\n").state, ContentState::done);
  EXPECT_TRUE(chunked.whole_at_close());
  EXPECT_TRUE(ContentReader{}.whole_at_close());
}

} // namespace
} // namespace responsum::codec::h1
