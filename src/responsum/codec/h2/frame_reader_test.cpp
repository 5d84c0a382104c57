#include "responsum/codec/h2/frame_reader.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace responsum::codec::h2 {
namespace {

using namespace std::string_literals;

std::string frame(FrameType type, std::uint8_t flags, StreamId stream, std::string_view payload) {
  std::string octets(frame_head_bytes, '\0');
  write_frame_head(octets.data(), payload.size(), type, flags, stream);
  return octets.append(payload);
}
std::string settings() { return frame(FrameType::settings, 0, 0, {}); }

// Everything that was read, as text: what comes out must not depend on how it came in.
class Reading {
 public:
  explicit Reading(bool preface_first = false) : reader_{preface_first, 2} {}

  Reading& give(std::string_view octets) {
    const std::string copy{octets}; // so that the sanitizer sees who still looks at it later
    reader_.give(copy);
    Frame f;
    for (;;) {
      const FrameReader::Next next = reader_.next(f);
      if (next == FrameReader::Next::none) return *this;
      if (next == FrameReader::Next::violation) {
        violation = reader_.violation().code;
        return *this;
      }
      if (f.begins)
        all += std::to_string(static_cast<int>(f.type)) + " on " + std::to_string(f.stream) + ", " +
               std::to_string(f.length) + "-" + std::to_string(f.padding) + ": ";
      all += f.payload;
      if (f.ends) all += " /" + std::to_string(f.flags) + "\n";
    }
  }
  bool continued_long() const { return reader_.too_many_continuations(); }

  std::string all;
  ErrorCode violation = ErrorCode::no_error;

 private:
  FrameReader reader_;
};

std::string read(std::string_view octets) { return Reading{}.give(settings()).give(octets).all.substr(17); }
ErrorCode fault(std::string_view octets) { return Reading{}.give(settings()).give(octets).violation; }

TEST(FrameReader, ReadsFrames) {
  EXPECT_EQ(read(frame(FrameType::ping, 1, 0, "12345678")), "6 on 0, 8-0: 12345678 /1\n");
  EXPECT_EQ(read(frame(FrameType::data, 1, 5, "abc")), "0 on 5, 3-0: abc /1\n");
  EXPECT_EQ(read(frame(FrameType::data, 9, 5, "\2abc\0\0"s)), "0 on 5, 6-3: abc /9\n");
  EXPECT_EQ(read(frame(FrameType::data, 8, 5, "\0"s)), "0 on 5, 1-1:  /8\n");
  EXPECT_EQ(read(frame(FrameType::headers, 0x2d, 5, "\1prioabc\0"s)), "1 on 5, 9-0: bc /45\n");
  EXPECT_EQ(read(frame(static_cast<FrameType>(0x77), 3, 0, "whatever")), "119 on 0, 8-0:  /3\n");
}

TEST(FrameReader, JoinsHeaderSections) {
  const std::string octets = frame(FrameType::headers, 0x1, 3, "abc") + frame(FrameType::continuation, 0, 3, "") +
                             frame(FrameType::continuation, 4, 3, "def") + frame(FrameType::headers, 4, 5, "x");
  EXPECT_EQ(read(octets), "1 on 3, 3-0: abcdef /5\n1 on 5, 1-0: x /4\n");
}

TEST(FrameReader, ReadsTheSameHoweverItComes) {
  const std::string octets =
      std::string{preface} + settings() + frame(FrameType::headers, 0x9, 1, "\2abc12") +
      frame(FrameType::continuation, 4, 1, "def") + frame(FrameType::data, 9, 5, "\3abc\0\0\0"s) +
      frame(static_cast<FrameType>(0x77), 0, 9, std::string(300, 'x')) + frame(FrameType::rst_stream, 0, 3, "abcd") +
      frame(FrameType::data, 0, 7, "") + frame(FrameType::window_update, 0, 0, "abcd");
  const std::string whole = Reading{true}.give(octets).all;
  EXPECT_NE(whole.find("8 on 0"), whole.npos);
  for (std::size_t piece = 1; piece < 40; ++piece) {
    Reading r{true};
    for (std::size_t at = 0; at < octets.size(); at += piece) r.give(std::string_view{octets}.substr(at, piece));
    EXPECT_EQ(r.all, whole) << piece;
    EXPECT_EQ(r.violation, ErrorCode::no_error);
  }
}

TEST(FrameReader, WantsThePrefaceAndSettingsFirst) {
  EXPECT_EQ(Reading{true}.give("PRI * HTTP/2.0\r\n\r\nSM\r\n\rX").violation, ErrorCode::protocol_error);
  EXPECT_EQ(Reading{true}.give("G").violation, ErrorCode::protocol_error);
  EXPECT_EQ(Reading{}.give(frame(FrameType::ping, 0, 0, "12345678")).violation, ErrorCode::protocol_error);
  EXPECT_EQ(Reading{}.give(frame(FrameType::settings, flag::ack, 0, "")).violation, ErrorCode::protocol_error);
}

TEST(FrameReader, RefusesWhatBreaksARule) {
  using enum FrameType;
  EXPECT_EQ(fault(frame(data, 0, 1, std::string(16385, 'x'))), ErrorCode::frame_size_error);
  EXPECT_EQ(fault(frame(data, 0, 1, std::string(16384, 'x'))), ErrorCode::no_error);
  for (const FrameType type : {data, headers, priority, rst_stream, push_promise, continuation})
    EXPECT_EQ(fault(frame(type, 0, 0, "abcd")), ErrorCode::protocol_error) << static_cast<int>(type);
  for (const FrameType type : {FrameType::settings, ping, goaway})
    EXPECT_EQ(fault(frame(type, 0, 1, "12345678")), ErrorCode::protocol_error) << static_cast<int>(type);
  EXPECT_EQ(fault(frame(rst_stream, 0, 1, "abc")), ErrorCode::frame_size_error);
  EXPECT_EQ(fault(frame(window_update, 0, 1, "abcde")), ErrorCode::frame_size_error);
  EXPECT_EQ(fault(frame(ping, 0, 0, "abcde")), ErrorCode::frame_size_error);
  EXPECT_EQ(fault(frame(data, flag::padded, 1, "")), ErrorCode::frame_size_error);
  EXPECT_EQ(fault(frame(data, flag::padded, 1, "\3ab")), ErrorCode::protocol_error);
  EXPECT_EQ(fault(frame(headers, flag::padded, 1, "")), ErrorCode::frame_size_error);
  EXPECT_EQ(fault(frame(headers, flag::padded, 1, "\3ab")), ErrorCode::protocol_error);
  EXPECT_EQ(fault(frame(headers, flag::priority, 1, "abcd")), ErrorCode::frame_size_error);
  EXPECT_EQ(fault(frame(headers, flag::priority | flag::padded, 1, "\1abcde")), ErrorCode::protocol_error);
  EXPECT_EQ(fault(frame(continuation, 4, 1, "a")), ErrorCode::protocol_error);
  EXPECT_EQ(fault(frame(headers, 0, 1, "a") + frame(headers, 4, 3, "a")), ErrorCode::protocol_error);
  EXPECT_EQ(fault(frame(headers, 0, 1, "a") + frame(continuation, 4, 3, "a")), ErrorCode::protocol_error);
  EXPECT_EQ(fault(frame(headers, 4, 1, "a") + frame(continuation, 4, 1, "a")), ErrorCode::protocol_error);
}

TEST(FrameReader, CountsWhatContinuesOneSection) {
  Reading r;
  r.give(settings() + frame(FrameType::headers, 0, 1, "a"));
  const std::string more = frame(FrameType::continuation, 0, 1, "b");
  r.give(more + frame(FrameType::continuation, 4, 1, "b"));
  EXPECT_EQ(r.violation, ErrorCode::no_error);
  r.give(frame(FrameType::headers, 0, 3, "a") + more);
  EXPECT_EQ(r.violation, ErrorCode::protocol_error) << "of another stream";

  Reading long_one;
  long_one.give(settings() + frame(FrameType::headers, 0, 1, "a") + more + more);
  EXPECT_EQ(long_one.violation, ErrorCode::no_error);
  long_one.give(more);
  EXPECT_EQ(long_one.violation, ErrorCode::enhance_your_calm);
  EXPECT_TRUE(long_one.continued_long());
}

} // namespace
} // namespace responsum::codec::h2
