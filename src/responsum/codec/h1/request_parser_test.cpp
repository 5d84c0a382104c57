#include "responsum/codec/h1/request_parser.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "responsum/codec/h1/head_case.hpp"

namespace responsum::codec::h1 {
namespace {

using namespace std::string_view_literals;
using message::Field;
using message::Method;
using message::RequestHead;
using message::TargetForm;
using message::Version;

struct Read {
  explicit Read(std::string_view bytes, const Limits& limits = {}) : text{bytes} {
    parser.start(*head);
    progress = parser.parse(text, limits, *head);
  }
  std::string_view slice(message::Slice s) const { return head->text(s); }

  std::string text;
  std::unique_ptr<RequestHead> head = std::make_unique<RequestHead>();
  RequestParser parser;
  Progress progress;
};

constexpr HeadCase in_order[] = {
    {"the smallest", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {"followed by something else", "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n", ""},
    {"1.0 without fields", "GET / HTTP/1.0\r\n\r\n", ""},
    {"a higher minor version", "GET / HTTP/1.7\r\nHost: a\r\n\r\n", ""},
    {"an empty line before", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {"four empty lines before", "\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {"an unknown method", "FROB /x HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {"the longest method", "PROPPATCH / HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {"no space behind a colon", "GET / HTTP/1.1\r\nHost:a\r\nA:b\r\n\r\n", ""},
    {"blanks around a value", "GET / HTTP/1.1\r\nHost: \t a \t \r\n\r\n", ""},
    {"empty values", "GET / HTTP/1.1\r\nHost: a\r\nA:\r\nB:   \t\r\n\r\n", ""},
    {"every token character in a name", "GET / HTTP/1.1\r\nHost: a\r\n!#$%&'*+-.^_`|~09azAZ: x\r\n\r\n", ""},
    {"text beyond ASCII in a value", "GET / HTTP/1.1\r\nHost: a\r\nA: \xc3\xa4\x80\xff\r\n\r\n", ""},
    {"a tab in a value", "GET / HTTP/1.1\r\nHost: a\r\nA: b\tc\r\n\r\n", ""},
    {"colons in a value", "GET / HTTP/1.1\r\nHost: a:80\r\nA: :::\r\n\r\n", ""},
    {"what browsers leave unencoded", "GET /a[b]|?x=[]^`{|}\\ HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {"an asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {"CONNECT", "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n", ""},
    {"CONNECT to an IPv6 address", "CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: x\r\n\r\n", ""},
    {"absolute form", "GET http://a:8080/b?c HTTP/1.1\r\nHost: a:8080\r\n\r\n", ""},
    {"absolute form without path", "GET http://a HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {"absolute form, query at once", "GET http://a?b HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {"absolute form of another scheme", "GET coap+tcp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {"two slashes begin a path", "GET //a/b HTTP/1.1\r\nHost: a\r\n\r\n", ""},
};

constexpr HeadCase request_line_faults[] = {
    {"five empty lines", "\r\n\r\n\r\n\r\n@@\r\nGET / HTTP/1.1\r\n", "empty-lines"},
    {"a bare LF before", "@@\nGET / HTTP/1.1\r\n", "request-line-bare-lf"},
    {"a bare CR before", "@@\rGET / HTTP/1.1\r\n", "request-line-bare-cr"},
    {"a space before the method", "@@ GET / HTTP/1.1\r\n", "method-character"},
    {"a TLS handshake", "@@\x16\x03\x01\x02"sv, "tls-bytes"},
    {"something that begins like TLS", "@@\x16GET / HTTP/1.1\r\n"sv, "method-character"},
    {"a TLS record behind an empty line", "\r\n@@\x16\x03\x01"sv, "method-character"},
    {"an SSH client", "SSH-2.0-O@@penSSH_9\r\n", "method-too-long"},
    {"HTTP/2 with prior knowledge", "@@PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "h2-preface"},
    {"nearly HTTP/2", "PRI @@* HTTP/2.1\r\n\r\n", "target-form"},
    {"a colon in the method", "GET@@: / HTTP/1.1\r\n", "method-character"},
    {"a method beyond ASCII", "G@@\xc3\x8bT / HTTP/1.1\r\n", "method-character"},
    {"a NUL in the method", "G@@\0T / HTTP/1.1\r\n"sv, "method-character"},
    {"a tab behind the method", "GET@@\t/ HTTP/1.1\r\n", "method-character"},
    {"a method too long", "PROPPATCH@@X / HTTP/1.1\r\n", "method-too-long"},
    {"only a method", "GET@@\r\n", "request-line-incomplete"},
    {"a method and LF", "GET@@\n", "request-line-bare-lf"},
    {"a method and CR", "GET@@\r/", "request-line-bare-cr"},
    {"a method and a space", "GET @@\r\n", "request-line-incomplete"},
    {"two spaces before the target", "GET @@ / HTTP/1.1\r\n", "request-line-extra-space"},
    {"HTTP/0.9", "GET /index.html@@\r\n", "http-0-9"},
    {"HTTP/0.9 with another method", "POST /index.html@@\r\n", "request-line-incomplete"},
    {"HTTP/0.9 with LF", "GET /@@\n", "request-line-bare-lf"},
    {"a CR in the target", "GET /a@@\rb HTTP/1.1\r\n", "request-line-bare-cr"},
    {"no version behind the space", "GET / @@\r\n", "request-line-incomplete"},
    {"two spaces before the version", "GET / @@ HTTP/1.1\r\n", "version-syntax"},
    {"a space in the target", "GET /a @@b HTTP/1.1\r\n", "version-syntax"},
    {"a version in lower case", "GET / @@http/1.1\r\n", "version-syntax"},
    {"another protocol", "GET / HTTP@@S/1.1\r\n", "version-syntax"},
    {"no minor version", "GET / HTTP/1@@\r\n", "version-syntax"},
    {"a version of two digits", "GET / HTTP/1@@1.1\r\n", "version-syntax"},
    {"a minor version of two digits", "GET / HTTP/1.1@@0\r\n", "request-line-trailing"},
    {"a version with LF", "GET / HTTP/1.1@@\n", "request-line-bare-lf"},
    {"a version with CR", "GET / HTTP/1.1@@\rHost: a\r\n", "request-line-bare-cr"},
    {"a short version with LF", "GET / HTTP/1@@\n", "request-line-bare-lf"},
    {"a space behind the version", "GET / HTTP/1.1@@ \r\n", "request-line-trailing"},
    {"HTTP/2.0", "GET / HTTP/@@2.0\r\nHost: a\r\n\r\n", "version-unsupported"},
    {"HTTP/3.0", "GET / HTTP/@@3.0\r\n: bad\r\n", "version-unsupported"},
    {"HTTP/0.9 by name", "GET / HTTP/@@0.9\r\n", "version-unsupported"},
};

constexpr HeadCase target_faults[] = {
    {"a fragment", "GET /a@@#b HTTP/1.1\r\n", "target-fragment"},
    {"a fragment behind a query", "GET /a?b@@#c HTTP/1.1\r\n", "target-fragment"},
    {"a quote", "GET /a@@\"b HTTP/1.1\r\n", "target-character"},
    {"an angle", "GET /a?@@<script> HTTP/1.1\r\n", "target-character"},
    {"a backslash in the path", "GET /a@@\\b HTTP/1.1\r\n", "target-character"},
    {"text beyond ASCII", "GET /a@@\xc3\xa4 HTTP/1.1\r\n", "target-character"},
    {"a tab", "GET /a@@\t HTTP/1.1\r\n", "target-character"},
    {"a NUL", "GET /a@@\0 HTTP/1.1\r\n"sv, "target-character"},
    {"a DEL", "GET /a?@@\x7f HTTP/1.1\r\n", "target-character"},
    {"an asterisk with GET", "GET @@* HTTP/1.1\r\n", "target-form"},
    {"an asterisk and more", "OPTIONS @@*/x HTTP/1.1\r\n", "target-form"},
    {"a relative path", "GET @@index.html HTTP/1.1\r\n", "target-form"},
    {"authority form with GET", "GET @@a.example:80 HTTP/1.1\r\n", "target-form"},
    {"only a query", "GET @@?a HTTP/1.1\r\n", "target-form"},
    {"a scheme without authority", "GET @@mailto:x HTTP/1.1\r\n", "target-form"},
    {"a scheme with a digit in front", "GET @@1http://a/ HTTP/1.1\r\n", "target-form"},
    {"an absolute form without host", "GET http://@@/x HTTP/1.1\r\n", "target-authority"},
    {"an absolute form with only a port", "GET http://@@:80/x HTTP/1.1\r\n", "target-authority"},
    {"an absolute form with a bad host", "GET http://a@@|b/x HTTP/1.1\r\n", "target-authority"},
    {"an absolute form with a bad port", "GET http://a:@@b/x HTTP/1.1\r\n", "target-authority"},
    {"a user name", "GET http://user@@@a/x HTTP/1.1\r\n", "target-userinfo"},
    {"CONNECT with a path", "CONNECT @@/x HTTP/1.1\r\n", "target-form"},
    {"CONNECT with an absolute form", "CONNECT http:@@//a/ HTTP/1.1\r\n", "target-form"},
    {"CONNECT with an asterisk", "CONNECT *@@ HTTP/1.1\r\n", "target-port"},
    {"CONNECT without port", "CONNECT a@@ HTTP/1.1\r\n", "target-port"},
    {"CONNECT with an empty port", "CONNECT a@@: HTTP/1.1\r\n", "target-port"},
    {"CONNECT with port 0", "CONNECT a@@:0 HTTP/1.1\r\n", "target-port"},
    {"CONNECT with a port too high", "CONNECT a:6553@@6 HTTP/1.1\r\n", "target-port"},
    {"CONNECT without host", "CONNECT @@:443 HTTP/1.1\r\n", "target-authority"},
    {"CONNECT to an open bracket", "CONNECT [::1@@ HTTP/1.1\r\n", "target-authority"},
};

constexpr HeadCase field_faults[] = {
    {"white space before the first field", "GET / HTTP/1.1\r\n@@ Host: a\r\n\r\n", "field-space-before-first"},
    {"a folded line", "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n@@ c\r\n\r\n", "field-fold"},
    {"a line folded by a tab", "GET / HTTP/1.1\r\nHost: a\r\n@@\tContent-Length: 5\r\n\r\n", "field-fold"},
    {"a folded empty line", "GET / HTTP/1.1\r\nHost: a\r\n@@ \r\n\r\n", "field-fold"},
    {"a space before the colon", "GET / HTTP/1.1\r\nHost@@ : a\r\n\r\n", "field-space-before-colon"},
    {"a tab before the colon", "GET / HTTP/1.1\r\nContent-Length@@\t: 5\r\n\r\n", "field-space-before-colon"},
    {"a space in a name", "GET / HTTP/1.1\r\nTransfer@@ Encoding: chunked\r\n\r\n", "field-space-before-colon"},
    {"no name", "GET / HTTP/1.1\r\n@@: a\r\n\r\n", "field-name-empty"},
    {"a slash in a name", "GET / HTTP/1.1\r\nA@@/b: c\r\n\r\n", "field-name-character"},
    {"a name beyond ASCII", "GET / HTTP/1.1\r\nA@@\xc3\xa4: c\r\n\r\n", "field-name-character"},
    {"a vertical tab in a name", "GET / HTTP/1.1\r\nHost: a\r\n@@\x0bTransfer-Encoding: chunked\r\n\r\n",
     "field-name-character"},
    {"no colon", "GET / HTTP/1.1\r\nHost@@\r\n\r\n", "field-colon-missing"},
    {"a NUL in a name", "GET / HTTP/1.1\r\nHo@@\0st: a\r\n\r\n"sv, "field-nul"},
    {"a NUL in a value", "GET / HTTP/1.1\r\nHost: a@@\0b\r\n\r\n"sv, "field-nul"},
    {"a NUL ends a value", "GET / HTTP/1.1\r\nHost: a@@\0\r\n\r\n"sv, "field-nul"},
    {"a bare CR in a value", "GET / HTTP/1.1\r\nHost: a@@\rTransfer-Encoding: chunked\r\n\r\n", "field-bare-cr"},
    {"a bare CR in a name", "GET / HTTP/1.1\r\nHo@@\rst: a\r\n\r\n", "field-bare-cr"},
    {"two CRs", "GET / HTTP/1.1\r\nHost: a@@\r\r\n\r\n", "field-bare-cr"},
    {"a bare LF ends a line", "GET / HTTP/1.1\r\nHost: a@@\nA: b\r\n\r\n", "field-bare-lf"},
    {"a bare LF ends a name", "GET / HTTP/1.1\r\nHost@@\n\r\n", "field-bare-lf"},
    {"a bare LF ends the head", "GET / HTTP/1.1\r\nHost: a\r\n@@\n", "field-bare-lf"},
    {"a CR and something at the end", "GET / HTTP/1.1\r\nHost: a\r\n@@\rGET / HTTP/1.1\r\n\r\n", "field-bare-cr"},
    {"a vertical tab in a value", "GET / HTTP/1.1\r\nA: b@@\x0b\r\n\r\n", "field-value-character"},
    {"a DEL in a value", "GET / HTTP/1.1\r\nA: @@\x7f\r\n\r\n", "field-value-character"},
    {"an escape in a value", "GET / HTTP/1.1\r\nA: @@\x1b[2J\r\n\r\n", "field-value-character"},
};

class Heads : public testing::TestWithParam<HeadCase> {};
TEST_P(Heads, AreReadTheSameInEveryCut) { expect_case(GetParam()); }
INSTANTIATE_TEST_SUITE_P(InOrder, Heads, testing::ValuesIn(in_order));
INSTANTIATE_TEST_SUITE_P(RequestLine, Heads, testing::ValuesIn(request_line_faults));
INSTANTIATE_TEST_SUITE_P(Target, Heads, testing::ValuesIn(target_faults));
INSTANTIATE_TEST_SUITE_P(Fields, Heads, testing::ValuesIn(field_faults));

TEST(RequestParser, FillsTheHeadOfAnOriginForm) {
  const Read read{
      "\r\nPOST /a/b%20c?d=e?f HTTP/1.0\r\nhOST:  x.example:81 \r\nA: 1\r\nA: 2\r\nContent-Length: 3\r\n\r\nxyz"};
  ASSERT_EQ(read.progress, Progress::complete);
  const RequestHead& head = *read.head;
  EXPECT_EQ(head.method, Method::post);
  EXPECT_EQ(read.slice(head.method_text), "POST");
  EXPECT_EQ(head.version, Version::http_1_0);
  EXPECT_EQ(read.slice(head.version_text), "HTTP/1.0");
  EXPECT_EQ(head.target_form, TargetForm::origin);
  EXPECT_EQ(read.slice(head.target), "/a/b%20c?d=e?f");
  EXPECT_EQ(read.slice(head.path), "/a/b%20c");
  EXPECT_EQ(read.slice(head.query), "d=e?f");
  EXPECT_EQ(read.slice(head.authority), "x.example:81");
  EXPECT_EQ(head.lines().size(), 4u);
  EXPECT_EQ(head.value(Field::host), "x.example:81");
  EXPECT_EQ(read.slice(head.lines()[2].value), "2");
  EXPECT_TRUE(head.has_content_length);
  EXPECT_EQ(head.content_length, 3u);
  EXPECT_EQ(head.size, read.text.size() - 3);
}

TEST(RequestParser, FillsTheHeadOfAnAbsoluteForm) {
  const Read read{"GET HTTP://X.example:80/a?b HTTP/1.1\r\nHost: x.example\r\n\r\n"};
  ASSERT_EQ(read.progress, Progress::complete);
  EXPECT_EQ(read.head->target_form, TargetForm::absolute);
  EXPECT_EQ(read.slice(read.head->scheme), "HTTP");
  EXPECT_EQ(read.slice(read.head->authority), "X.example:80");
  EXPECT_EQ(read.slice(read.head->path), "/a");
  EXPECT_EQ(read.slice(read.head->query), "b");
}

TEST(RequestParser, KeepsNothingOfTheRequestBefore) {
  Read read{"PUT http://a/b?c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"};
  ASSERT_EQ(read.progress, Progress::complete);
  read.parser.start(*read.head);
  const std::string_view next = "OPTIONS * HTTP/1.1\r\nHost: z\r\n\r\n";
  ASSERT_EQ(read.parser.parse(next, {}, *read.head), Progress::complete);
  EXPECT_EQ(describe(read.parser, Progress::complete, *read.head), read_whole(next));
}

TEST(RequestParser, StaysWhatItBecame) {
  Read whole{"GET / HTTP/1.0\r\n\r\n"};
  EXPECT_EQ(whole.parser.parse(whole.text, {}, *whole.head), Progress::complete);
  Read wrong{"GET / HTTP/2.0\r\n\r\n"};
  EXPECT_EQ(wrong.progress, Progress::faulty);
  EXPECT_EQ(wrong.parser.parse(wrong.text, {}, *wrong.head), Progress::faulty);
  EXPECT_EQ(wrong.parser.fault(), Fault::version_unsupported);
}

TEST(RequestParser, AFaultKeepsWhatWasUnderstood) {
  const Read read{"PUT /x HTTP/1.1\r\nA: b\r\nC : d\r\n\r\n"};
  ASSERT_EQ(read.progress, Progress::faulty);
  EXPECT_EQ(read.head->method, Method::put);
  EXPECT_EQ(read.slice(read.head->path), "/x");
  EXPECT_EQ(read.head->lines().size(), 1u);
}

constexpr Limits tight_for_heads{.max_target_bytes = 8,
                                 .max_fields_bytes = 40,
                                 .max_field_line_bytes = 20,
                                 .max_fields = 3,
                                 .max_method_bytes = 4};

constexpr HeadCase at_the_limits[] = {
    {"method fits", "POST / HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {"method too long", "TRAC@@E / HTTP/1.1\r\n", "method-too-long"},
    {"target fits", "GET /2345678 HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    {"target too long", "GET /2345678@@9 HTTP/1.1\r\n", "target-too-long"},
    {"query too long", "GET /?345678@@9 HTTP/1.1\r\n", "target-too-long"},
    {"a wrong octet before the limit wins", "GET /2@@#45678901 HTTP/1.1\r\n", "target-fragment"},
    {"line fits", "GET / HTTP/1.1\r\nHost: a\r\nA: 456789012345678\r\n\r\n", ""},
    {"line too long", "GET / HTTP/1.1\r\nHost: a\r\nA: 45678901234567890@@1\r\n\r\n", "field-line-too-large"},
    {"line too long by its LF", "GET / HTTP/1.1\r\nHost: a\r\nA: 4567890123456789\r@@\n\r\n", "field-line-too-large"},
    {"name too long", "GET / HTTP/1.1\r\nHost: a\r\nA2345678901234567890@@1: b\r\n\r\n", "field-line-too-large"},
    {"all fits", "GET / HTTP/1.1\r\nHost: a\r\nA: 4567890123\r\nB: 456789012\r\n\r\n", ""},
    {"all too large by one octet", "GET / HTTP/1.1\r\nHost: a\r\nA: 4567890123\r\nB: 4567890123\r\n\r@@\n",
     "fields-total-too-large"},
    {"all too large in a line", "GET / HTTP/1.1\r\nHost: a\r\nA: 4567890123\r\nB: 4567890123456@@78\r\n\r\n",
     "fields-total-too-large"},
    {"as many as allowed", "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\nC: d\r\n\r\n", ""},
    {"one too many", "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\nC: d\r\n@@E: f\r\n\r\n", "fields-too-many"},
};

class HeadsAtTheLimits : public testing::TestWithParam<HeadCase> {};
TEST_P(HeadsAtTheLimits, AreReadTheSameInEveryCut) { expect_case(GetParam(), tight_for_heads); }
INSTANTIATE_TEST_SUITE_P(Tight, HeadsAtTheLimits, testing::ValuesIn(at_the_limits));

TEST(RequestParser, TellsWhichLineIsTooLarge) {
  const Read read{"GET / HTTP/1.1\r\nHost: a\r\nCookie: " + std::string(20000, 'x') + "\r\n\r\n"};
  ASSERT_EQ(read.progress, Progress::faulty);
  EXPECT_EQ(read.parser.fault(), Fault::field_line_too_large);
  EXPECT_EQ(read.text.substr(read.parser.line_offset(), 7), "Cookie:");
}

TEST(RequestParser, NeverHoldsMoreLinesThanAHeadCan) {
  Limits generous;
  generous.max_fields = 1000;
  std::string bytes = "GET / HTTP/1.1\r\n";
  for (std::size_t i = 0; i < RequestHead::max_lines; ++i) bytes += "A: b\r\n";
  EXPECT_TRUE(read_whole(bytes + "B: c\r\n", generous).starts_with("fields-too-many"));
}

// Long enough for every width of block, with the odd octet at every place in it.
TEST(RequestParser, FindsAnOddOctetWhereverItStands) {
  for (std::size_t at = 0; at < 80; ++at) {
    std::string value(80, 'v');
    value[at] = '\x01';
    const std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\nA: " + value + "\r\n\r\n";
    EXPECT_TRUE(read_whole(bytes).starts_with("field-value-character at " + std::to_string(28 + at) + " "));
    std::string path(80, 'p');
    path[at] = '<';
    EXPECT_TRUE(read_whole("GET /" + path + " HTTP/1.1\r\n")
                    .starts_with("target-character at " + std::to_string(5 + at) + " "));
  }
}

} // namespace
} // namespace responsum::codec::h1
