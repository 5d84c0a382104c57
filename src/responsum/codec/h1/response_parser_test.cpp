#include "responsum/codec/h1/response_parser.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "responsum/codec/h1/content.hpp"
#include "responsum/codec/h1/head_case.hpp"

namespace responsum::codec::h1 {
namespace {

using message::Field;
using message::Method;
using message::ReceivedHead;

constexpr HeadCase responses[] = {
    {"a usual one", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nServer: a\r\n\r\nok", ""},
    {"without fields", "HTTP/1.1 200 OK\r\n\r\n", ""},
    {"an empty phrase", "HTTP/1.1 599 \r\n\r\n", ""},
    {"no phrase and no space", "HTTP/1.1 204\r\n\r\n", ""},
    {"a phrase beyond ASCII", "HTTP/1.1 404 ni\xc3\xa9\t!\r\n\r\n", ""},
    {"the lowest status", "HTTP/1.1 100 Continue\r\n\r\n", ""},
    {"of version 1.0", "HTTP/1.0 200 OK\r\n\r\n", ""},
    {"of a later minor version", "HTTP/1.7 200 OK\r\n\r\n", ""},
    {"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", ""},
    {"the same length twice", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n", ""},
    {"not all there", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", "incomplete"},
};

constexpr HeadCase status_lines[] = {
    {"an alert of TLS", "@@\x15\x03\x03\x02", "response-tls-bytes"},
    {"half a record of TLS", "\x16", "incomplete"},
    {"no TLS after all", "@@\x15\x01", "response-not-http"},
    {"another protocol", "@@SSH-2.0-OpenSSH\r\n", "response-not-http"},
    {"a stream of sound", "@@ICY 200 OK\r\n\r\n", "response-not-http"},
    {"in lower case", "@@http/1.1 200 OK\r\n\r\n", "response-not-http"},
    {"an empty line before it", "@@\r\nHTTP/1.1 200 OK\r\n\r\n", "response-not-http"},
    {"another word", "HTTP@@S/1.1 200 OK\r\n\r\n", "response-not-http"},
    {"HTTP/2", "HTTP/@@2.0 200 OK\r\n\r\n", "response-version-unsupported"},
    {"HTTP/2 without a minor version", "HTTP/@@2 200\r\n\r\n", "response-version-unsupported"},
    {"HTTP/0.9", "HTTP/@@0.9 200 OK\r\n\r\n", "response-version-unsupported"},
    {"a letter as version", "HTTP/@@x.1 200 OK\r\n\r\n", "response-version-syntax"},
    {"no point", "HTTP/1@@,1 200 OK\r\n\r\n", "response-version-syntax"},
    {"a minor version of two digits", "HTTP/1.1@@1 200 OK\r\n\r\n", "response-version-syntax"},
    {"only a version", "HTTP/1.1@@\r\n\r\n", "response-version-syntax"},
    {"two spaces", "HTTP/1.1 @@ 200 OK\r\n\r\n", "response-status-syntax"},
    {"a tab", "HTTP/1.1@@\t200 OK\r\n\r\n", "response-version-syntax"},
    {"two digits", "HTTP/1.1 20@@ OK\r\n\r\n", "response-status-syntax"},
    {"two digits and an end", "HTTP/1.1 20@@\r\n\r\n", "response-status-syntax"},
    {"four digits", "HTTP/1.1 200@@0 OK\r\n\r\n", "response-status-syntax"},
    {"a sign", "HTTP/1.1 @@+20 OK\r\n\r\n", "response-status-syntax"},
    {"a status below the first class", "HTTP/1.1 @@099 Low\r\n\r\n", "response-status-range"},
    {"a status above the last class", "HTTP/1.1 @@600 High\r\n\r\n", "response-status-range"},
    {"a NUL in the phrase", {"HTTP/1.1 200 O@@\0K\r\n\r\n", 22}, "response-phrase-character"},
    {"a DEL in the phrase", "HTTP/1.1 200 O@@\x7fK\r\n\r\n", "response-phrase-character"},
    {"a bare CR", "HTTP/1.1 200 O@@\rK\r\n\r\n", "response-line-bare-cr"},
    {"a bare LF", "HTTP/1.1 200 OK@@\n\r\n", "response-line-bare-lf"},
    {"a bare LF after the status", "HTTP/1.1 200@@\n\r\n", "response-line-bare-lf"},
    {"a bare LF after the version", "HTTP/1.1@@\n\r\n", "response-line-bare-lf"},
};

constexpr HeadCase response_fields[] = {
    {"a fold", "HTTP/1.1 200 OK\r\nA: b\r\n@@ c\r\n\r\n", "field-fold"},
    {"white space before the first", "HTTP/1.1 200 OK\r\n@@ A: b\r\n\r\n", "field-space-before-first"},
    {"a space before the colon", "HTTP/1.1 200 OK\r\nA@@ : b\r\n\r\n", "field-space-before-colon"},
    {"no name", "HTTP/1.1 200 OK\r\n@@: b\r\n\r\n", "field-name-empty"},
    {"a bare LF", "HTTP/1.1 200 OK\r\nA: b@@\n\r\n", "field-bare-lf"},
    {"a bare CR", "HTTP/1.1 200 OK\r\nA: b@@\rc\r\n\r\n", "field-bare-cr"},
    {"a control", "HTTP/1.1 200 OK\r\nA: b@@\x01\r\n\r\n", "field-value-character"},
};

constexpr HeadCase framing[] = {
    {"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: @@3\r\n\r\n", "length-conflict"},
    {"two lengths in a line", "HTTP/1.1 200 OK\r\nContent-Length: 2, @@3\r\n\r\n", "length-conflict"},
    {"no length", "HTTP/1.1 200 OK\r\nContent-Length: @@-1\r\n\r\n", "length-invalid"},
    {"chunked and a length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n@@Transfer-Encoding: chunked\r\n\r\n",
     "transfer-encoding-and-length"},
    {"an unknown coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: @@gzip, chunked\r\n\r\n", "coding-unknown"},
    {"chunked not last", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, @@gzip\r\n\r\n", "chunked-not-last"},
    {"chunked twice", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, @@chunked\r\n\r\n", "chunked-repeated"},
    {"chunked in 1.0", "HTTP/1.0 200 OK\r\n@@Transfer-Encoding: chunked\r\n\r\n", "transfer-encoding-in-http-1-0"},
};

class Responses : public testing::TestWithParam<HeadCase> {};
TEST_P(Responses, AreReadTheSameInEveryCut) {
  if (GetParam().fault == "incomplete") {
    EXPECT_EQ(read_whole<ResponseLimits>(GetParam().bytes), "incomplete");
    expect_same_in_pieces<ResponseLimits>(GetParam().bytes);
    return;
  }
  expect_case<ResponseLimits>(GetParam());
}
INSTANTIATE_TEST_SUITE_P(InOrder, Responses, testing::ValuesIn(responses));
INSTANTIATE_TEST_SUITE_P(StatusLine, Responses, testing::ValuesIn(status_lines));
INSTANTIATE_TEST_SUITE_P(Fields, Responses, testing::ValuesIn(response_fields));
INSTANTIATE_TEST_SUITE_P(Framing, Responses, testing::ValuesIn(framing));

TEST(ResponseParser, TellsTheFramesOfHttp2) {
  const std::string frame{"\0\0\x12\4\0\0\0\0\0rest", 13};
  EXPECT_EQ(read_whole<ResponseLimits>(frame), "response-h2-frames at 0 in line 0");
  expect_same_in_pieces<ResponseLimits>(frame);
  const std::string other{"\0\0\x12\7\0\0\0\0\0", 9};
  EXPECT_EQ(read_whole<ResponseLimits>(other), "response-not-http at 0 in line 0");
  expect_same_in_pieces<ResponseLimits>(other);
}

TEST(ResponseParser, KeepsToItsLimits) {
  ResponseLimits limits{
      .max_status_line_bytes = 17, .max_fields_bytes = 16, .max_field_line_bytes = 8, .max_fields = 2};
  EXPECT_TRUE(read_whole("HTTP/1.1 200 OK\r\n\r\n", limits).starts_with("status 200 [OK]"));
  expect_case({"a long status line", "HTTP/1.1 200 OK!!@@\r\n\r\n", "response-line-too-long"}, limits);
  expect_case({"a long line", "HTTP/1.1 200 OK\r\nA: 3456\r@@\n\r\n", "field-line-too-large"}, limits);
  expect_case({"many lines", "HTTP/1.1 200 OK\r\nA:\r\nB:\r\n@@C:\r\n\r\n", "fields-too-many"}, limits);
  expect_case({"many octets", "HTTP/1.1 200 OK\r\nA: 345\r\nB: 345\r\n@@\r\n", "fields-total-too-large"}, limits);
}

struct Received {
  std::string bytes;
  std::unique_ptr<ReceivedHead> head = std::make_unique<ReceivedHead>();

  explicit Received(std::string text) : bytes{std::move(text)} {
    ResponseParser parser;
    parser.start(*head);
    EXPECT_EQ(parser.parse(bytes, ResponseLimits{}, *head), Progress::complete) << bytes;
  }
  BodyFraming framing(Method method = Method::get) const { return framing_of(*head, method); }
};

TEST(ResponseParser, FillsTheHead) {
  const Received r{
      "HTTP/1.1 302 Found it\r\nLocation: /a\r\nSet-Cookie: a=b\r\nX: y\r\nContent-Length: 3\r\n\r\nabc"};
  EXPECT_EQ(r.head->status, 302);
  EXPECT_EQ(r.head->text(r.head->phrase), "Found it");
  EXPECT_EQ(r.head->value(Field::location), "/a");
  EXPECT_EQ(r.head->value(Field::set_cookie), "a=b");
  EXPECT_EQ(r.head->lines().size(), 4u);
  EXPECT_TRUE(r.head->has_content_length);
  EXPECT_EQ(r.head->content_length, 3u);
  EXPECT_TRUE(r.head->keep_alive);
  EXPECT_FALSE(r.head->interim());
  EXPECT_EQ(r.bytes.substr(r.head->size), "abc");
}

TEST(ResponseParser, IsUsedAgain) {
  ReceivedHead head;
  ResponseParser parser;
  parser.start(head);
  EXPECT_EQ(parser.parse("HTTP/1.1 100 Continue\r\nA: b\r\n\r\n", ResponseLimits{}, head), Progress::complete);
  EXPECT_TRUE(head.interim());
  parser.start(head);
  EXPECT_EQ(parser.parse("HTTP/1.0 500\r\n\r\n", ResponseLimits{}, head), Progress::complete);
  EXPECT_EQ(head.status, 500);
  EXPECT_EQ(head.lines().size(), 0u);
  EXPECT_EQ(head.text(head.phrase), "");
}

// RFC 9112 6.3, rule by rule.
TEST(ResponseFraming, DependsOnWhatWasAsked) {
  using Kind = BodyFraming::Kind;
  const Received length{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"};
  EXPECT_EQ(length.framing(), (BodyFraming{Kind::length, 5}));
  EXPECT_EQ(length.framing(Method::head).kind, Kind::none);
  EXPECT_EQ(length.framing(Method::connect).kind, Kind::none);
  const Received refused{"HTTP/1.1 407 No\r\nContent-Length: 5\r\n\r\n"};
  EXPECT_EQ(refused.framing(Method::connect).kind, Kind::length);
  for (const std::string_view status : {"100", "103", "199", "204", "304"}) {
    const Received without{"HTTP/1.1 " + std::string{status} + " A\r\nContent-Length: 5\r\n\r\n"};
    EXPECT_EQ(without.framing().kind, Kind::none) << status;
  }
  EXPECT_EQ(Received{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"}.framing().kind, Kind::chunked);
  EXPECT_EQ(Received{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}.framing().kind, Kind::none);
  const Received open{"HTTP/1.1 200 OK\r\n\r\n"};
  EXPECT_EQ(open.framing().kind, Kind::until_close);
  EXPECT_FALSE(connection_stays(*open.head, open.framing()));
  EXPECT_TRUE(connection_stays(*open.head, open.framing(Method::head)));
  EXPECT_TRUE(connection_stays(*length.head, length.framing()));
}

TEST(ResponseFraming, TellsWhetherTheConnectionStays) {
  EXPECT_FALSE(Received{"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"}.head->keep_alive);
  EXPECT_FALSE(Received{"HTTP/1.0 200 OK\r\n\r\n"}.head->keep_alive);
  EXPECT_TRUE(Received{"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\n"}.head->keep_alive);
}

// What follows such a head is not read as content, so it would be read as the next response.
TEST(ResponseFraming, DoesNotTrustAConnectionOfContradictions) {
  EXPECT_FALSE(Received{"HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n"}.head->keep_alive);
  EXPECT_FALSE(Received{"HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n"}.head->keep_alive);
  EXPECT_TRUE(Received{"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"}.head->keep_alive);
  EXPECT_TRUE(Received{"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"}.head->keep_alive);
}

} // namespace
} // namespace responsum::codec::h1
