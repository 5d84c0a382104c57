#include "runner/response.hpp"

#include <gtest/gtest.h>

namespace responsum::wire {
namespace {

std::string nowhere(std::string_view, std::string_view) { return {}; }

Response parsed(std::string_view octets, std::string_view method = "GET", bool ended = false) {
  const auto response = parse_response(octets, method, ended);
  if (!response) ADD_FAILURE() << response.error();
  return response && *response ? **response : Response{};
}

bool incomplete(std::string_view octets, std::string_view method = "GET") {
  const auto response = parse_response(octets, method, false);
  return response && !*response;
}

bool refused(std::string_view octets) { return !parse_response(octets, "GET", true); }

TEST(ParseResponse, ReadsContentOfKnownLength) {
  const Response r = parsed("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nVary: a\r\nvary: b\r\n\r\nabcHTTP");
  EXPECT_EQ(r.status_line, "HTTP/1.1 200 OK");
  EXPECT_EQ(r.body, "abc");
  EXPECT_EQ(r.octets,
            std::string_view{"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nVary: a\r\nvary: b\r\n\r\nabc"}.size());
  EXPECT_EQ(r.values("VARY"), (std::vector<std::string>{"a", "b"}));
}

TEST(ParseResponse, WaitsForEveryOctet) {
  const std::string_view whole = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";
  for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_TRUE(incomplete(whole.substr(0, i))) << i;
  EXPECT_FALSE(incomplete(whole));
}

TEST(ParseResponse, ReadsChunks) {
  const std::string_view whole =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789"
      "\r\n0\r\nTrailer: a\r\n\r\n";
  EXPECT_EQ(parsed(whole).body, "abc0123456789");
  EXPECT_EQ(parsed(whole).octets, whole.size());
  ASSERT_EQ(parsed(whole).trailers.size(), 1U);
  EXPECT_EQ(parsed(whole).trailers[0].second, "a");
  for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_TRUE(incomplete(whole.substr(0, i))) << i;
}

TEST(ParseResponse, ReadsToTheCloseWhereNothingElseDelimits) {
  EXPECT_TRUE(incomplete("HTTP/1.0 200 OK\r\n\r\nab"));
  const Response r = parsed("HTTP/1.0 200 OK\r\n\r\nab", "GET", true);
  EXPECT_EQ(r.body, "ab");
  EXPECT_TRUE(r.ends_with_close);
}

TEST(ParseResponse, KnowsWhatHasNoContent) {
  EXPECT_EQ(parsed("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "HEAD").body, "");
  EXPECT_EQ(parsed("HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\nabc").body, "");
  EXPECT_EQ(parsed("HTTP/1.1 204 No Content\r\n\r\nabc").body, "");
  EXPECT_EQ(parsed("HTTP/1.1 100 Continue\r\n\r\nabc").body, "");
}

TEST(ParseResponse, RefusesBrokenFraming) {
  EXPECT_TRUE(refused("HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\n\r\nabc"));
  EXPECT_TRUE(refused("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"));
  EXPECT_TRUE(refused("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
  EXPECT_TRUE(refused("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n\r\n"));
  EXPECT_TRUE(refused("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n"));
  EXPECT_TRUE(refused("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"));
}

TEST(ParseResponse, RefusesBrokenHeads) {
  EXPECT_TRUE(refused("HTTP/1.1 200\r\n\r\n"));
  EXPECT_TRUE(refused("HTTP/2 200 OK\r\n\r\n"));
  EXPECT_TRUE(refused("HTTP/1.1 600 OK\r\n\r\n"));
  EXPECT_TRUE(refused("HTTP/1.1 200 OK\r\nA : b\r\n\r\n"));
  EXPECT_TRUE(refused("HTTP/1.1 200 OK\r\nA: b\nC: d\r\n\r\n"));
  EXPECT_TRUE(refused("HTTP/1.1 200 OK\r\nA: \x01\r\n\r\n"));
}

// Each line of an expectation, held against a response that differs in that line.
std::vector<std::string> differences(std::string_view expectation, const Response& response) {
  const auto script = parse_script("rule: a\n<<<\n" + std::string{expectation});
  if (!script) ADD_FAILURE() << script.error().text;
  return mismatches(std::get<Expectation>(script->steps.at(0)), response, nowhere, {});
}

const Response sample{
    "HTTP/1.1 200 OK", {{"Vary", "Accept"}, {"Vary", "Range"}, {"ETag", "\"a\""}}, "body", false, 0};

TEST(Repeatable, IsWithoutWhatChanges) {
  const auto at = [](const std::string& date, const std::string& exchange) {
    return repeatable({"HTTP/1.1 404 Not Found",
                       {{"Date", date}, {"Responsum-Verdict", "fs.none;exchange=\"" + exchange + "\""}},
                       "not found, " + exchange,
                       false,
                       0});
  };
  EXPECT_EQ(at("now", "a1"), at("later", "b22"));
  EXPECT_EQ(at("now", "a1"), "HTTP/1.1 404 Not Found\nDate: *\nResponsum-Verdict: fs.none;exchange=\"*\"\n\n"
                             "not found, *");
  EXPECT_NE(repeatable({"HTTP/1.1 200 OK", {}, "a", false, 0}), repeatable({"HTTP/1.1 200 OK", {}, "b", false, 0}));
}

TEST(Mask, CoversFieldsAndWhatRepeatsThem) {
  Response response{
      "HTTP/1.1 412 Precondition Failed", {{"etag", "\"a1\""}, {"Vary", "A"}}, "it is \"a1\"", false, 0};
  mask(response, {"ETag"});
  EXPECT_EQ(repeatable(response), "HTTP/1.1 412 Precondition Failed\netag: *\nVary: A\n\nit is *");
}

// An offset may be part of the exchange's id by chance.
TEST(Mask, LeavesWhatTheValueIsAPartOf) {
  Response response{
      "HTTP/1.1 204 No Content", {{"Upload-Offset", "100"}}, "6h2f100a2: at 100 octets, not 1000", false, 0};
  mask(response, {"Upload-Offset"});
  EXPECT_EQ(response.body, "6h2f100a2: at * octets, not 1000");
}

TEST(Mask, CoversAllOfTheContent) {
  Response response{"HTTP/1.1 200 OK", {{"ETag", "\"a1\""}}, "it is \"a1\"", false, 0};
  mask(response, {"content"});
  EXPECT_EQ(repeatable(response), "HTTP/1.1 200 OK\nETag: \"a1\"\n\n*");
}

TEST(Essence, IsTheSameInEveryProtocol) {
  const Response http_1{"HTTP/1.1 200 OK", {{"Vary", "A"}, {"Connection", "close"}, {"Date", "now"}}, "a", true, 9};
  const Response http_2{"HTTP/2 200", {{"vary", "A"}, {"date", "later"}}, "a", false, 0, true};
  EXPECT_EQ(essence(http_1), "200\nvary: A\ndate: *\n\na");
  EXPECT_EQ(essence(http_1), essence(http_2));
  EXPECT_EQ(essence({"HTTP/1.1 400 Bad Request", {{"Content-Length", "5"}}, "why 1", false, 0}),
            essence({"HTTP/2 400", {{"content-length", "4"}}, "why", false, 0, true}));
  EXPECT_NE(essence({"HTTP/1.1 200 OK", {}, "a", false, 0}), essence({"HTTP/2 200", {}, "b", false, 0, true}));
}

TEST(Mismatches, AreOfTheNumberAloneInHttp2) {
  Response response = sample;
  response.status_line = "HTTP/2 200";
  response.http_2 = true;
  EXPECT_EQ(differences("HTTP/1.1 200 OK\nConnection: close\nTransfer-Encoding: chunked\n!Upgrade\n", response),
            std::vector<std::string>{});
  EXPECT_EQ(differences("HTTP/1.1 404 Not Found\n", response).size(), 1U);
  response.fields.emplace_back("connection", "close");
  EXPECT_EQ(differences("HTTP/1.1 200 OK\nConnection: close\n", response).size(), 1U) << "which is not to be sent";
}

TEST(Mismatches, AreNoneWhereAllFits) {
  EXPECT_EQ(differences("HTTP/1.1 200 OK\nVary: Range\nVary ~ ^Acc\netag: \"a\"\nETag: *\n!Date\n\n| body\\\n"
                        "body-size: 4\nbody ~ ^b.*y$\n",
                        sample),
            std::vector<std::string>{});
}

TEST(Mismatches, NameTheLine) {
  const auto texts = differences("HTTP/1.1 200 OK\nVary: Range\nVary: Origin\n", sample);
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_EQ(texts[0], "5: Vary was `Accept | Range`, should be `Origin`");
}

TEST(Mismatches, AreFoundInEveryKindOfLine) {
  for (const std::string_view line :
       {"HTTP/1.1 404 Not Found\n", "HTTP/1.1 200 OK\nVary ~ ^Range,\n", "HTTP/1.1 200 OK\nDate: *\n",
        "HTTP/1.1 200 OK\n!ETag\n", "HTTP/1.1 200 OK\nDate: x\n", "HTTP/1.1 200 OK\n\n| body\n",
        "HTTP/1.1 200 OK\n\ntrailer: ETag: \"a\"\n", "HTTP/1.1 200 OK\n\nbody-size: 3\n",
        "HTTP/1.1 200 OK\n\nbody ~ ^x\n", "HTTP/1.1 200 OK\n\nbody-file: no/such/file\n"})
    EXPECT_EQ(differences(line, sample).size(), 1U) << line;
}

} // namespace
} // namespace responsum::wire
