#include "responsum/access/cors.hpp"

#include <gtest/gtest.h>

#include "responsum/codec/h1/request_parser.hpp"

namespace responsum::access {
namespace {

using decision::CorsRefusal;

class CorsTest : public testing::Test {
 protected:
  decision::CorsFacts come(const std::string& method, const std::string& fields) {
    bytes = method + " / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
    codec::h1::RequestParser parser;
    parser.start(head);
    EXPECT_EQ(parser.parse(bytes, codec::h1::Limits{}, head), codec::h1::Progress::complete);
    head.join_repeated(arena);
    return check(cors, head);
  }
  decision::CorsFacts preflight(const std::string& origin, const std::string& method, const std::string& more = {}) {
    return come("OPTIONS", "Origin: " + origin + "\r\nAccess-Control-Request-Method: " + method + "\r\n" + more);
  }

  Cors cors{.origins = {"https://app.example"},
            .methods = {message::Method::get, message::Method::put},
            .headers = {"x-one", "content-type"}};
  base::Arena arena;
  std::string bytes;
  message::RequestHead head;
};

TEST_F(CorsTest, ConcernsWhoNamesAnOrigin) {
  EXPECT_TRUE(come("GET", "").configured);
  EXPECT_FALSE(come("GET", "").origin_allowed);
  EXPECT_TRUE(come("GET", "Origin: https://app.example\r\n").origin_allowed);
  EXPECT_FALSE(come("OPTIONS", "Origin: https://app.example\r\n").preflight);
  EXPECT_FALSE(come("GET", "Origin: https://app.example\r\nAccess-Control-Request-Method: GET\r\n").preflight);
  for (const char* origin : {"https://app.example.evil", "http://app.example", "null", "https://APP.example",
                             "https://app.example:444", "*"})
    EXPECT_FALSE(come("GET", std::string{"Origin: "} + origin + "\r\n").origin_allowed) << origin;
  EXPECT_FALSE(come("GET", "Origin: https://app.example\r\nOrigin: https://evil.example\r\n").origin_allowed);
}

TEST_F(CorsTest, SaysWhatOfAPreflightIsRefused) {
  EXPECT_EQ(
      preflight("https://app.example", "PUT", "Access-Control-Request-Headers: X-One, content-type\r\n").refusal,
      CorsRefusal::none);
  EXPECT_EQ(preflight("https://evil.example", "PUT").refusal, CorsRefusal::origin);
  const auto method = preflight("https://app.example", "DELETE");
  EXPECT_EQ(method.refusal, CorsRefusal::method);
  EXPECT_EQ(method.refused, "DELETE");
  EXPECT_EQ(preflight("https://app.example", "put").refusal, CorsRefusal::method); // methods have a case
  const auto header = preflight("https://app.example", "PUT", "Access-Control-Request-Headers: x-one,x-two\r\n");
  EXPECT_EQ(header.refusal, CorsRefusal::header);
  EXPECT_EQ(header.refused, "x-two");
}

TEST_F(CorsTest, TakesAllWhereThatIsSaid) {
  cors.origins = {"*"};
  cors.headers = {"*"};
  EXPECT_EQ(preflight("null", "GET", "Access-Control-Request-Headers: anything\r\n").refusal, CorsRefusal::none);
}

TEST(Origins, AreASchemeAHostAndAPort) {
  for (const char* text : {"https://a.example", "http://a.example:8080", "https://[::1]:1"})
    EXPECT_TRUE(is_origin(text)) << text;
  for (const char* text : {"", "a.example", "https://", "https://a.example/", "ftp://a.example", "https://A.example",
                           "https://a b", "https://a?b"})
    EXPECT_FALSE(is_origin(text)) << text;
}

} // namespace
} // namespace responsum::access
