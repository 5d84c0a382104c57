#include "responsum/route/guard.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace responsum::route {
namespace {

using message::Field;

const Guard open_guard{};
const Guard guard{"correct-horse-battery+staple="};

// A request to console.test:8081 with `query`, and with one field if it is not empty.
decision::GuardFacts facts(const Guard& g, std::string_view query, Field field = Field::accept,
                           const std::string& value = "") {
  const std::string authority = "console.test:8081";
  const std::string bytes = authority + std::string{query} + value;
  message::RequestHead head;
  head.set_bytes(bytes.data());
  const auto octets = [](std::size_t n) { return static_cast<std::uint32_t>(n); };
  head.authority = {0, octets(authority.size())};
  head.query = {octets(authority.size()), octets(query.size())};
  if (!value.empty()) head.add_line({{}, {octets(authority.size() + query.size()), octets(value.size())}, field});
  return check(g, head);
}

TEST(Guard, PagesOfAnotherOriginAreForeign) {
  EXPECT_TRUE(facts(open_guard, "").origin_own);
  for (const char* own : {"http://console.test:8081", "https://console.test:8081", "http://CONSOLE.test:8081"})
    EXPECT_TRUE(facts(open_guard, "", Field::origin, own).origin_own) << own;
  for (const char* foreign : {"null", "http://console.test", "http://console.test:80", "http://console.test:8081/",
                              "http://evil.test", "ftp://console.test:8081", "console.test:8081", "http://"})
    EXPECT_FALSE(facts(open_guard, "", Field::origin, foreign).origin_own) << foreign;
}

TEST(Guard, WithoutATokenNoneIsAskedFor) {
  EXPECT_TRUE(facts(open_guard, "").token_right);
  EXPECT_FALSE(facts(open_guard, "token=").token_in_query);
  EXPECT_FALSE(facts(open_guard, "token=x").token_in_query);
}

TEST(Guard, TheTokenComesInAField) {
  const std::string token = guard.token;
  for (const std::string& right : {"Bearer " + token, "bearer " + token, "Bearer   " + token})
    EXPECT_TRUE(facts(guard, "", Field::authorization, right).token_right) << right;
  for (const std::string& wrong :
       {std::string{"Bearer"}, std::string{"Bearer "}, "Basic " + token, token, "Bearer " + token + "x",
        "Bearer " + token.substr(1), "Bearer " + token.substr(0, token.size() - 1), "Bearer " + token + token})
    EXPECT_FALSE(facts(guard, "", Field::authorization, wrong).token_right) << wrong;
  EXPECT_FALSE(facts(guard, "").token_right);
}

TEST(Guard, TheTokenComesInACookie) {
  const std::string cookie = "responsum_token=" + guard.token;
  for (const std::string& right : {cookie, "a=b; " + cookie, cookie + "; a=b"})
    EXPECT_TRUE(facts(guard, "", Field::cookie, right).token_right) << right;
  for (const std::string& wrong :
       {"x" + cookie, cookie + "x", std::string{"responsum_token="}, std::string{"a=b"}, "other=" + guard.token})
    EXPECT_FALSE(facts(guard, "", Field::cookie, wrong).token_right) << wrong;
  EXPECT_TRUE(write_cookie(guard).starts_with(cookie + ";"));
}

TEST(Guard, TheTokenComesInTheQueryOnce) {
  EXPECT_TRUE(facts(guard, "token=" + guard.token).token_in_query);
  EXPECT_TRUE(facts(guard, "a=b&token=" + guard.token).token_in_query);
  EXPECT_TRUE(facts(guard, "token=correct-horse-battery%2Bstaple%3D").token_in_query);
  EXPECT_FALSE(facts(guard, "token=" + guard.token).token_right); // it is for the cookie
  for (const char* wrong : {"token=correct-horse", "token", "token=%", "xtoken=correct-horse-battery+staple="})
    EXPECT_FALSE(facts(guard, wrong).token_in_query) << wrong;
}

TEST(Guard, ATokenFitsIntoFieldsCookiesAndQueries) {
  EXPECT_TRUE(std::ranges::all_of(std::string_view{"azAZ09-._~+/="}, is_token_character));
  EXPECT_FALSE(std::ranges::any_of(std::string_view{" ;,\"\\%&\r\n\t\x7f\xc3"}, is_token_character));
}

} // namespace
} // namespace responsum::route
