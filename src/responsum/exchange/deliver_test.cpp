// Whole answers, octet by octet: what each status obliges is there, and framing is exact.
#include "responsum/exchange/deliver.hpp"

#include <gtest/gtest.h>

#include "responsum/exchange/served_test.hpp"

namespace responsum::exchange {
namespace {

using decision::Located;
using message::Method;

class DeliverTest : public Served {};

constexpr std::string_view ok_head = "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nServer: Responsum\r\n"
                                     "Content-Type: text/plain\r\nETag: \"t\"\r\nVary: Accept-Encoding\r\n"
                                     "Content-Length: 10\r\n\r\n";

TEST_F(DeliverTest, TheWholeRepresentation) { EXPECT_EQ(get("/file"), std::string{ok_head} + "0123456789"); }

TEST_F(DeliverTest, HeadIsWhatGetWouldSendButForContent) { EXPECT_EQ(answer("HEAD", "/file"), ok_head); }

TEST_F(DeliverTest, AConnectionThatEndsIsTold) {
  EXPECT_EQ(field(answer("GET", "/file", "Connection: close\r\n"), "Connection"), "close");
  EXPECT_EQ(field(get("/file"), "Connection"), "none");
}

TEST_F(DeliverTest, NoServerFieldWhereNoneIsWanted) {
  bench_.server_field = {};
  EXPECT_EQ(field(get("/file"), "Server"), "none");
}

TEST_F(DeliverTest, WhoComesWithoutTlsIsSentToIt) {
  site().secure = route::SecureAddress{.host = {}, .port = 8443};
  EXPECT_EQ(field(get("/a%2Fb/?q=%zz"), "Location"), "https://site.test:8443/a%2Fb/?q=%zz");
  EXPECT_EQ(field(get("/a"), "Cache-Control"), "max-age=3600") << "permanent, but not for ever";
  site().secure = route::SecureAddress{.host = "www.site.test", .port = 443};
  EXPECT_EQ(field(answer("PUT", "/a"), "Location"), "https://www.site.test/a");
}

TEST_F(DeliverTest, WhoSpeaksPlainlyWhereTlsIsWantedStaysAtThePort) {
  connection_.encrypted_where_expected = false;
  EXPECT_EQ(status(get("/a")), "400 Bad Request");
  table_.redirects_plain = true;
  EXPECT_EQ(status(get("/a")), "308 Permanent Redirect");
  EXPECT_EQ(field(get("/a"), "Location"), "https://site.test/a");
  site().secure = route::SecureAddress{.host = {}, .port = 8443};
  EXPECT_EQ(field(get("/a"), "Location"), "https://site.test/a") << "the client has found the port";
}

TEST_F(DeliverTest, ARedirectHasALinkForThoseWhoDoNotFollow) {
  site().secure = route::SecureAddress{};
  EXPECT_NE(content(get("/a?b&c", "Accept: text/html\r\n")).find("<a href=\"https://site.test/a?b&amp;c\">"),
            std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(content(get("/a?b&c")))["location"], "https://site.test/a?b&c");
}

TEST_F(DeliverTest, AHeadWithoutTlsIsNotKeptWhereOneWithTlsDiffers) {
  thing_.keeps = true;
  site().hsts = "max-age=1";
  EXPECT_EQ(field(get("/file"), "Strict-Transport-Security"), "none");
  EXPECT_FALSE(thing_.slot.filled());
  EXPECT_EQ(get("/file"), std::string{ok_head} + "0123456789");
}

TEST_F(DeliverTest, MethodsThatAreNotAllowedAreToldWhichAre) {
  const std::string got = answer("PUT", "/file");
  EXPECT_EQ(status(got), "405 Method Not Allowed");
  EXPECT_EQ(field(got, "Allow"), "GET, HEAD, OPTIONS");
}

TEST_F(DeliverTest, OptionsOfTheServerAreThoseItKnows) {
  const std::string got = answer("OPTIONS", "*");
  EXPECT_EQ(status(got), "200 OK");
  EXPECT_EQ(field(got, "Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(field(got, "Content-Length"), "0");
}

TEST_F(DeliverTest, ARangeThatCannotBeIsToldTheLength) {
  const std::string got = get("/file", "Range: bytes=10-\r\n");
  EXPECT_EQ(status(got), "416 Range Not Satisfiable");
  EXPECT_EQ(field(got, "Content-Range"), "bytes */10");
  EXPECT_EQ(field(got, "Cache-Control"), "no-store");
}

TEST_F(DeliverTest, OneRange) {
  const std::string got = get("/file", "Range: bytes=2-4\r\n");
  EXPECT_EQ(status(got), "206 Partial Content");
  EXPECT_EQ(field(got, "Content-Range"), "bytes 2-4/10");
  EXPECT_EQ(field(got, "Content-Length"), "3");
  EXPECT_EQ(field(got, "Content-Type"), "text/plain");
  EXPECT_EQ(content(got), "234");
}

// RFC 9110 15.3.7.2: ranges with little between them are joined; wire tests show the parts of others.
TEST_F(DeliverTest, NeighboursAreOneRange) {
  const std::string got = get("/file", "Range: bytes=0-1,-2\r\n");
  EXPECT_EQ(field(got, "Content-Range"), "bytes 0-9/10");
  EXPECT_EQ(content(got), "0123456789");
}

TEST_F(DeliverTest, WhatIsStillRightIsNotSentAgain) {
  const std::string got = get("/file", "If-None-Match: \"t\"\r\n");
  EXPECT_EQ(got, "HTTP/1.1 304 Not Modified\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nServer: Responsum\r\n"
                 "ETag: \"t\"\r\nVary: Accept-Encoding\r\n\r\n");
}

TEST_F(DeliverTest, AConditionThatFailedIsToldTheTag) {
  const std::string got = get("/file", "If-Match: \"x\"\r\n");
  EXPECT_EQ(status(got), "412 Precondition Failed");
  EXPECT_EQ(field(got, "ETag"), "\"t\"");
}

TEST_F(DeliverTest, AFolderWithoutItsSlashIsElsewhere) {
  thing_.directory = true;
  const std::string got = get("/a%20b?q=1");
  EXPECT_EQ(status(got), "301 Moved Permanently");
  EXPECT_EQ(field(got, "Location"), "/a%20b/?q=1");
  EXPECT_EQ(field(got, "Cache-Control"), "max-age=3600");
}

TEST_F(DeliverTest, WantOfRoomIsTemporary) {
  connection_.worker_has_room = false;
  const std::string got = get("/file");
  EXPECT_EQ(status(got), "503 Service Unavailable");
  EXPECT_NE(field(got, "Retry-After"), "none");
  EXPECT_EQ(field(got, "Connection"), "close");
}

TEST_F(DeliverTest, TooManyConnectionsAreTooManyRequests) {
  connection_.address_below_cap = false;
  EXPECT_EQ(status(get("/file")), "429 Too Many Requests");
  EXPECT_NE(field(get("/file"), "Retry-After"), "none");
}

// However many are refused at once, they are asked to come back at different times.
TEST_F(DeliverTest, RefusalsAreSpreadOverTime) {
  connection_.worker_has_room = false;
  std::set<std::string> waits;
  for (int i = 0; i < 50; ++i) waits.insert(field(get("/file"), "Retry-After"));
  EXPECT_GT(waits.size(), 3u);
  for (const std::string& wait : waits) {
    EXPECT_GE(std::stoul(wait), bench_.retry_after_s);
    EXPECT_LE(std::stoul(wait), 2 * bench_.retry_after_s);
  }
}

TEST_F(DeliverTest, TraceSendsNoCredentialsBack) {
  site().routes.front().facts.allowed.insert(Method::trace);
  const std::string got = answer("TRACE", "/file", "Cookie: c\r\nX-A: 1\r\nAuthorization: a\r\n");
  EXPECT_EQ(field(got, "Content-Type"), "message/http");
  EXPECT_EQ(content(got), "TRACE /file HTTP/1.1\r\nHost: site.test\r\nX-A: 1\r\n\r\n");
}

TEST_F(DeliverTest, ProfilesHaveTheirOwnNumbersAndPhrases) {
  site().profile = status::Profile::huawei;
  EXPECT_EQ(status(answer("OPTIONS", "/file")), "204 NoContent");
  EXPECT_EQ(field(answer("OPTIONS", "/file"), "Content-Length"), "none"); // RFC 9110 8.6
  EXPECT_EQ(field(answer("OPTIONS", "/file"), "Allow"), "GET, HEAD, OPTIONS");
  thing_.located = Located::none;
  EXPECT_EQ(status(get("/file")), "404 NotFound");
}

TEST_F(DeliverTest, AnInterimAnswerHasOnlyWhatItsStatusObliges) {
  const auto interim = [this](std::string_view request, decision::Condition condition) {
    message::RequestHead head;
    codec::h1::RequestParser parser;
    parser.start(head);
    EXPECT_EQ(parser.parse(request, {}, head), codec::h1::Progress::complete);
    return std::string{deliver_interim(Exchange{bench_, head, peer_}, condition)};
  };
  EXPECT_EQ(interim("GET / HTTP/1.1\r\nHost: site.test\r\n\r\n", decision::Condition::content_wanted),
            "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(interim("GET / HTTP/1.1\r\nHost: site.test\r\nUpgrade: h2c, TLS/1.2\r\n\r\n",
                    decision::Condition::tls_upgraded),
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: TLS/1.2\r\nConnection: upgrade\r\n\r\n");
}

// --- Answers that are kept
// ------------------------------------------------------------------------------------------

TEST_F(DeliverTest, AKeptAnswerIsTheSameButForItsDate) {
  thing_.keeps = true;
  const std::string first = get("/file");
  EXPECT_TRUE(thing_.slot.filled());
  EXPECT_EQ(get("/file"), first);
  ++now_.wall_s;
  std::string dated = first;
  dated.replace(dated.find("08:49:37"), 8, "08:49:38");
  EXPECT_EQ(get("/file"), dated);
  EXPECT_EQ(answer("HEAD", "/file"), dated.substr(0, dated.size() - 10));
}

TEST_F(DeliverTest, OnlyTheUsualAnswerIsKept) {
  thing_.keeps = true;
  get("/file", "Range: bytes=0-1\r\n");
  get("/file", "Connection: close\r\n");
  get("/file", "If-None-Match: \"t\"\r\n");
  EXPECT_FALSE(thing_.slot.filled());
  get("/file");
  EXPECT_EQ(content(get("/file", "Range: bytes=0-1\r\n")), "01");
  EXPECT_EQ(field(get("/file", "Connection: close\r\n"), "Connection"), "close");
}

// --- Explanations
// ---------------------------------------------------------------------------------------------------

TEST_F(DeliverTest, ExplanationsAreNegotiated) {
  thing_.located = Located::none;
  const auto type = [this](std::string_view accept) {
    return field(get("/file", accept.empty() ? "" : "Accept: " + std::string{accept} + "\r\n"), "Content-Type");
  };
  EXPECT_EQ(type(""), "application/problem+json");
  EXPECT_EQ(type("*/*"), "application/problem+json");
  EXPECT_EQ(type("application/json"), "application/problem+json");
  EXPECT_EQ(type("image/png"), "application/problem+json"); // what is refused is not refused again for its form
  EXPECT_EQ(type("text/html,application/xhtml+xml,*/*;q=0.8"), "text/html; charset=utf-8");
  EXPECT_EQ(type("text/plain"), "text/plain; charset=utf-8");
  EXPECT_EQ(type("text/html;q=0.1, text/plain"), "text/plain; charset=utf-8");
  EXPECT_EQ(field(get("/file"), "Vary"), "Accept");
}

TEST_F(DeliverTest, AProblemSaysItsStatusConditionAndExchange) {
  thing_.located = Located::none;
  const std::string got = get("/file");
  const auto problem = nlohmann::json::parse(content(got));
  EXPECT_EQ(problem["status"], 404); // RFC 9457 3.1.2: the real one
  EXPECT_EQ(problem["type"], "urn:responsum:condition:fs.none");
  EXPECT_EQ(problem["condition"], "fs.none");
  const std::string id = problem["exchange"];
  EXPECT_TRUE(observe::parse_exchange_id(id));
  EXPECT_EQ(field(got, "Responsum-Verdict"), "fs.none;exchange=\"" + id + "\"");
}

TEST_F(DeliverTest, WhoeverAsksIsToldTheVerdictOfAnyAnswer) {
  thing_.keeps = true;
  const auto verdict = [this](const std::string& fields, std::string_view method = "GET") {
    const std::string told = field(answer(method, "/file", fields), "Responsum-Verdict");
    return told.substr(0, told.find('"'));
  };
  const std::string asks = "Responsum-Verdict: ?1\r\n";
  EXPECT_EQ(verdict(""), "none") << "and its head is kept";
  EXPECT_EQ(verdict(asks), "repr.whole;exchange=");
  EXPECT_EQ(verdict(""), "none") << "the head that was kept is as it was";
  EXPECT_EQ(verdict(asks, "HEAD"), "repr.whole;exchange=");
  EXPECT_EQ(verdict(asks, "OPTIONS"), "options.resource;exchange=");
  EXPECT_EQ(verdict(asks + "Range: bytes=0-1\r\n"), "range.single;exchange=");
  EXPECT_EQ(verdict(asks + "If-None-Match: \"t\"\r\n"), "cond.fresh;exchange=");
  EXPECT_EQ(verdict("Responsum-Verdict: ?1;a\r\n"), "repr.whole;exchange=") << "parameters are for later";
  for (const char* other : {"?0", "1", "true", "", "?1, ?1", "fs.none;exchange=\"0\""})
    EXPECT_EQ(verdict("Responsum-Verdict: " + std::string{other} + "\r\n"), "none") << other;
  EXPECT_EQ(verdict(asks + asks), "none");
}

TEST_F(DeliverTest, NamesOfFilesAreForTrustedClientsOnly) {
  thing_.located = Located::read_denied;
  thing_.failed_component = "secret/name";
  thing_.error = EACCES;
  for (const char* accept : {"application/json", "text/html", "text/plain"}) {
    const std::string with = "Accept: " + std::string{accept} + "\r\n";
    peer_.trusted = false;
    for (const char* told : {"secret", "Permission denied", "site.toml", "main route"})
      EXPECT_EQ(content(get("/file", with)).find(told), std::string::npos) << accept << told;
    peer_.trusted = true;
    for (const char* told : {"secret/name", "Permission denied", "site.toml:7"})
      EXPECT_NE(content(get("/file", with)).find(told), std::string::npos) << accept << told;
  }
}

TEST_F(DeliverTest, WhatTheClientSentIsEscaped) {
  const std::string got = answer("GET", "/file", "Expect: <script>\"\r\nAccept: text/html\r\n");
  EXPECT_EQ(status(got), "417 Expectation Failed");
  EXPECT_NE(content(got).find("&lt;script&gt;&quot;"), std::string::npos);
  EXPECT_EQ(content(got).find("<script>"), std::string::npos);
}

TEST_F(DeliverTest, ExplanationsOfRefusalsAreNotStored) {
  thing_.located = Located::none;
  EXPECT_EQ(field(get("/file"), "Cache-Control"), "no-store");
}

} // namespace
} // namespace responsum::exchange
