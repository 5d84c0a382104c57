#include "responsum/codec/h1/content.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace responsum::codec::h1 {
namespace {

struct Taken {
  std::string data;
  std::string_view rest;
  ContentState state;
};

Taken take(ContentReader& reader, std::string_view in) {
  std::string data;
  for (;;) {
    const ContentStep step = reader.read(in);
    in.remove_prefix(step.consumed);
    data += step.data;
    if (step.state != ContentState::data) return {data, in, step.state};
  }
}

TEST(ContentReader, HasNothingToReadWithoutContent) {
  ContentReader reader;
  const Taken taken = take(reader, "GET / HTTP/1.1");
  EXPECT_EQ(taken.state, ContentState::done);
  EXPECT_EQ(taken.rest, "GET / HTTP/1.1");
}

TEST(ContentReader, ReadsUpToALength) {
  ContentReader reader{{BodyFraming::Kind::length, 5}};
  EXPECT_EQ(take(reader, "").state, ContentState::more);
  EXPECT_EQ(take(reader, "he").state, ContentState::more);
  EXPECT_EQ(reader.left(), 3u);
  const Taken taken = take(reader, "lloGET /");
  EXPECT_EQ(taken.state, ContentState::done);
  EXPECT_EQ(taken.data, "llo");
  EXPECT_EQ(taken.rest, "GET /");
  EXPECT_EQ(reader.received(), 5u);
  EXPECT_EQ(reader.left(), 0u);
}

TEST(ContentReader, ReadsChunks) {
  ContentReader reader{{BodyFraming::Kind::chunked, 0}};
  EXPECT_FALSE(reader.knows_what_is_left());
  EXPECT_EQ(take(reader, "5\r\nhel").data, "hel");
  const Taken taken = take(reader, "lo\r\n1\r\n!\r\n0\r\n\r\nGET /");
  EXPECT_EQ(taken.state, ContentState::done);
  EXPECT_EQ(taken.data, "lo!");
  EXPECT_EQ(taken.rest, "GET /");
  EXPECT_EQ(reader.received(), 6u);
}

TEST(ContentReader, ReportsTheFaultOfAChunk) {
  ContentReader reader{{BodyFraming::Kind::chunked, 0}};
  EXPECT_EQ(take(reader, "5\r\nhello!").state, ContentState::faulty);
  EXPECT_EQ(reader.fault(), Fault::chunk_data_end);
  EXPECT_EQ(reader.fault_offset(), 8u);
}

TEST(BodyFraming, FollowsTheHead) {
  auto head = std::make_unique<message::RequestHead>();
  EXPECT_EQ(BodyFraming::of(*head).kind, BodyFraming::Kind::none);
  head->has_content_length = true;
  EXPECT_EQ(BodyFraming::of(*head).kind, BodyFraming::Kind::none);
  head->content_length = 7;
  EXPECT_EQ(BodyFraming::of(*head).kind, BodyFraming::Kind::length);
  EXPECT_EQ(BodyFraming::of(*head).length, 7u);
  head->length_unknown = true;
  EXPECT_EQ(BodyFraming::of(*head).kind, BodyFraming::Kind::chunked);
}

} // namespace
} // namespace responsum::codec::h1
