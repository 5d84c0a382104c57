#include "responsum/status/name.hpp"

#include <gtest/gtest.h>

#include <string>

namespace responsum::status {
namespace {

static_assert(status_named("Not Found") == Status::not_found);
static_assert(status_named("404") == Status::not_found);

// Also of codes without a name: 0 stands for "there is none".
int code_named(std::string_view text) {
  const auto s = status_named(text);
  return s ? code(*s) : 0;
}

TEST(StatusNames, NumbersOfTheRange) {
  EXPECT_EQ(code_named("100"), 100);
  EXPECT_EQ(code_named(" 599 "), 599);
  EXPECT_EQ(code_named("470"), 470);
  for (std::string_view none :
       {"099", "600", "0404", "4040", "40", "-404", "18446744073709551615", "404x", "", " ", "'"})
    EXPECT_EQ(code_named(none), 0) << none;
}

TEST(StatusNames, OneNameInManySpellings) {
  for (std::string_view spelling : {"Not Found", "NotFound", "not found", "not-found", "NOT_FOUND", "not_found",
                                    "Not  Found", "nOtFoUnD", "(Not Found)"})
    EXPECT_EQ(code_named(spelling), 404) << spelling;
  for (std::string_view spelling : {"I'm a teapot", "im-a-teapot", "I\xE2\x80\x99m a teapot", "teapot"})
    EXPECT_EQ(code_named(spelling), 418) << spelling;
  for (std::string_view spelling : {"continue", "Continue"}) EXPECT_EQ(code_named(spelling), 100) << spelling;
}

TEST(StatusNames, EveryPhraseAndIdentifierLeadsBack) {
  for (const StatusRow& r : status_rows) {
    EXPECT_EQ(code_named(r.phrase), code(r.status)) << r.phrase;
    EXPECT_EQ(code_named(r.identifier), code(r.status)) << r.identifier;
    std::string squashed;
    for (char c : r.phrase)
      if (c != ' ') squashed += c;
    EXPECT_EQ(code_named(squashed), code(r.status)) << squashed;
  }
}

TEST(StatusNames, OlderPhrases) {
  for (const OlderName& older : older_names) EXPECT_EQ(code_named(older.name), code(older.status)) << older.name;
  struct {
    std::string_view name;
    int number;
  } const cases[] = {
      {"Moved Temporarily", 302},
      {"Request Time-out", 408},
      {"Request Entity Too Large", 413},
      {"Payload Too Large", 413},
      {"Request-URI Too Large", 414},
      {"Request-URI Too Long", 414},
      {"Requested range not satisfiable", 416},
      {"UnprocessableEntity", 422},
      {"Unordered Collection", 425},
      {"Reply With", 449},
      {"ServerTimeout", 504},
      {"Gateway Time-out", 504},
      {"HTTPS Version not supported", 505},
      {"Variant Also Negotiable", 506},
      {"NoContent", 204},
      {"Unused", 306},
      {"MethodNotAllowed", 405},
  };
  for (const auto& c : cases) EXPECT_EQ(code_named(c.name), c.number) << c.name;
}

// A list of 1999 that gives names without numbers.
TEST(StatusNames, NamesWithoutNumbers) {
  struct {
    std::string_view name;
    int number;
  } const cases[] = {
      {"OK", 200},
      {"Created", 201},
      {"Accepted", 202},
      {"Bad Request", 400},
      {"Not Found", 404},
      {"Method Not Allowed", 405},
      {"Request Entity Too Large", 413},
      {"Request-URI Too Long", 414},
      {"Unsupported Media Type", 415},
      {"Internal Server Error", 500},
      {"Not Implemented", 501},
      {"Bad Gateway", 502},
      {"Service Unavailable", 503},
      {"Gateway Timeout", 504},
  };
  for (const auto& c : cases) EXPECT_EQ(code_named(c.name), c.number) << c.name;
}

TEST(StatusNames, WhatIsRegisteredWins) {
  EXPECT_EQ(code_named("Unauthorized"), 401);
  EXPECT_EQ(code_named("(Unused)"), 306);
}

TEST(StatusNames, NearNames) {
  const auto typo = nearest_names("not-fuond", 3);
  ASSERT_FALSE(typo.empty());
  EXPECT_EQ(typo.front().status, Status::not_found);
  EXPECT_EQ(typo.front().name, "Not Found");

  const auto part = nearest_names("gateway", 3);
  ASSERT_EQ(part.size(), 2u);
  EXPECT_EQ(part[0].status, Status::bad_gateway);
  EXPECT_EQ(part[1].status, Status::gateway_timeout);

  EXPECT_LE(nearest_names("e", 2).size(), 2u);
  EXPECT_TRUE(nearest_names("zzzzzzzzzzzz", 3).empty());
}

} // namespace
} // namespace responsum::status
