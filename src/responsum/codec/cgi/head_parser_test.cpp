#include "responsum/codec/cgi/head_parser.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace responsum::codec::cgi {
namespace {

using message::Field;
using message::ReceivedHead;

constexpr h1::FieldLimits limits{65536, 16384, 200};

struct Reading {
  std::string bytes;
  std::unique_ptr<ReceivedHead> head = std::make_unique<ReceivedHead>();
  HeadParser parser;
  std::string words;

  explicit Reading(std::string_view text, std::size_t piece = 100'000, const h1::FieldLimits& own = limits) {
    parser.start(*head);
    Progress progress = Progress::incomplete;
    for (std::size_t end = 0; progress == Progress::incomplete && end < text.size();) {
      end = std::min(end + piece, text.size());
      std::string held{text.substr(0, end)};
      bytes.swap(held);
      progress = parser.parse(bytes, own, *head);
    }
    words = progress == Progress::incomplete ? "incomplete"
            : progress == Progress::complete
                ? "kind " + std::to_string(static_cast<int>(parser.kind())) + " status " +
                      std::to_string(head->status) + " size " + std::to_string(head->size)
                : std::string{message::id(parser.fault())} + " at " + std::to_string(parser.fault_offset());
  }
};

std::string words_of(std::string_view text, const h1::FieldLimits& own = limits) {
  const std::string whole = Reading{text, 100'000, own}.words;
  for (std::size_t piece = 1; piece < text.size(); ++piece)
    EXPECT_EQ((Reading{text, piece, own}.words), whole) << "in pieces of " << piece;
  return whole;
}

TEST(CgiHead, IsADocument) {
  EXPECT_EQ(words_of("Content-Type: text/plain\n\nhello"), "kind 0 status 0 size 26");
  EXPECT_EQ(words_of("Content-Type: text/plain\r\n\r\nhello"), "kind 0 status 0 size 28");
  EXPECT_EQ(words_of("Status: 404 Not there\nX-A: b\r\n\n"), "kind 0 status 404 size 31");
  EXPECT_EQ(words_of("Status: 503\n\n"), "kind 0 status 503 size 13");
  const Reading reading{"Status: 404 Not there\nContent-Type:  a/b \nContent-Length: 5\n\n"};
  EXPECT_EQ(reading.head->text(reading.head->phrase), "Not there");
  EXPECT_EQ(reading.head->value(Field::content_type), "a/b");
  EXPECT_EQ(reading.head->content_length, 5u);
  EXPECT_TRUE(reading.head->has_content_length);
}

TEST(CgiHead, Redirects) {
  EXPECT_EQ(words_of("Location: /other?a=b\n\n"), "kind 1 status 0 size 22");
  EXPECT_EQ(words_of("Location: http://a/b#c\nContent-Type: a/b\n\n"), "kind 2 status 0 size 42");
  EXPECT_EQ(words_of("Status: 301 Moved\nLocation: /there\nSet-Cookie: a=b\n\n"), "kind 2 status 301 size 52");
  EXPECT_EQ(words_of("Location: //other.test/\n\n"), "kind 2 status 0 size 25");
}

TEST(CgiHead, RefusesWhatIsNone) {
  EXPECT_EQ(words_of("\n"), "script-fields-missing at 1");
  EXPECT_EQ(words_of("X-A: b\n\n"), "script-fields-missing at 8");
  EXPECT_EQ(words_of("hello\n\n"), "field-colon-missing at 5");
  EXPECT_EQ(words_of("Content-Type: a/b\nContent-Type: a/b\n\n"), "script-field-repeated at 18");
  EXPECT_EQ(words_of("Location: /a\nLocation: /a\n\n"), "script-field-repeated at 13");
  for (const std::string_view status : {"", "20", "2000", "600", "099", "101 Now", "abc", "200OK", "+20"})
    EXPECT_EQ(words_of("Status: " + std::string{status} + "\n\n"), "script-status-invalid at 8") << status;
  for (const std::string_view location : {"a", "a/b:c", ":a", "1a:b", "http://a b", "http://\xc3\xa4/"})
    EXPECT_EQ(words_of("Location: " + std::string{location} + "\n\n"), "script-location-invalid at 10") << location;
  EXPECT_EQ(words_of("Set-Cookie: a=b\nLocation: /a\n\n"), "script-local-redirect at 16");
  EXPECT_EQ(words_of("Status: 200\nTransfer-Encoding: chunked\n\n"), "field-of-connection at 12");
  EXPECT_EQ(words_of("Status: 200\nConnection: close\n\n"), "field-of-connection at 12");
  EXPECT_EQ(words_of("Status: 200\nContent-Length: 1\nContent-Length: 2\n\n"), "length-conflict at 46");
}

TEST(CgiHead, IsStrictAboutLines) {
  EXPECT_EQ(words_of("Status: 200\n folded\n\n"), "field-fold at 12");
  EXPECT_EQ(words_of("Status : 200\n\n"), "field-space-before-colon at 6");
  EXPECT_EQ(words_of(": 200\n\n"), "field-name-empty at 0");
  EXPECT_EQ(words_of("Status: 2\r00\n\n"), "field-bare-cr at 9");
  EXPECT_EQ(words_of("Status: 200\n\rx"), "field-bare-cr at 12");
  EXPECT_EQ(words_of({"Status: 2\0\n\n", 12}), "field-nul at 9");
  EXPECT_EQ(words_of("Status: 2\x01\n\n"), "field-value-character at 9");
  EXPECT_EQ(words_of("St(tus: 2\n\n"), "field-name-character at 2");
  EXPECT_EQ(words_of("Status: 200\n"), "incomplete");
}

TEST(CgiHead, KeepsToItsLimits) {
  constexpr h1::FieldLimits small{24, 12, 2};
  EXPECT_EQ(words_of("Status: 200\nA: b\n\n", small), "kind 0 status 200 size 18");
  EXPECT_EQ(words_of("Status: 200 O\n\n", small), "field-line-too-large at 12");
  EXPECT_EQ(words_of("Status: 200\nA:\nB:\n\n", small), "fields-too-many at 15");
  EXPECT_EQ(words_of("Status: 200\nA: 3456789\n\n\n", small), "kind 0 status 200 size 24");
  EXPECT_EQ(words_of("Status: 200\nA: 34567890\n\n", small), "fields-total-too-large at 24");
}

} // namespace
} // namespace responsum::codec::cgi
