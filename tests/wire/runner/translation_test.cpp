#include "runner/translation.hpp"

#include <gtest/gtest.h>

namespace responsum::wire {
namespace {

std::string played_over(std::string_view text) {
  const auto script = parse_script("rule: a\n" + std::string{text});
  if (!script) return "line " + std::to_string(script.error().line) + ": " + script.error().text;
  const auto chosen = transports_of(*script);
  if (!chosen) return chosen.error();
  std::string names;
  for (const Transport transport : *chosen) names += (names.empty() ? "" : " ") + std::string{name(transport)};
  return names;
}

constexpr std::string_view sound = ">>>\nGET / HTTP/1.1\nHost: h\nIf-Match: {etag:/}\n\n";
constexpr std::string_view unsound = ">>>\nGET / HTTP/1.0\nHost: h\n\n";

TEST(Translation, PlaysASoundRequestOverAll) { EXPECT_EQ(played_over(sound), "plain tls h2 h2c"); }

TEST(Translation, KeepsWhatIsNoSoundRequestToTheProtocolThatItIsWrittenIn) {
  EXPECT_EQ(played_over(unsound), "plain tls");
  EXPECT_EQ(played_over(std::string{sound} + "--- new connection\n" + std::string{unsound}), "plain tls");
}

TEST(Translation, ReadsHeadsOnTheirConnections) {
  const std::string cut = ">>>\nGET / HTTP/1.1\nHost\\\n";
  EXPECT_EQ(played_over(cut), "plain tls");
  EXPECT_EQ(played_over(cut + "--- new connection\n" + std::string{sound}), "plain tls");
  EXPECT_EQ(played_over(cut + "--- another connection\n" + std::string{sound}), "plain tls");
  EXPECT_EQ(played_over(cut + "--- another connection\n" + std::string{sound} +
                        "--- previous connection\n>>> more\n: h\n\n"),
            "plain tls h2 h2c");
}

TEST(Translation, PlaysContentThatIsCutOverAll) {
  EXPECT_EQ(played_over(">>>\nGET / HTTP/1.1\nHost: h\nContent-Length: 3\n\na\\\n"), "plain tls h2 h2c");
}

TEST(Translation, KeepsToWhatTheHeaderSays) {
  EXPECT_EQ(played_over("transports: plain h2 because it is so\n" + std::string{sound}), "plain h2");
  EXPECT_EQ(played_over("transports: plain h2 because it is so\n" + std::string{unsound}),
            "it cannot be played over h2: line 3: the version is not HTTP/1.1");
}

TEST(Translation, KeepsFieldsOfHttp2ToIt) {
  EXPECT_EQ(played_over(">>> fields\n:method: GET\n"), "h2 h2c");
  EXPECT_EQ(played_over("transports: plain because it is so\n>>> fields\n:method: GET\n"),
            "it cannot be played over plain: HTTP/1.1 has no such fields");
}

TEST(Translation, ShowsWhatIsSaid) {
  EXPECT_EQ(said_in_http_2(
                "PUT http://h/a HTTP/1.1\r\nHost: h\r\nX-A: b\r\nConnection: close\r\nContent-Length: 3\r\n\r\nab"),
            "PUT /a HTTP/2\r\nHost: h\r\nx-a: b\r\ncontent-length: 3\r\n\r\nab");
  EXPECT_EQ(said_in_http_2("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), std::nullopt);
  EXPECT_EQ(said_in_http_2("GET / HTTP/1.0\r\n\r\n"), std::nullopt);
  EXPECT_EQ(said_in_http_2(""), std::nullopt);
}

} // namespace
} // namespace responsum::wire
