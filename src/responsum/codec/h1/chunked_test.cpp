#include "responsum/codec/h1/chunked.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "responsum/codec/h1/field_line.hpp"

namespace responsum::codec::h1 {
namespace {

using namespace std::string_view_literals;

struct Decoded {
  std::string data;
  std::string end; // "more", "done <octets consumed>" or "<fault> at <offset>"
  friend bool operator==(const Decoded&, const Decoded&) = default;
};

void PrintTo(const Decoded& d, std::ostream* to) { *to << "[" << d.data << "] " << d.end; }

// Hands over pieces of at most `piece` octets, the first of `first`.
Decoded decode(std::string_view bytes, std::size_t first, std::size_t piece, ChunkLimits limits = {}) {
  ChunkedDecoder decoder{limits};
  Decoded decoded;
  for (std::size_t at = 0;;) {
    const std::size_t length = std::min(at < first ? first - at : piece, bytes.size() - at);
    const std::vector<char> copy{bytes.begin() + static_cast<std::ptrdiff_t>(at),
                                 bytes.begin() + static_cast<std::ptrdiff_t>(at + length)};
    const ContentStep step = decoder.consume({copy.data(), copy.size()});
    decoded.data += step.data;
    at += step.consumed;
    switch (step.state) {
    case ContentState::done: decoded.end = "done " + std::to_string(at); return decoded;
    case ContentState::faulty:
      decoded.end = std::string{message::id(decoder.fault())} + " at " + std::to_string(decoder.fault_offset());
      return decoded;
    case ContentState::more:
      EXPECT_EQ(step.consumed, length);
      if (at == bytes.size()) {
        decoded.end = "more";
        return decoded;
      }
      break;
    case ContentState::data: EXPECT_FALSE(step.data.empty()); break;
    }
  }
}

struct ChunkCase {
  std::string_view bytes; // "@@" marks the octet of the fault, or the end of what is consumed
  std::string_view data;
  std::string_view fault; // "" is done
};

std::size_t erase_mark(std::string& bytes) {
  const std::size_t mark = bytes.find("@@");
  if (mark == bytes.npos) return bytes.size();
  bytes.erase(mark, 2);
  return mark;
}

constexpr ChunkLimits tight{.max_extension_bytes = 8, .max_trailer_bytes = 20};

constexpr ChunkCase chunk_cases[] = {
    {"0\r\n\r\n", "", ""},
    {"5\r\nhello\r\n0\r\n\r\n@@GET /", "hello", ""},
    {"1\r\na\r\n00a\r\n0123456789\r\nA\r\n0123456789\r\n000\r\n\r\n", "a01234567890123456789", ""},
    {"5;a\r\nhello\r\n0;b=c\r\n\r\n", "hello", ""},
    {"5 ; a = b\r\nhello\r\n0\r\n\r\n", "hello", ""},
    {"5;a=\"b;\"\r\nhello\r\n0\r\n\r\n", "hello", ""},
    {"5;a=\"\\\"\"\r\nhello\r\n0\r\n\r\n", "hello", ""},
    {"5;a=\"\";b\r\nhello\r\n0\r\n\r\n", "hello", ""},
    {"0\r\nA: b\r\n\r\n", "", ""},
    {"0\r\nA:\r\nB: \t\xff\r\n\r\n@@x", "", ""},

    {"@@\r\n", "", "chunk-size-invalid"},
    {"@@ 5\r\nhello\r\n", "", "chunk-size-invalid"},
    {"@@;a\r\n", "", "chunk-size-invalid"},
    {"@@-1\r\n", "", "chunk-size-invalid"},
    {"@@+1\r\n", "", "chunk-size-invalid"},
    {"0@@x5\r\nhello\r\n", "", "chunk-size-invalid"},
    {"5@@g\r\nhello\r\n", "", "chunk-size-invalid"},
    {"5@@_0\r\n", "", "chunk-size-invalid"},
    {"7fffffffffffffff\r\nx", "x", "more"},
    {"800000000000000@@0\r\n", "", "chunk-size-too-large"},
    {"000000000000000@@0\r\n", "", "more"},
    {"0000000000000000@@5\r\n", "", "chunk-size-too-large"},
    {"1000000000000000@@5\r\n", "", "chunk-size-too-large"},
    {"5@@\nhello\n", "", "chunk-bare-lf"},
    {"5;a@@\nhello\r\n", "", "chunk-bare-lf"},
    {"5;@@\nhello\r\n", "", "chunk-bare-lf"},
    {"5\r@@hello\r\n", "", "chunk-bare-cr"},
    {"5\r@@\r\nhello\r\n", "", "chunk-bare-cr"},
    {"5 @@\r\nhello\r\n", "", "chunk-extension-invalid"},
    {"5;@@\r\nhello\r\n", "", "chunk-extension-invalid"},
    {"5;a @@\r\nhello\r\n", "", "chunk-extension-invalid"},
    {"5;a=@@\r\nhello\r\n", "", "chunk-extension-invalid"},
    {"5;a=b @@c\r\n", "", "chunk-extension-invalid"},
    {"5;a=\"b\"@@c\r\n", "", "chunk-extension-invalid"},
    {"5;a=\"b@@\r\n\"\r\n", "", "chunk-extension-invalid"},
    {"5;a=\"b@@\n\"\r\n", "", "chunk-bare-lf"},
    {"5;a=\"\\@@\x01\"\r\n", "", "chunk-extension-invalid"},
    {"5;@@=b\r\n", "", "chunk-extension-invalid"},
    {"5;@@;a\r\n", "", "chunk-extension-invalid"},
    {"5;a@@\0\r\n"sv, "", "chunk-extension-invalid"},
    {"5;2345678\r\nhello\r\n0\r\n\r\n", "hello", ""},
    {"5;2345678@@9\r\nhello\r\n", "", "chunk-extension-too-long"},
    {"5        @@ ;a\r\nhello\r\n", "", "chunk-extension-too-long"},
    {"5\r\nhello@@!\r\n", "hello", "chunk-data-end"},
    {"5\r\nhello@@\n0\r\n\r\n", "hello", "chunk-data-end"},
    {"5\r\nhello\r@@0\r\n", "hello", "chunk-data-end"},
    {"5\r\nhello@@5\r\n", "hello", "chunk-data-end"},

    {"0\r\n@@\nx", "", "trailer-invalid"},
    {"0\r\n\r@@x", "", "trailer-invalid"},
    {"0\r\n@@: a\r\n\r\n", "", "trailer-invalid"},
    {"0\r\nA@@ : a\r\n\r\n", "", "trailer-invalid"},
    {"0\r\nA: b\r\n@@ c\r\n\r\n", "", "trailer-invalid"},
    {"0\r\nA: b\r@@c\r\n\r\n", "", "trailer-invalid"},
    {"0\r\nA: b@@\n\r\n", "", "trailer-invalid"},
    {"0\r\nA: @@\0\r\n\r\n"sv, "", "trailer-invalid"},
    {"0\r\nA@@\r\n\r\n", "", "trailer-invalid"},
    {"0\r\nA: 4567890123456\r\n\r\n", "", ""},
    {"0\r\nA: 4567890123456789\r@@\n\r\n", "", "trailer-too-large"},
    {"0\r\nA: 456789012345678\r\n@@\r\n", "", "trailer-too-large"},
};

TEST(ChunkedDecoder, DecodesTheSameInEveryCut) {
  for (const ChunkCase& c : chunk_cases) {
    SCOPED_TRACE(c.bytes);
    std::string bytes{c.bytes};
    const std::size_t mark = erase_mark(bytes);
    const Decoded whole = decode(bytes, 0, bytes.size(), tight);
    EXPECT_EQ(whole.data, c.data);
    if (c.fault.empty())
      EXPECT_EQ(whole.end, "done " + std::to_string(mark));
    else if (c.fault == "more")
      EXPECT_EQ(whole.end, "more");
    else
      EXPECT_EQ(whole.end, std::string{c.fault} + " at " + std::to_string(mark));
    EXPECT_EQ(decode(bytes, 0, 1, tight), whole) << "byte by byte";
    for (std::size_t cut = 1; cut < bytes.size(); ++cut)
      EXPECT_EQ(decode(bytes, cut, bytes.size(), tight), whole) << "cut at " << cut;
  }
}

// A trailer line is well formed when it is a well-formed field line.
TEST(ChunkedDecoder, HoldsTrailersAgainstTheRulesOfFields) {
  for (unsigned c = 0; c < 256; ++c)
    for (const std::string_view around : {"X?y: z", "Xy: z?z", "Xy:?", "?", "?y: z"}) {
      std::string line{around};
      line[line.find('?')] = static_cast<char>(c);
      line += "\r\n";
      FieldLineParts parts;
      const Finding found = take_field_line(line.data(), line.data() + line.size(), parts);
      const bool done = decode("0\r\n" + line + "\r\n", 0, 1).end.starts_with("done");
      if (line[0] == '\r') continue; // the end of the section
      EXPECT_EQ(done, found.progress == Progress::complete) << around << " with octet " << c;
    }
}

TEST(ChunkedDecoder, CountsOctetsAsTheyWereSent) {
  ChunkedDecoder decoder;
  std::string_view rest = "3\r\nabc\r\n0\r\n\r\nmore";
  for (;;) {
    const ContentStep step = decoder.consume(rest);
    rest.remove_prefix(step.consumed);
    if (step.state == ContentState::done) break;
  }
  EXPECT_EQ(decoder.consumed(), 13u);
  EXPECT_EQ(rest, "more");
  EXPECT_EQ(decoder.consume(rest).state, ContentState::done);
  EXPECT_EQ(decoder.consume(rest).consumed, 0u);
}

} // namespace
} // namespace responsum::codec::h1
