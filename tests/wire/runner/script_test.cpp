#include "runner/script.hpp"

#include <gtest/gtest.h>

namespace responsum::wire {
namespace {

Script script_of(std::string_view text) {
  auto script = parse_script(text);
  if (!script) ADD_FAILURE() << script.error().line << ": " << script.error().text;
  return script.value_or(Script{});
}

// The octets of the first step, which is a Send. Look-ups give FIELD@PATH.
std::string sent(std::string_view lines) {
  const Script script = script_of("rule: a\n>>>\n" + std::string{lines});
  if (script.steps.empty() || !std::holds_alternative<Send>(script.steps[0])) return "nothing";
  return std::get<Send>(script.steps[0]).octets.expand([](std::string_view field, std::string_view path) {
    return std::string{field} + "@" + std::string{path};
  });
}

Expectation expected(std::string_view lines) {
  const Script script = script_of("rule: a\n<<<\n" + std::string{lines});
  if (script.steps.empty() || !std::holds_alternative<Expectation>(script.steps[0])) return {};
  return std::get<Expectation>(script.steps[0]);
}

std::string value(const FieldExpectation& field) {
  return field.value.expand([](auto, auto) { return std::string{}; });
}

TEST(ScriptHeader, NamesRuleConfigNeedsAndModes) {
  const Script script =
      script_of("# why\nrule: RFC 9110 15.5.5\nconfig: tight.toml\nneeds: not-root\nmodes: whole split\n"
                "pipeline\n>>>\n");
  EXPECT_EQ(script.rule, "RFC 9110 15.5.5");
  EXPECT_EQ(script.config, "tight.toml");
  EXPECT_TRUE(script.needs_other_than_root);
  EXPECT_FALSE(script.needs_root);
  EXPECT_EQ(script.modes, (std::vector{Mode::whole, Mode::split, Mode::pipelined}));
}

TEST(ScriptHeader, SaysWhatConnectionsBeginWith) {
  EXPECT_EQ(script_of("rule: a\nbegins: PROXY \\x41\\r\\n\n>>>\n").begins, "PROXY A\r\n");
  EXPECT_EQ(script_of("rule: a\n>>>\n").begins, "");
}

TEST(ScriptHeader, PlaysInAllFragmentationsUnlessItSaysOtherwise) {
  EXPECT_EQ(script_of("rule: a\n>>>\n").modes, (std::vector{Mode::whole, Mode::bytes, Mode::split}));
}

TEST(ScriptHeader, NamesTransportsAndSaysWhyNotAll) {
  EXPECT_TRUE(script_of("rule: a\n>>>\n").transports.empty());
  EXPECT_EQ(script_of("rule: a\ntransports: tls h2 because it is about TLS\n>>>\n").transports,
            (std::vector{Transport::tls, Transport::h2}));
}

TEST(ScriptHeader, WithoutAReasonForLessThanAllTransportsIsRefused) {
  for (const char* header : {"transports: plain", "transports: plain because", "transports: because it is so",
                             "transports:", "transports: wire because it is so"})
    EXPECT_FALSE(parse_script("rule: a\n" + std::string{header} + "\n>>>\n")) << header;
}

TEST(ScriptHeader, NamesFieldsThatAreNewEachTime) {
  EXPECT_EQ(script_of("rule: a\nvaries: ETag Last-Modified\n>>>\n").varying,
            (std::vector<std::string>{"ETag", "Last-Modified"}));
  EXPECT_FALSE(parse_script("rule: a\nvaries:\n>>>\n"));
}

TEST(ScriptHeader, WithoutARuleIsRefused) { EXPECT_FALSE(parse_script(">>>\nGET / HTTP/1.1\n")); }

TEST(ScriptHeader, WithAnUnknownKeyIsRefusedAtItsLine) {
  const auto script = parse_script("rule: a\nrules: b\n>>>\n");
  ASSERT_FALSE(script);
  EXPECT_EQ(script.error().line, 2);
}

TEST(ScriptSend, EndsEachLineWithCrlf) {
  EXPECT_EQ(sent("GET / HTTP/1.1\nHost: a\n\n<<< closed\n"), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
}

TEST(ScriptSend, TellsTheFormsOfHttp2Apart) {
  using Form = Send::Form;
  const Script script =
      script_of("rule: a\n>>>\n>>> more\n>>> fields …\n>>> more …\n>>> trailers\n>>> fields\n>>>\n");
  std::string told;
  for (const Step& step : script.steps) {
    const Send& send = std::get<Send>(step);
    told += std::to_string(static_cast<int>(send.form)) + (send.more ? "more" : "") + (send.goes_on ? "… " : " ");
  }
  static_assert(Form::request == Form{0} && Form::fields == Form{1} && Form::content == Form{2});
  EXPECT_EQ(told, "0 0more 1… 2more… 3more 1 0 ");
  for (const char* steps : {">>> trailers\n", ">>>\n>>> trailers\n", ">>>\n>>> more …\n", ">>> …\n", ">>> frames\n"})
    EXPECT_FALSE(parse_script("rule: a\n" + std::string{steps})) << steps;
}

TEST(ScriptSend, LeavesTheLineEndAwayAfterALoneBackslash) { EXPECT_EQ(sent("abc\\\n"), "abc"); }

TEST(ScriptSend, ReadsEscapes) {
  EXPECT_EQ(sent("a\\r\\n\\t\\\\\\x7fb\\\n"), "a\r\n\t\\\x7f"
                                              "b");
  EXPECT_EQ(sent("\\0\\\n"), (std::string{'\0'}));
}

TEST(ScriptSend, RefusesUnknownEscapes) {
  EXPECT_FALSE(parse_script("rule: a\n>>>\n\\q\n"));
  EXPECT_FALSE(parse_script("rule: a\n>>>\n\\x4\n"));
}

TEST(ScriptSend, RepeatsText) {
  EXPECT_EQ(sent("{repeat:ab:3}\\\n"), "ababab");
  EXPECT_EQ(sent("{repeat:X: y\\r\\n:2}\\\n"), "X: y\r\nX: y\r\n");
  EXPECT_FALSE(parse_script("rule: a\n>>>\n{repeat:a}\n"));
  EXPECT_FALSE(parse_script("rule: a\n>>>\n{repeat:a:b}\n"));
}

TEST(ScriptSend, LooksValidatorsUp) {
  EXPECT_EQ(sent("If-Match: W/{etag:/a}, {last-modified:/b/}\\\n"), "If-Match: W/etag@/a, last-modified@/b/");
}

TEST(ScriptSend, LeavesOtherBracesAlone) { EXPECT_EQ(sent("{\"a\":1} {b\\\n"), "{\"a\":1} {b"); }

TEST(ScriptSend, GoesOnWithARequest) {
  const Script script = script_of("rule: a\n>>>\nA\n>>> more\nB\n");
  ASSERT_EQ(script.steps.size(), 2U);
  EXPECT_FALSE(std::get<Send>(script.steps[0]).more);
  EXPECT_TRUE(std::get<Send>(script.steps[1]).more);
  EXPECT_EQ(std::get<Send>(script.steps[1]).line, 4);
}

TEST(ScriptExpectation, ReadsTheHead) {
  using Kind = FieldExpectation::Kind;
  const Expectation e = expected("HTTP/1.1 200 OK\nLocation: /a/\nETag ~ ^\"\nDate: *\n!Vary\n…\n\n");
  EXPECT_EQ(e.status_line, "HTTP/1.1 200 OK");
  ASSERT_EQ(e.fields.size(), 4U);
  EXPECT_EQ(e.fields[0].kind, Kind::equal);
  EXPECT_EQ(value(e.fields[0]), "/a/");
  EXPECT_EQ(e.fields[1].kind, Kind::matching);
  EXPECT_EQ(value(e.fields[1]), "^\"");
  EXPECT_EQ(e.fields[2].kind, Kind::present);
  EXPECT_EQ(e.fields[3].kind, Kind::absent);
  EXPECT_EQ(e.fields[3].name, "Vary");
  EXPECT_EQ(e.fields[3].line, 7);
}

TEST(ScriptExpectation, ReadsWhatFollowsTheHead) {
  const Expectation e = expected("HTTP/1.1 200 OK\n\n| a\n| b\\\nbody-size: 3\nbody ~ ^a\nbody-file: www/a\n"
                                 "trailer: X-Checked: yes\n"
                                 "condition: repr.whole\nway: B1y C2n\nclosed\nopen\n");
  ASSERT_TRUE(e.body);
  EXPECT_EQ(e.body->expand([](auto, auto) { return std::string{}; }), "a\nb");
  EXPECT_EQ(e.body_octets, 3U);
  EXPECT_EQ(e.body_pattern, "^a");
  EXPECT_EQ(e.body_file, "www/a");
  ASSERT_EQ(e.trailers.size(), 1U);
  EXPECT_EQ(e.trailers[0].first + "=" + e.trailers[0].second, "X-Checked=yes");
  EXPECT_EQ(e.condition, "repr.whole");
  EXPECT_EQ(e.way, "B1y C2n");
  EXPECT_TRUE(e.closed);
  EXPECT_TRUE(e.open);
}

TEST(ScriptExpectation, MayBeSilence) {
  const Script script = script_of("rule: a\n>>>\nGET\\\n--- end of input\n<<< closed\ncondition: head.cut\n");
  ASSERT_EQ(script.steps.size(), 3U);
  EXPECT_TRUE(std::holds_alternative<EndOfInput>(script.steps[1]));
  const auto& e = std::get<Expectation>(script.steps[2]);
  EXPECT_TRUE(e.nothing);
  EXPECT_TRUE(e.closed);
  EXPECT_EQ(e.condition, "head.cut");
}

TEST(ScriptExpectation, KnowsInterimResponses) {
  EXPECT_TRUE(expected("HTTP/1.1 100 Continue\n").interim());
  EXPECT_FALSE(expected("HTTP/1.1 200 OK\n").interim());
}

TEST(ScriptExpectation, RefusesWhatSaysNothing) {
  EXPECT_FALSE(parse_script("rule: a\n<<<\nHTTP/1.1 200 OK\n\nclose\n"));
  EXPECT_FALSE(parse_script("rule: a\n<<<\nHTTP/1.1 200 OK\nDate\n"));
  EXPECT_FALSE(parse_script("rule: a\n<<<\nDate: *\n"));
  EXPECT_FALSE(parse_script("rule: a\n<<<\n"));
  EXPECT_FALSE(parse_script("rule: a\n>>\n"));
  EXPECT_FALSE(parse_script("rule: a\n--- connection\n"));
}

TEST(ScriptConnection, MayBeANewOne) {
  const Script script = script_of("rule: a\n>>>\nA\n--- new connection\n\n>>>\nB\n");
  ASSERT_EQ(script.steps.size(), 3U);
  ASSERT_TRUE(std::holds_alternative<NewConnection>(script.steps[1]));
  EXPECT_FALSE(std::get<NewConnection>(script.steps[1]).beside);
  EXPECT_TRUE(std::get<NewConnection>(script_of("rule: a\n--- another connection\n").steps[0]).beside);
  EXPECT_TRUE(std::holds_alternative<PreviousConnection>(script_of("rule: a\n--- previous connection\n").steps[0]));
}

TEST(ScriptDrain, IsKnownBeforeTheServerStarts) {
  EXPECT_TRUE(script_of("rule: a\n--- drain\n").drains());
  EXPECT_FALSE(script_of("rule: a\n--- end of input\n").drains());
}

TEST(WireFiles, CanBeRead) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{RESPONSUM_SOURCE_DIR "/tests/wire"}) {
    if (entry.path().extension() != ".wire") continue;
    ++count;
    const auto script = read_script(entry.path());
    if (!script) ADD_FAILURE() << entry.path() << ":" << script.error().line << ": " << script.error().text;
  }
  EXPECT_GT(count, 100U);
}

} // namespace
} // namespace responsum::wire
