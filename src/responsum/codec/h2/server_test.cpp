// The server against a client that is not ours: nghttp2's. What must be refused is said frame by frame.
#include "responsum/codec/h2/server.hpp"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "responsum/codec/h2/hpack_decoder.hpp"
#include "responsum/codec/h2/served_test.hpp"

namespace responsum::codec::h2 {
namespace {

using namespace std::string_literals;

// --- Against nghttp2 -----------------------------------------------------------------------------------------------

TEST(Http2Server, AnswersRequests) {
  Site site;
  TestClient client{site};
  const std::int32_t id = client.get("/hello");
  client.exchange();
  EXPECT_EQ(client.answers[id].head, "200 server: test content-type: text/plain ");
  EXPECT_EQ(client.answers[id].content, "/hello");
  EXPECT_TRUE(client.answers[id].closed);
  EXPECT_EQ(client.answers[id].error, 0u);
}

TEST(Http2Server, SendsContentOfAnyLength) {
  for (const std::size_t size : {0u, 1u, 16'384u, 16'385u, 65'535u, 65'536u, 1'000'000u}) {
    Site site;
    site.content = std::string(size, 'x');
    TestClient client{site};
    const std::int32_t one = client.get("/"), two = client.get("/");
    client.exchange();
    for (const std::int32_t id : {one, two}) {
      EXPECT_EQ(client.answers[id].content.size(), size);
      EXPECT_TRUE(client.answers[id].closed) << size;
    }
    EXPECT_EQ(site.open, 0) << "every stream is told its end";
  }
}

TEST(Http2Server, LendsContent) {
  Site site;
  site.content = std::string(200'000, 'y');
  site.lends = true;
  TestClient client{site};
  const std::int32_t id = client.get("/");
  client.exchange();
  EXPECT_EQ(client.answers[id].content, *site.content);
}

TEST(Http2Server, SendsTrailers) {
  Site site;
  site.content = std::string(100'000, 'y');
  site.trailers = {{"X-Sum", "17"}};
  TestClient client{site};
  const std::int32_t id = client.get("/");
  client.exchange();
  EXPECT_EQ(client.answers[id].content.size(), site.content->size());
  EXPECT_EQ(client.answers[id].trailers, "x-sum: 17 ");
  EXPECT_TRUE(client.answers[id].closed);
}

TEST(Http2Server, SendsHeadsLargerThanAFrame) {
  Site site;
  const std::string large(30'000, '{'); // whose Huffman code is longer
  for (int i = 0; i < 2; ++i) site.fields.push_back({"x-large", large});
  TestClient client{site};
  const std::int32_t id = client.get("/");
  client.exchange();
  EXPECT_GT(client.answers[id].head.size(), 60'000u);
  EXPECT_EQ(client.answers[id].content, "/");
}

TEST(Http2Server, ReadsContentAndTrailersAsWindowsAllow) {
  Site site;
  site.settings.window_bytes = 1000;
  TestClient client{site};
  const std::string content(3'000'000, 'c');
  const std::int32_t id = client.post("/", content, {{"x-trailer", "1"}});
  client.exchange();
  EXPECT_EQ(site.received, content.size());
  EXPECT_EQ(site.trailers_fault, message::Fault::none);
  EXPECT_TRUE(client.answers[id].closed);
  EXPECT_EQ(site.open, 0);
}

TEST(Http2Server, SaysInterimResponsesFirst) {
  Site site;
  site.interim = true;
  TestClient client{site};
  const std::int32_t id = client.post("/", "abc", {});
  client.exchange();
  EXPECT_EQ(client.answers[id].interim, "103 link: x ");
  EXPECT_EQ(client.answers[id].content, "/");
}

TEST(Http2Server, ReadsWhatComesInAnyPieces) {
  for (const std::size_t piece : {1u, 2u, 3u, 7u, 100u}) {
    Site site;
    site.content = std::string(70'000, 'x');
    TestClient client{site, piece};
    const std::int32_t id = client.post("/", std::string(5000, 'c'), {{"x-trailer", "1"}});
    client.exchange();
    EXPECT_EQ(client.answers[id].content.size(), site.content->size());
    EXPECT_EQ(site.received, 5000u);
  }
}

TEST(Http2Server, RefusesStreamsBeyondTheMost) {
  Site site;
  site.settings.max_streams = 2;
  site.waits = true;
  TestClient client{site};
  std::vector<std::int32_t> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(client.get("/"));
  client.exchange();
  EXPECT_EQ(client.answers[ids[2]].error, static_cast<std::uint32_t>(ErrorCode::refused_stream));
  EXPECT_FALSE(client.answers[ids[1]].closed);
}

TEST(Http2Server, GoesAwayInTwoSteps) {
  Site site;
  site.waits = true;
  TestClient client{site};
  const std::int32_t id = client.get("/");
  client.exchange();
  site.server->go_away(true);
  client.exchange();
  EXPECT_FALSE(site.server->ended());
  site.server->go_away(false);
  client.exchange();
  EXPECT_FALSE(site.server->ended()) << "one is still to be answered";
  site.answer_all();
  client.exchange();
  EXPECT_EQ(client.answers[id].content, "/");
  EXPECT_TRUE(site.server->ended());
}

TEST(Http2Server, ObeysWindowsThatShrink) {
  Site site;
  site.content = std::string(50'000, 'x');
  TestClient client{site};
  client.settings(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 10);
  const std::int32_t id = client.get("/");
  client.exchange();
  EXPECT_EQ(client.answers[id].content.size(), 50'000u) << "nghttp2 widens it";
  client.settings(NGHTTP2_SETTINGS_HEADER_TABLE_SIZE, 0);
  const std::int32_t next = client.get("/");
  client.exchange();
  EXPECT_EQ(client.answers[next].content.size(), 50'000u);
}

// --- Frame by frame ------------------------------------------------------------------------------------------------

const std::string get_octets = "\x82\x86\x84\x41\x01"
                               "a";
const std::string post = "\x83\x86\x84\x41\x01"
                         "a";

class Http2Frames : public testing::Test {
 protected:
  void start() {
    if (site_.server) return;
    site_.start();
    say(std::string{preface} + frame(FrameType::settings, 0, 0, ""));
  }
  std::string say(std::string_view octets) {
    start_once_ = true;
    site_.server->take(octets, now_ms_);
    return site_.output();
  }
  // The error that GOAWAY says, or RST_STREAM with "stream "; empty: neither.
  std::string error(std::string_view octets) {
    start();
    const std::string said = say(octets);
    std::string found;
    for (std::string_view rest = said; rest.size() >= frame_head_bytes;) {
      const std::size_t length = read_24(rest.data());
      const auto type = static_cast<FrameType>(rest[3]);
      if (type == FrameType::goaway) found = std::to_string(read_32(rest.data() + 13));
      if (type == FrameType::rst_stream) found = "stream " + std::to_string(read_32(rest.data() + 9));
      rest.remove_prefix(std::min(rest.size(), frame_head_bytes + length));
    }
    return found;
  }
  static std::string frame(FrameType type, std::uint8_t flags, StreamId stream, std::string_view payload) {
    std::string octets(frame_head_bytes, '\0');
    write_frame_head(octets.data(), payload.size(), type, flags, stream);
    return octets.append(payload);
  }
  static std::string headers(StreamId stream, std::uint8_t flags = 5, const std::string& section = get_octets) {
    return frame(FrameType::headers, flags, stream, section);
  }
  static std::string number(FrameType type, StreamId stream, std::uint32_t value) {
    std::string payload(4, '\0');
    write_32(payload.data(), value);
    return frame(type, 0, stream, payload);
  }
  static std::string setting(Setting name, std::uint32_t value) {
    std::string payload(setting_bytes, '\0');
    write_setting(payload.data(), name, value);
    return frame(FrameType::settings, 0, 0, payload);
  }

  Site site_;
  base::Milliseconds now_ms_ = 1'000'000;
  bool start_once_ = false;
};
using enum FrameType;

TEST_F(Http2Frames, OfIdleStreamsAreErrorsOfTheConnection) {
  for (const std::string& octets :
       {frame(data, 0, 1, "a"), number(window_update, 1, 1), number(rst_stream, 1, 8), headers(2), headers(4, 4)}) {
    site_ = {};
    EXPECT_EQ(error(octets), "1");
    EXPECT_EQ(site_.server->frames(), Frames::unsound);
    EXPECT_FALSE(site_.server->trouble().empty());
  }
}

TEST_F(Http2Frames, OfClosedStreamsAreTakenAsTheirEndWas) {
  EXPECT_EQ(error(headers(5)), "");
  EXPECT_EQ(error(number(window_update, 5, 1) + number(rst_stream, 5, 8) + frame(priority, 0, 5, "12345")), "");
  EXPECT_EQ(error(headers(5)), "5") << "it had ended";
  site_ = {};
  error(headers(5));
  EXPECT_EQ(error(frame(data, 0, 5, "a")), "5");
  site_ = {};
  error(headers(5));
  EXPECT_EQ(error(headers(3)), "1") << "it was passed over";
  site_ = {};
  site_.waits = true;
  error(headers(1, 4, post) + number(rst_stream, 1, 8));
  EXPECT_EQ(error(frame(data, 0, 1, "a")), "5") << "the client had given it up";
  site_ = {};
  site_.waits = true;
  error(headers(1, 4, post));
  site_.server->reset(1, ErrorCode::cancel);
  EXPECT_EQ(error(frame(data, 0, 1, "a") + headers(1)), "stream 8") << "the client could not know, but ours is said";
  EXPECT_EQ(site_.server->frames(), Frames::sound);
}

TEST_F(Http2Frames, BehindTheEndOfARequestAreErrorsOfTheStream) {
  site_.waits = true;
  EXPECT_EQ(error(headers(1) + frame(data, 0, 1, "a")), "stream 5");
  EXPECT_EQ(error(headers(3) + headers(3)), "stream 5");
  EXPECT_EQ(error(headers(5, 4, post) + headers(5, 4, "")), "stream 1") << "trailers end the stream";
  EXPECT_EQ(site_.server->frames(), Frames::sound);
}

TEST_F(Http2Frames, OfAnyKindHaveRules) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {number(window_update, 0, 0), "1"},
      {number(window_update, 0, 0x7fff'ffff), "3"},
      {headers(1) + number(window_update, 0, 0x7fff'0000) + number(window_update, 0, 0x7fff'0000), "3"},
      {setting(Setting::enable_push, 2), "1"},
      {setting(Setting::initial_window_size, 0x8000'0000), "3"},
      {setting(Setting::max_frame_size, 16'383), "1"},
      {setting(Setting::max_frame_size, 0x100'0000), "1"},
      {setting(Setting::enable_connect_protocol, 2), "1"},
      {setting(static_cast<Setting>(0x99), 2), ""},
      {frame(settings, 0, 0, "12345"), "6"},
      {frame(settings, 1, 0, "123456"), "6"},
      {frame(push_promise, 4, 1, "123456"), "1"},
      {frame(goaway, 0, 0, "1234567"), "6"},
      {frame(priority, 0, 1, "1234"), "6"},
      {frame(priority, 0, 1, "12345"), ""},
      {frame(priority_update, 0, 1, "1234"), "1"},
      {frame(priority_update, 0, 0, "123"), "6"},
      {frame(priority_update, 0, 0, "\0\0\0\2u=1"s), "1"},
      {frame(priority_update, 0, 0, "\0\0\0\1u=1"s), ""},
      {headers(1, 5, "\xff\xff\xff\xff\xff"), "9"},
      {headers(1, 5, "\xbe"), "9"},
  };
  for (const auto& [octets, expected] : cases) {
    site_ = {};
    EXPECT_EQ(error(octets), expected) << testing::PrintToString(octets);
  }
}

TEST_F(Http2Frames, OfStreamsAreTheirTroubleAlone) {
  site_.waits = true;
  EXPECT_EQ(error(headers(1) + number(window_update, 1, 0)), "stream 1");
  EXPECT_EQ(error(headers(3) + number(window_update, 3, 0x7fff'ffff)), "stream 3");
  EXPECT_EQ(error(headers(5) + frame(priority, 0, 5, "1234")), "stream 6");
  EXPECT_EQ(error(setting(Setting::initial_window_size, 0x7fff'ffff) + headers(7) + number(window_update, 7, 1)),
            "stream 3");
  EXPECT_EQ(error(headers(9)), "");
  EXPECT_EQ(error(number(window_update, 9, 0) + setting(Setting::initial_window_size, 10)), "stream 1");
  EXPECT_EQ(site_.server->frames(), Frames::sound);
}

TEST_F(Http2Frames, OfSettingsMayNotWidenWindowsTooFar) {
  site_.waits = true;
  error(headers(1) + number(window_update, 1, 0x7fff'0000));
  EXPECT_EQ(error(setting(Setting::initial_window_size, 0x7fff'ffff)), "3");
}

TEST_F(Http2Frames, WithMoreContentThanWindowsAllowAreErrors) {
  site_.settings.window_bytes = 70'000;
  site_.waits = true;
  site_.keeps = true;
  const std::string full = frame(data, 0, 1, std::string(14'000, 'x'));
  EXPECT_EQ(error(headers(1, 4, post) + full + full + full + full + full), "");
  EXPECT_EQ(error(frame(data, 0, 1, "x")), "stream 3");
  site_ = {};
  site_.settings.window_bytes = 100;
  site_.waits = site_.keeps = true;
  EXPECT_EQ(error(headers(1, 4, post) + frame(data, 0, 1, std::string(1000, 'x'))), "")
      << "the client does not know of the window yet";
  EXPECT_EQ(error(frame(settings, 1, 0, "") + headers(3, 4, post) + frame(data, 0, 3, std::string(101, 'x'))),
            "stream 3");
  EXPECT_EQ(error(frame(data, 0, 1, "x")), "stream 3") << "what it had used counts";
}

TEST_F(Http2Frames, OfPaddingOpenTheWindowAgain) {
  site_.waits = site_.keeps = true;
  start();
  std::string all = headers(1, 4, post);
  for (int i = 0; i < 2000; ++i)
    all += frame(data, flag::padded, 1, std::string(1, '\xc8') + "x" + std::string(200, '\0'));
  EXPECT_EQ(error(all), "");
  EXPECT_EQ(site_.received, 2000u);
}

TEST_F(Http2Frames, WithContentThatNobodyUsedOpenTheWindowWhenTheirStreamEnds) {
  site_.waits = site_.keeps = true;
  for (StreamId id = 1; id < 200; id += 2)
    ASSERT_EQ(error(headers(id, 4, post) + frame(data, 0, id, std::string(16'000, 'x')) + number(rst_stream, id, 8)),
              "")
        << id;
  EXPECT_EQ(site_.received, 100u * 16'000);
}

TEST_F(Http2Frames, ThatAskForNothingAreCounted) {
  site_.settings.max_idle_frames = 50;
  const std::vector<std::string> idle{frame(ping, 0, 0, "12345678"),
                                      frame(settings, 0, 0, ""),
                                      frame(data, 0, 1, ""),
                                      frame(priority, 0, 1, "12345"),
                                      frame(static_cast<FrameType>(0x77), 0, 0, ""),
                                      number(window_update, 0, 1),
                                      number(window_update, 1, 1),
                                      frame(priority_update, 0, 0, "\0\0\0\1u=1"s)};
  for (const std::string& one : idle) {
    Site fresh;
    fresh.settings.max_idle_frames = 50;
    fresh.waits = true;
    site_ = std::move(fresh);
    std::string many;
    for (int i = 0; i < 60; ++i) many += one;
    EXPECT_EQ(error(headers(1, 4, post)), "");
    EXPECT_EQ(error(many), "11") << testing::PrintToString(one);
    EXPECT_EQ(site_.server->frames(), Frames::idle_many);
  }
}

TEST_F(Http2Frames, OfStreamsThatAreGivenUpAreCounted) {
  // By the client itself, or by making us do it.
  for (const bool by_error : {false, true}) {
    site_ = {};
    site_.settings.max_resets = 20;
    site_.waits = true;
    std::string many;
    for (StreamId id = 1; id < 60; id += 2)
      many += headers(id) + (by_error ? number(window_update, id, 0) : number(rst_stream, id, 8));
    EXPECT_EQ(error(many), "11");
    EXPECT_EQ(site_.server->frames(), Frames::cancelled_often);
  }
}

TEST_F(Http2Frames, ThatContinueWithoutEndAreCut) {
  std::string many = headers(1, 0);
  for (int i = 0; i < 9; ++i) many += frame(continuation, 0, 1, "");
  EXPECT_EQ(error(many), "11");
  EXPECT_EQ(site_.server->frames(), Frames::continued_long);
}

TEST_F(Http2Frames, AreSaidToTheClientWithAReason) {
  start();
  const std::string said = say(frame(data, 0, 1, "a"));
  EXPECT_NE(said.find(site_.server->trouble()), said.npos);
}

// RFC 8441 3
TEST_F(Http2Frames, OfferExtendedConnect) {
  site_.start();
  EXPECT_NE(site_.output().find("\0\x8\0\0\0\1"s), std::string::npos);
}

TEST_F(Http2Frames, SentAheadPrioritiseAStream) {
  site_.content = std::string(30'000, 'x');
  EXPECT_EQ(error(setting(Setting::initial_window_size, 1'000'000)), "");
  site_.server->take(frame(priority_update, 0, 0, "\0\0\0\3u=0"s) + headers(1) + headers(3), now_ms_);
  const std::string said = site_.output();
  std::vector<StreamId> ended;
  for (std::string_view rest = said; rest.size() >= frame_head_bytes;) {
    if (static_cast<FrameType>(rest[3]) == data && (rest[4] & 1) != 0) ended.push_back(read_31(rest.data() + 5));
    rest.remove_prefix(frame_head_bytes + read_24(rest.data()));
  }
  EXPECT_EQ(ended, (std::vector<StreamId>{3, 1}));
}

} // namespace
} // namespace responsum::codec::h2
