#include "runner/request_reader.hpp"

#include <gtest/gtest.h>

namespace responsum::wire {
namespace {

std::string told(const FieldLines& fields) {
  std::string text;
  for (const auto& [name, value] : fields) text += name + "=" + value + ";";
  return text;
}

struct Teller {
  std::string operator()(const RequestHead& h) const {
    return h.method + " " + h.authority + " " + h.path + " " + told(h.fields) + (h.has_content ? "+" : "") + "\n";
  }
  std::string operator()(const RequestContent& c) const { return "[" + c.octets + "]"; }
  std::string operator()(const RequestEnd& e) const { return "end " + told(e.trailers) + "\n"; }
};

std::string told(RequestReader& reader, std::string_view octets) {
  const auto events = reader.read(octets);
  if (!events) return "unsound: " + events.error();
  std::string text;
  for (const RequestEvent& event : *events) text += std::visit(Teller{}, event);
  return text;
}

std::string told(std::string_view octets) {
  RequestReader reader;
  return told(reader, octets);
}

std::string with(std::string_view fields) { return told("GET / HTTP/1.1\r\n" + std::string{fields} + "\r\n"); }

bool is_unsound(const std::string& text) { return text.starts_with("unsound: "); }

TEST(RequestReader, ReadsHeadsOneAfterTheOther) {
  EXPECT_EQ(told("GET /a?b HTTP/1.1\r\nHost: h\r\nX-A:  b \r\n\r\nHEAD / HTTP/1.1\r\nhost: i:8\r\n\r\n"),
            "GET h /a?b x-a=b;\nHEAD i:8 / \n");
}

TEST(RequestReader, ReadsWhateverThePieces) {
  const std::string octets = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                             "3;a=b\r\nabc\r\nA\r\n0123456789\r\n0\r\nX-T: u\r\n\r\n"
                             "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nde"
                             "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  RequestReader reader;
  std::string text;
  for (const char octet : octets) text += told(reader, {&octet, 1});
  EXPECT_EQ(text, "PUT h / +\n[a][b][c][0][1][2][3][4][5][6][7][8][9]end x-t=u;\n"
                  "PUT h / content-length=2;+\n[d][e]end \nGET h / \n");
  EXPECT_EQ(told(octets), "PUT h / +\n[abc][0123456789]end x-t=u;\n"
                          "PUT h / content-length=2;+\n[de]end \nGET h / \n");
}

TEST(RequestReader, KnowsWhetherAHeadHasBegun) {
  RequestReader reader;
  EXPECT_FALSE(reader.in_head());
  EXPECT_EQ(told(reader, "PUT / HT"), "");
  EXPECT_TRUE(reader.in_head());
  EXPECT_EQ(told(reader, "TP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\na"), "PUT h / content-length=2;+\n[a]");
  EXPECT_FALSE(reader.in_head());
}

TEST(RequestReader, LeavesAwayWhatIsOfTheConnection) {
  EXPECT_EQ(with("Host: h\r\nConnection: close, X-Hop\r\nx-hop: 1\r\nKeep-Alive: 1\r\nUpgrade: a\r\nTE: gzip\r\n"
                 "Proxy-Connection: a\r\nX-End: 1\r\n"),
            "GET h / x-end=1;\n");
  EXPECT_EQ(with("Host: h\r\nTE: trailers\r\n"), "GET h / te=trailers;\n");
}

TEST(RequestReader, TakesTheFormsOfATarget) {
  EXPECT_EQ(told("GET HTTP://S.test:80/a HTTP/1.1\r\nHost: s.test\r\n\r\n"), "GET S.test:80 /a \n");
  EXPECT_EQ(told("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n"), "OPTIONS h * \n");
  for (const char* line :
       {"GET * HTTP/1.1", "GET a HTTP/1.1", "GET /#a HTTP/1.1", "GET http://other/ HTTP/1.1", "GET  / HTTP/1.1",
        "GET / a HTTP/1.1", "G@T / HTTP/1.1", "GET / HTTP/1.0", "GET / http/1.1", "GET / HTTP/1.1 ", "GET /", ""})
    EXPECT_TRUE(is_unsound(told(std::string{line} + "\r\nHost: h\r\n\r\n"))) << line;
}

TEST(RequestReader, RefusesWhatIsNoSoundHead) {
  for (const char* fields :
       {"", "Host: h\r\nHost: h\r\n", "Host:\r\n", "Host: a/b\r\n", "Host: h\r\n a: b\r\n", "Host: h\r\na : b\r\n",
        "Host: h\r\n: b\r\n", "Host: h\r\na\r\n", "Host: h\r\na: b\rc\r\n", "Host: h\r\na: \x01\r\n",
        "Host: h\r\na: b\nc: d\r\n", "Host: h\r\nContent-Length: +1\r\n", "Host: h\r\nContent-Length: 1, 1\r\n",
        "Host: h\r\nContent-Length: 99999999999999999999\r\n",
        "Host: h\r\nContent-Length: 0\r\nContent-Length: 0\r\n",
        "Host: h\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n", "Host: h\r\nTransfer-Encoding: gzip\r\n"})
    EXPECT_TRUE(is_unsound(with(fields))) << fields;
  EXPECT_TRUE(is_unsound(with(std::string{"Host: h\r\na: b\0c\r\n", 17})));
}

TEST(RequestReader, RefusesWhatAreNoSoundChunks) {
  for (const char* chunks : {"x\r\n", "+3\r\nabc\r\n0\r\n\r\n", "-3\r\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n",
                             "3\nabc\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFFF\r\n", "0\r\nno field\r\n\r\n"})
    EXPECT_TRUE(
        is_unsound(told("GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string{chunks})))
        << chunks;
}

} // namespace
} // namespace responsum::wire
