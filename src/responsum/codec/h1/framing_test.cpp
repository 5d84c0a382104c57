#include "responsum/codec/h1/framing.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "responsum/codec/h1/head_case.hpp"

namespace responsum::codec::h1 {
namespace {

constexpr HeadCase hosts[] = {
    {"none in 1.1", "GET / HTTP/1.1\r\nA: b\r\n@@\r\n", "host-missing"},
    {"none in 1.0", "GET / HTTP/1.0\r\nA: b\r\n\r\n", ""},
    {"none beside an absolute form", "GET http://a/ HTTP/1.1\r\n@@\r\n", "host-missing"},
    {"twice", "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n@@Host: b\r\n\r\n", "host-repeated"},
    {"twice the same", "GET / HTTP/1.1\r\nHost: a\r\n@@hOsT: a\r\n\r\n", "host-repeated"},
    {"twice in 1.0", "GET / HTTP/1.0\r\nHost: a\r\n@@Host: a\r\n\r\n", "host-repeated"},
    {"empty", "GET / HTTP/1.1\r\nHost:@@\r\n\r\n", "host-invalid"},
    {"only a port", "GET / HTTP/1.1\r\nHost: @@:80\r\n\r\n", "host-invalid"},
    {"a list", "GET / HTTP/1.1\r\nHost: a,@@ b\r\n\r\n", "host-invalid"},
    {"a user name", "GET / HTTP/1.1\r\nHost: u@@@a\r\n\r\n", "host-invalid"},
    {"a path", "GET / HTTP/1.1\r\nHost: a@@/b\r\n\r\n", "host-invalid"},
    {"a space", "GET / HTTP/1.1\r\nHost: a@@ b\r\n\r\n", "host-invalid"},
    {"a scheme", "GET / HTTP/1.1\r\nHost: http:@@//a\r\n\r\n", "host-invalid"},
    {"beyond ASCII", "GET / HTTP/1.1\r\nHost: @@\xc3\xa4\r\n\r\n", "host-invalid"},
    {"a bad port", "GET / HTTP/1.1\r\nHost: a:8@@o\r\n\r\n", "host-invalid"},
    {"a port too high", "GET / HTTP/1.1\r\nHost: a:6553@@6\r\n\r\n", "host-invalid"},
    {"a port with a sign", "GET / HTTP/1.1\r\nHost: a:@@+80\r\n\r\n", "host-invalid"},
    {"two ports", "GET / HTTP/1.1\r\nHost: a:80@@:80\r\n\r\n", "host-invalid"},
    {"an IPv6 address without brackets", "GET / HTTP/1.1\r\nHost: :@@:1\r\n\r\n", "host-invalid"},
    {"a bad IPv6 address", "GET / HTTP/1.1\r\nHost: [@@::g]\r\n\r\n", "host-invalid"},
    {"an IPv6 zone", "GET / HTTP/1.1\r\nHost: [@@fe80::1%25eth0]\r\n\r\n", "host-invalid"},
    {"an open bracket", "GET / HTTP/1.1\r\nHost: [::1@@\r\n\r\n", "host-invalid"},
    {"something behind the bracket", "GET / HTTP/1.1\r\nHost: [::1]@@a\r\n\r\n", "host-invalid"},
    {"half an encoding", "GET / HTTP/1.1\r\nHost: a@@%4\r\n\r\n", "host-invalid"},
    {"an empty port", "GET / HTTP/1.1\r\nHost: a:\r\n\r\n", ""},
    {"an IPv6 address", "GET / HTTP/1.1\r\nHost: [::ffff:192.0.2.1]:8080\r\n\r\n", ""},
    {"an underscore", "GET / HTTP/1.1\r\nHost: a_b.example\r\n\r\n", ""},
    {"an encoding", "GET / HTTP/1.1\r\nHost: a%41\r\n\r\n", ""},
    {"another host than the target's", "GET http://a/ HTTP/1.1\r\nHost: @@b\r\n\r\n", "host-disagrees"},
    {"another port than the target's", "GET http://a/ HTTP/1.1\r\nHost: @@a:8080\r\n\r\n", "host-disagrees"},
    {"the target's host in other letters", "GET http://A.Example/ HTTP/1.1\r\nHost: a.eXAMPLE\r\n\r\n", ""},
    {"the port that goes without saying", "GET https://a/ HTTP/1.1\r\nHost: a:443\r\n\r\n", ""},
    {"no port against another scheme's", "GET https://a/ HTTP/1.1\r\nHost: @@a:80\r\n\r\n", "host-disagrees"},
};

// Requests that two servers in a row might cut at different places.
constexpr HeadCase smuggling[] = {
    {"CL.TE", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n@@Transfer-Encoding: chunked\r\n\r\n",
     "transfer-encoding-and-length"},
    {"TE.CL", "POST / HTTP/1.1\r\nHost: a\r\n@@Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n",
     "transfer-encoding-and-length"},
    {"both, length of 0", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n@@transfer-encoding: chunked\r\n\r\n",
     "transfer-encoding-and-length"},
    {"both, nonsense coding", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n@@Transfer-Encoding: x\r\n\r\n",
     "transfer-encoding-and-length"},
    {"TE in 1.0", "POST / HTTP/1.0\r\n@@Transfer-Encoding: chunked\r\n\r\n", "transfer-encoding-in-http-1-0"},
    {"TE and CL in 1.0", "POST / HTTP/1.0\r\nContent-Length: 1\r\n@@Transfer-Encoding: chunked\r\n\r\n",
     "transfer-encoding-in-http-1-0"},
    {"chunked alone", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", ""},
    {"chunked in capitals", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ChUnKeD\r\n\r\n", ""},
    {"chunked behind a tab", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\tchunked\r\n\r\n", ""},
    {"chunked twice", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, @@chunked\r\n\r\n",
     "chunked-repeated"},
    {"chunked on two lines",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: @@chunked\r\n\r\n",
     "chunked-repeated"},
    {"chunked and identity", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, @@identity\r\n\r\n",
     "chunked-not-last"},
    {"chunked, then another line",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nA: b\r\nTransfer-Encoding: @@cow\r\n\r\n",
     "chunked-not-last"},
    {"identity", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: @@identity\r\n\r\n", "chunked-not-last"},
    {"xchunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: @@xchunked\r\n\r\n", "chunked-not-last"},
    {"gzip alone", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: @@gzip\r\n\r\n", "chunked-not-last"},
    {"gzip, chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: @@gzip, chunked\r\n\r\n", "coding-unknown"},
    {"unknown with parameters, chunked",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: @@x;a=b ; c = \"d,\\\"chunked\", chunked\r\n\r\n",
     "coding-unknown"},
    {"unknown and chunked on two lines",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: @@x\r\nTransfer-Encoding: chunked\r\n\r\n", "coding-unknown"},
    {"empty TE", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:@@\r\n\r\n", "transfer-encoding-syntax"},
    {"empty element before", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: @@, chunked\r\n\r\n",
     "transfer-encoding-syntax"},
    {"empty element behind", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked,@@\r\n\r\n",
     "transfer-encoding-syntax"},
    {"quoted chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: @@\"chunked\"\r\n\r\n",
     "transfer-encoding-syntax"},
    {"chunked with a parameter", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: @@chunked;q=1\r\n\r\n",
     "transfer-encoding-syntax"},
    {"a parameter without value", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x;y@@, chunked\r\n\r\n",
     "transfer-encoding-syntax"},
    {"an open quote", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x;y=\"z, chunked@@\r\n\r\n",
     "transfer-encoding-syntax"},
    {"no comma", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x @@chunked\r\n\r\n", "transfer-encoding-syntax"},
    {"chunked with text beyond ASCII", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked@@\xff\r\n\r\n",
     "transfer-encoding-syntax"},
    {"chunked and a vertical tab",
     "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: @@\x0b"
     "chunked\r\n\r\n",
     "field-value-character"},

    {"a length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", ""},
    {"zeros in front", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0005\r\n\r\n", ""},
    {"the same length twice", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", ""},
    {"the same length in a list", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5 ,\t5\r\n\r\n", ""},
    {"two lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: @@6\r\n\r\n",
     "length-conflict"},
    {"two lengths in a list", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, @@0\r\n\r\n", "length-conflict"},
    {"a length and nonsense", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: @@x\r\n\r\n",
     "length-invalid"},
    {"an empty length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:@@\r\n\r\n", "length-invalid"},
    {"an empty element", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5,@@\r\n\r\n", "length-invalid"},
    {"a plus", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: @@+5\r\n\r\n", "length-invalid"},
    {"a minus", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: @@-1\r\n\r\n", "length-invalid"},
    {"a fraction", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: @@5.0\r\n\r\n", "length-invalid"},
    {"hexadecimal", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: @@0x5\r\n\r\n", "length-invalid"},
    {"a space inside", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: @@5 6\r\n\r\n", "length-invalid"},
    {"quoted", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: @@\"5\"\r\n\r\n", "length-invalid"},
    {"an underscore", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: @@1_0\r\n\r\n", "length-invalid"},
    {"the largest", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9223372036854775807\r\n\r\n", ""},
    {"one more", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: @@9223372036854775808\r\n\r\n", "length-too-large"},
    {"wraps around 64 bits", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: @@18446744073709551621\r\n\r\n",
     "length-too-large"},
};

constexpr HeadCase order[] = {
    {"host before framing", "GET / HTTP/1.1\r\nTransfer-Encoding: x\r\nContent-Length: y\r\n@@\r\n", "host-missing"},
    {"contradiction before a bad length",
     "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: y\r\n@@Transfer-Encoding: chunked\r\n\r\n",
     "transfer-encoding-and-length"},
    {"chunked not last before unknown", "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x, @@y\r\n\r\n",
     "chunked-not-last"},
    {"an octet before all of them", "GET / HTTP/1.1\r\nContent-Length: y\r\nA@@ : b\r\n\r\n",
     "field-space-before-colon"},
    {"version before fields", "GET / HTTP/@@2.0\r\nA : b\r\n\r\n", "version-unsupported"},
};

class Framing : public testing::TestWithParam<HeadCase> {};
TEST_P(Framing, IsJudgedTheSameInEveryCut) { expect_case(GetParam()); }
INSTANTIATE_TEST_SUITE_P(Host, Framing, testing::ValuesIn(hosts));
INSTANTIATE_TEST_SUITE_P(Smuggling, Framing, testing::ValuesIn(smuggling));
INSTANTIATE_TEST_SUITE_P(Order, Framing, testing::ValuesIn(order));

bool keeps_alive(std::string_view fields, std::string_view version) {
  const std::string bytes = "GET / HTTP/" + std::string{version} + "\r\nHost: a\r\n" + std::string{fields} + "\r\n";
  auto head = std::make_unique<message::RequestHead>();
  RequestParser parser;
  parser.start(*head);
  EXPECT_EQ(parser.parse(bytes, {}, *head), Progress::complete);
  return head->keep_alive;
}

TEST(KeepAlive, FollowsVersionAndConnection) {
  EXPECT_TRUE(keeps_alive("", "1.1"));
  EXPECT_FALSE(keeps_alive("", "1.0"));
  EXPECT_TRUE(keeps_alive("Connection: keep-alive\r\n", "1.0"));
  EXPECT_TRUE(keeps_alive("Connection: TE, Keep-Alive\r\n", "1.0"));
  EXPECT_FALSE(keeps_alive("Connection: close\r\n", "1.1"));
  EXPECT_FALSE(keeps_alive("Connection: , Upgrade ,CLOSE\r\n", "1.1"));
  EXPECT_FALSE(keeps_alive("Connection: keep-alive\r\nA: b\r\nConnection: close\r\n", "1.1"));
  EXPECT_FALSE(keeps_alive("Connection: close, keep-alive\r\n", "1.0"));
  EXPECT_TRUE(keeps_alive("Connection: closed\r\n", "1.1"));
  EXPECT_FALSE(keeps_alive("Connection: keep-alives\r\n", "1.0"));
}

} // namespace
} // namespace responsum::codec::h1
