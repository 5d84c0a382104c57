#include "runner/drive.hpp"

#include <gtest/gtest.h>

#include "runner/canned_server.hpp"

namespace responsum::wire {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nETag: \"7\"\r\n\r\nok";
constexpr std::string_view ok_head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

CannedServer::Answer respond(std::string_view head) {
  if (head.starts_with("HEAD ")) return {std::string{ok_head}, false, "repr.whole"};
  if (head.starts_with("GET /close ")) return {std::string{ok}, true, "repr.whole"};
  if (head.starts_with("GET /silent ")) return {"", true, "head.cut"};
  if (head.starts_with("GET /twice ")) return {std::string{ok} + std::string{ok}, false, "repr.whole"};
  if (head.starts_with("GET /tag ") && head.find("If-Match: \"7\"") == std::string_view::npos)
    return {"HTTP/1.1 412 Precondition Failed\r\nContent-Length: 0\r\n\r\n", false, "cond.if-match"};
  if (head.starts_with("PUT "))
    return {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", false, "put.new"};
  return {std::string{ok}, false, "repr.whole"};
}

class Drive : public testing::Test {
 protected:
  std::vector<std::string> failures(std::string_view steps, Mode mode = Mode::whole) {
    const auto script = parse_script("rule: a\n" + std::string{steps});
    if (!script) return {std::to_string(script.error().line) + ": " + script.error().text};
    options_.mode = mode;
    options_.deadline = 2s;
    return drive(*script, server_, options_);
  }
  static std::string first(const std::vector<std::string>& texts) { return texts.empty() ? "none" : texts.front(); }

  CannedServer server_{respond};
  DriveOptions options_;
};

using Texts = std::vector<std::string>;

TEST_F(Drive, IsContentInEveryMode) {
  for (const Mode mode : {Mode::whole, Mode::bytes, Mode::split, Mode::pipelined})
    EXPECT_EQ(failures(">>>\nHEAD / HTTP/1.1\n\n>>>\nGET /close HTTP/1.1\n\n<<<\nHTTP/1.1 200 OK\n\nbody-size: 0\n"
                       "<<<\nHTTP/1.1 200 OK\n\n| ok\\\nclosed\n",
                       mode),
              Texts{})
        << name(mode);
}

TEST_F(Drive, NoticesAnotherStatus) {
  EXPECT_EQ(first(failures(">>>\nGET / HTTP/1.1\n\n<<<\nHTTP/1.1 404 Not Found\n")),
            "5: `HTTP/1.1 200 OK`, should be `HTTP/1.1 404 Not Found`");
}

TEST_F(Drive, NoticesAConnectionThatStaysOpen) {
  options_.deadline = 50ms;
  const auto script = parse_script("rule: a\n>>>\nGET / HTTP/1.1\n\n<<<\nHTTP/1.1 200 OK\n\nclosed\n");
  EXPECT_EQ(drive(*script, server_, options_), Texts{"5: the server did not close the connection"});
}

TEST_F(Drive, NoticesAConnectionThatCloses) {
  const auto texts = failures(">>>\nGET /close HTTP/1.1\n\n<<<\nHTTP/1.1 200 OK\n\nopen\n");
  EXPECT_TRUE(first(texts).starts_with("5: the connection takes no other request")) << first(texts);
  EXPECT_EQ(failures(">>>\nGET / HTTP/1.1\n\n<<<\nHTTP/1.1 200 OK\n\nopen\n"), Texts{});
}

TEST_F(Drive, NoticesAnswersThatNobodyAskedFor) {
  const auto texts = failures(">>>\nGET /twice HTTP/1.1\n\n<<<\nHTTP/1.1 200 OK\n");
  EXPECT_TRUE(first(texts).starts_with("0: more came than was expected")) << first(texts);
}

TEST_F(Drive, ExpectsSilence) {
  EXPECT_EQ(failures(">>>\nGET /silent HTTP/1.1\n\n<<< closed\ncondition: head.cut\n"), Texts{});
  EXPECT_TRUE(first(failures(">>>\nGET /close HTTP/1.1\n\n<<< closed\n")).starts_with("5: `HTTP/1.1 200 OK"));
}

TEST_F(Drive, ComparesConditionAndWay) {
  EXPECT_EQ(failures(">>>\nGET / HTTP/1.1\n\n<<<\nHTTP/1.1 200 OK\n\ncondition: repr.whole\nway: B1y\n"), Texts{});
  EXPECT_EQ(first(failures(">>>\nGET / HTTP/1.1\n\n<<<\nHTTP/1.1 200 OK\n\ncondition: fs.none\n")),
            "5: the condition is repr.whole, should be fs.none");
  EXPECT_EQ(first(failures(">>>\nGET / HTTP/1.1\n\n<<<\nHTTP/1.1 200 OK\n\nway: B1n\n")),
            "5: the way is B1y, should be B1n");
}

TEST_F(Drive, LooksUpAValidatorFirst) {
  EXPECT_EQ(failures(">>>\nGET /tag HTTP/1.1\nIf-Match: {etag:/}\n\n<<<\nHTTP/1.1 200 OK\n\ncondition: repr.whole\n"),
            Texts{});
  EXPECT_EQ(first(failures(">>>\nGET /tag HTTP/1.1\nIf-Match: {last-modified:/}\n\n<<<\nHTTP/1.1 200 OK\n")),
            "0: no last-modified in the response to a GET of /");
}

TEST_F(Drive, ReadsInterimResponsesInOrder) {
  EXPECT_EQ(failures(">>>\nPUT /a HTTP/1.1\n\n<<<\nHTTP/1.1 100 Continue\n\n<<<\nHTTP/1.1 201 Created\n\n"
                     "condition: put.new\n"),
            Texts{});
}

TEST_F(Drive, OpensConnectionsAsTold) {
  EXPECT_EQ(failures(">>>\nGET / HTTP/1.1\n\n<<<\nHTTP/1.1 200 OK\n\n--- new connection\n"
                     ">>>\nGET / HTTP/1.1\n\n<<<\nHTTP/1.1 200 OK\n"),
            Texts{});
  EXPECT_EQ(server_.connections(), 2U);
}

TEST_F(Drive, KeepsConnectionsSideBySide) {
  EXPECT_EQ(failures(">>>\nGET / HTTP/1.1\n\n<<<\nHTTP/1.1 200 OK\n\n--- another connection\n"
                     ">>>\nGET / HTTP/1.1\n\n<<<\nHTTP/1.1 200 OK\n"),
            Texts{});
  EXPECT_EQ(server_.connections(), 2U);
}

TEST_F(Drive, GoesBackToAConnection) {
  EXPECT_EQ(failures(">>>\nGET / HT\\\n--- another connection\n>>>\nGET /close HTTP/1.1\n\n<<<\nHTTP/1.1 200 OK\n\n"
                     "condition: repr.whole\n--- previous connection\n>>> more\nTP/1.1\n\n<<<\nHTTP/1.1 200 OK\n\n"
                     "condition: repr.whole\nopen\n"),
            Texts{});
  EXPECT_EQ(server_.connections(), 2U);
}

TEST_F(Drive, TellsTheServerToDrain) {
  EXPECT_EQ(failures(">>>\nGET / HTTP/1.1\n\n<<<\nHTTP/1.1 200 OK\n\n--- drain\n"), Texts{});
  EXPECT_EQ(server_.drains(), 1U);
}

TEST_F(Drive, HandsEachRequestOnWithItsAnswer) {
  std::vector<std::string> seen;
  options_.on_exchange = [&seen](const Exchange& e) {
    seen.push_back(std::string{e.request} + e.response->status_line + " " + e.observed->condition);
  };
  EXPECT_EQ(failures(">>>\nGET / HTTP/1.1\n\\\n>>> more\n\n<<<\nHTTP/1.1 200 OK\n"), Texts{});
  EXPECT_EQ(seen, Texts{"GET / HTTP/1.1\r\n\r\nHTTP/1.1 200 OK repr.whole"});
}

TEST_F(Drive, SaysWhatCameWhenTheServerStops) {
  const auto texts = failures(">>>\nGET /silent HTTP/1.1\n\n<<<\nHTTP/1.1 200 OK\n");
  EXPECT_EQ(first(texts), "5: the server closed after ``");
}

} // namespace
} // namespace responsum::wire
