#include "responsum/codec/h2/client.hpp"

#include <array>

#include "responsum/codec/h2/asked_test.hpp"

namespace responsum::codec::h2 {
namespace {

using message::Fault;

class Http2Client : public ::testing::Test {
 protected:
  std::unique_ptr<Asked> get(std::string_view path) {
    auto asked = std::make_unique<Asked>(client_);
    asked->ask(path);
    return asked;
  }
  // A frame of the server as octets.
  static std::string frame(FrameType type, std::uint8_t flags, StreamId stream, std::string_view payload) {
    std::string all(frame_head_bytes, '\0');
    write_frame_head(all.data(), payload.size(), type, flags, stream);
    return all + std::string{payload};
  }
  void hear(const std::string& octets) { client_.take(octets, 1'000'000); }
  std::string said() {
    std::string all;
    while (client_.has_output())
      for (const std::string_view piece : client_.output(100'000)) all += piece;
    client_.output(0);
    return all;
  }

  ClientSettings settings_{.max_streams = 4, .window_bytes = 100'000};
  h1::ResponseLimits limits_{.max_fields_bytes = 4096, .max_field_line_bytes = 2048, .max_fields = 32};
  base::Arena arena_;
  h2::Client client_{settings_, limits_, arena_};
};

class Http2ClientTalks : public Http2Client {
 protected:
  void SetUp() override { server_.settings(); }
  TestServer server_{client_, arena_};
};

TEST_F(Http2ClientTalks, AsksAndIsAnswered) {
  const auto asked = get("/a");
  server_.on_whole = [&](std::int32_t id) { server_.answer(id, "200", "content", {{"content-type", "text/plain"}}); };
  server_.exchange();
  EXPECT_EQ(server_.requests[1].head, ":method: GET :scheme: https :authority: app.test :path: /a x-upper: Case ");
  EXPECT_EQ(asked->status, 200);
  EXPECT_EQ(asked->text, "HTTP/1.1 200 \r\ncontent-type: text/plain\r\n\r\n");
  EXPECT_TRUE(asked->has_content);
  EXPECT_EQ(asked->came, "content");
  EXPECT_TRUE(asked->whole);
  EXPECT_TRUE(asked->is_closed);
  EXPECT_EQ(client_.streams(), 0u);
  EXPECT_FALSE(client_.failed());
}

TEST_F(Http2ClientTalks, TakesItOctetByOctet) {
  const auto asked = get("/a");
  server_.on_whole = [&](std::int32_t id) {
    server_.interim(id, "103");
    server_.answer(id, "200", std::string(50'000, 'c'), {}, {{"x-sum", "1"}});
  };
  server_.exchange(1);
  EXPECT_EQ(asked->interims, 1);
  EXPECT_EQ(asked->came.size(), 50'000u);
  EXPECT_EQ(asked->trailer_text, "x-sum: 1 ");
  EXPECT_TRUE(asked->is_closed);
}

TEST_F(Http2ClientTalks, SeveralRequestsShareAConnection) {
  const auto first = get("/a"), second = get("/b"), third = get("/c");
  server_.exchange();
  server_.answer(3, "200", "b");
  server_.exchange();
  EXPECT_TRUE(second->whole);
  EXPECT_FALSE(first->whole);
  EXPECT_TRUE(client_.can_ask());
  const auto fourth = get("/d"), fifth = get("/e");
  EXPECT_FALSE(client_.can_ask()); // as many as it may
  EXPECT_TRUE(client_.stays());
  for (const int id : {1, 5, 7, 9}) server_.answer(id, "204", "");
  server_.exchange();
  for (const Asked* asked : {first.get(), third.get(), fourth.get(), fifth.get()}) EXPECT_EQ(asked->status, 204);
}

TEST_F(Http2ClientTalks, GoesByWhatTheServerTakesAtATime) {
  server_.settings({{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 1}});
  server_.exchange();
  EXPECT_TRUE(client_.acquainted());
  const auto first = get("/a");
  EXPECT_FALSE(client_.can_ask());
}

TEST_F(Http2ClientTalks, SendsContentAsWindowsAllow) {
  server_.settings({{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 1000}});
  server_.exchange();
  Asked asked{client_};
  asked.upload.assign(200'000, 'u');
  asked.ask("/a");
  server_.exchange();
  EXPECT_EQ(server_.requests[1].content.size(), 200'000u); // nghttp2 widens as it takes
  EXPECT_TRUE(server_.requests[1].whole);
}

TEST_F(Http2ClientTalks, SendsContentAsItGetsReady) {
  Asked asked{client_};
  asked.upload = "0123456789";
  asked.held_to = 4;
  asked.ask("/a");
  server_.exchange();
  EXPECT_EQ(server_.requests[1].content, "0123");
  asked.held_to = 10;
  client_.resume(asked.id);
  server_.exchange();
  EXPECT_EQ(server_.requests[1].content, "0123456789");
  EXPECT_TRUE(server_.requests[1].whole);
}

TEST_F(Http2ClientTalks, TakesNoMoreThanItsWindow) {
  auto asked = get("/a");
  asked->keeps = true;
  server_.on_whole = [&](std::int32_t id) { server_.answer(id, "200", std::string(500'000, 'c')); };
  server_.exchange();
  EXPECT_EQ(asked->came.size(), 100'000u);
  client_.consumed(asked->id, 100'000);
  server_.exchange();
  EXPECT_EQ(asked->came.size(), 200'000u);
}

TEST_F(Http2ClientTalks, SaysWhyAStreamWasGivenUp) {
  const auto asked = get("/a");
  server_.exchange();
  nghttp2_submit_rst_stream(server_.session(), NGHTTP2_FLAG_NONE, 1, NGHTTP2_REFUSED_STREAM);
  server_.exchange();
  EXPECT_EQ(asked->reset, static_cast<int>(ErrorCode::refused_stream));
  EXPECT_TRUE(asked->is_closed);
  EXPECT_FALSE(asked->whole);
}

TEST_F(Http2ClientTalks, KnowsWhatAServerThatLeavesHasNotLookedAt) {
  const auto first = get("/a"), second = get("/b");
  server_.exchange();
  nghttp2_submit_goaway(server_.session(), NGHTTP2_FLAG_NONE, 1, NGHTTP2_NO_ERROR,
                        reinterpret_cast<const std::uint8_t*>("tired"), 5);
  server_.exchange();
  EXPECT_TRUE(second->is_passed_over);
  EXPECT_TRUE(second->is_closed);
  EXPECT_FALSE(first->is_passed_over);
  EXPECT_FALSE(client_.can_ask());
  EXPECT_FALSE(client_.stays());
  EXPECT_EQ(client_.parting_words(), "tired");
  server_.answer(1, "200", "late");
  server_.exchange();
  EXPECT_EQ(first->came, "late");
  EXPECT_TRUE(first->whole);
}

TEST_F(Http2ClientTalks, GivesUpWhatIsNotWantedAnyMore) {
  const auto asked = get("/a");
  server_.exchange();
  client_.reset(asked->id, ErrorCode::cancel);
  server_.exchange();
  EXPECT_TRUE(asked->is_closed);
  EXPECT_EQ(server_.requests[1].reset, static_cast<std::uint32_t>(NGHTTP2_CANCEL));
  const auto next = get("/b");
  server_.on_whole = [&](std::int32_t id) { server_.answer(id, "200", "b"); };
  server_.exchange();
}

TEST_F(Http2ClientTalks, LeavesWhenAllIsSaid) {
  const auto asked = get("/a");
  client_.go_away();
  EXPECT_FALSE(client_.can_ask());
  server_.exchange();
  server_.answer(1, "200", "a");
  server_.exchange();
  EXPECT_TRUE(asked->whole);
}

// --- What a server must not do -------------------------------------------------------------------------------------

constexpr std::string_view status_200 = "\x88",
                           status_103 = "\x48\x03"
                                        "103",
                           status_101 = "\x48\x03"
                                        "101";

class Http2ClientSees : public Http2Client {
 protected:
  void SetUp() override {
    asked_.ask("/a");
    said();
    hear(frame(FrameType::settings, 0, 0, ""));
  }
  void headers(std::string_view section, std::uint8_t flags = 0) {
    hear(frame(FrameType::headers, flags | flag::end_headers, 1, section));
  }
  Asked asked_{client_};
};

TEST_F(Http2ClientSees, ItBeginsWithSettings) {
  h2::Client client{settings_, limits_, arena_};
  client.take(frame(FrameType::ping, 0, 0, "12345678"), 1);
  EXPECT_TRUE(client.failed());
  EXPECT_EQ(client.trouble(), "the first frame is not SETTINGS");
}

TEST_F(Http2ClientSees, HeadsHaveOneStatusInFront) {
  const std::pair<std::string, Fault> all[] = {
      {"", Fault::pseudo_field_missing},
      {std::string{"\x0f\x10\x01x"} + std::string{status_200}, Fault::pseudo_field_missing},
      {std::string{status_200} + std::string{status_200}, Fault::pseudo_field_repeated},
      {std::string{status_200} + "\x84", Fault::pseudo_field_unknown}, // :path
      {std::string{status_200} + std::string{"\x00\x01"
                                             "A\x01x",
                                             5},
       Fault::field_name_upper_case},
      {std::string{status_200} + std::string{"\x00\x0a"
                                             "connection\x01x",
                                             14},
       Fault::field_of_connection},
      {std::string{status_200} + std::string{"\x00\x01"
                                             "a\x03x\r\n",
                                             7},
       Fault::field_value_character},
      {std::string{status_200} + std::string{"\x00\x01"
                                             "a\x01x\x08\x03"
                                             "200",
                                             10},
       Fault::pseudo_field_late},
  };
  for (const auto& [section, fault] : all) {
    Asked asked{client_};
    asked.ask("/x");
    hear(frame(FrameType::headers, flag::end_headers, asked.id, section));
    said();
    EXPECT_EQ(asked.fault, fault) << message::id(fault);
    EXPECT_TRUE(asked.is_closed);
    EXPECT_FALSE(client_.failed()) << client_.trouble();
  }
}

TEST_F(Http2ClientSees, ContentStandsBehindAHead) {
  hear(frame(FrameType::data, 0, 1, "early"));
  const std::string reset = said();
  EXPECT_TRUE(asked_.is_closed);
  EXPECT_EQ(asked_.came, "");
  EXPECT_FALSE(client_.failed());
  EXPECT_NE(reset.find(frame(FrameType::rst_stream, 0, 1, std::string_view{"\0\0\0\x01", 4})), std::string::npos);
}

TEST_F(Http2ClientSees, AnInterimHeadIsNotTheLast) {
  headers(status_103, flag::end_stream);
  said();
  EXPECT_TRUE(asked_.is_closed);
  EXPECT_FALSE(asked_.whole);
}

TEST_F(Http2ClientSees, TrailersEndTheirStream) {
  headers(status_200);
  headers(std::string_view{"\x00\x01"
                           "a\x01x",
                           5});
  said();
  EXPECT_TRUE(asked_.is_closed);
  EXPECT_FALSE(asked_.whole);
}

TEST_F(Http2ClientSees, TrailersHaveNoStatus) {
  headers(status_200);
  headers(status_200, flag::end_stream);
  EXPECT_TRUE(asked_.whole);
  EXPECT_EQ(asked_.fault, Fault::trailer_invalid);
}

TEST_F(Http2ClientSees, NothingIsPushed) {
  hear(frame(FrameType::push_promise, flag::end_headers, 1, std::string_view{"\0\0\0\x02\x82\x84\x87", 7}));
  EXPECT_TRUE(client_.failed());
  EXPECT_NE(said().find("a server promises a push"), std::string::npos); // GOAWAY says so
}

TEST_F(Http2ClientSees, StreamsAreBegunHere) {
  hear(frame(FrameType::headers, flag::end_headers | flag::end_stream, 2, status_200));
  EXPECT_TRUE(client_.failed());
}

TEST_F(Http2ClientSees, StreamsThatDidNotBeginHaveNoAnswers) {
  hear(frame(FrameType::headers, flag::end_headers | flag::end_stream, 7, status_200));
  EXPECT_TRUE(client_.failed());
}

TEST_F(Http2ClientSees, WhatComesForAStreamThatWasGivenUpIsPassedOver) {
  client_.reset(1, ErrorCode::cancel);
  said();
  headers(status_200);
  hear(frame(FrameType::data, flag::end_stream, 1, "late"));
  EXPECT_FALSE(client_.failed()) << client_.trouble();
  EXPECT_EQ(asked_.came, "");
}

TEST_F(Http2ClientSees, HeadsHaveALimit) {
  std::string section{status_200};
  for (int i = 0; i < 40; ++i)
    section += std::string{"\x00\x01"
                           "a\x7f\x01",
                           5} +
               std::string(128, 'v');
  headers(section);
  EXPECT_EQ(asked_.fault, Fault::fields_total_too_large);
}

TEST_F(Http2ClientSees, FramesThatAskForNothingHaveALimit) {
  for (int i = 0; i < 20'000 && !client_.failed(); ++i) hear(frame(FrameType::ping, 0, 0, "12345678"));
  EXPECT_TRUE(client_.failed());
}

TEST_F(Http2ClientSees, ASwitchIsForItsUserToJudge) {
  headers(status_101);
  EXPECT_EQ(asked_.status, 101);
}

} // namespace
} // namespace responsum::codec::h2
