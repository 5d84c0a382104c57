#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "asked_test.hpp"

namespace responsum::cmd {
namespace {

using testing::Answer;

Answer run(const std::string& arguments) { return testing::ask(add_status, arguments); }

TEST(VerbStatus, Lists) {
  const Answer all = run("status");
  EXPECT_EQ(all.exit_code, 0);
  EXPECT_NE(all.out.find("\n  404  Not Found "), std::string::npos) << all.out;
  EXPECT_NE(all.out.find("\n  499  Client Closed Request "), std::string::npos) << all.out;

  const Answer errors = run("status 5XX");
  EXPECT_EQ(errors.out.find("Not Found"), std::string::npos) << errors.out;
  EXPECT_NE(errors.out.find("\n  502  Bad Gateway "), std::string::npos) << errors.out;
}

TEST(VerbStatus, ByNumberAndName) {
  EXPECT_TRUE(run("status 405").out.starts_with("405 Method Not Allowed\n"));
  EXPECT_TRUE(run("status not-found").out.starts_with("404 Not Found\n"));
  EXPECT_TRUE(run("status --profile huawei 504").out.starts_with("504 ServerTimeout\n"));
  const Answer two = run("status gone 404");
  EXPECT_TRUE(two.out.starts_with("410 Gone\n"));
  EXPECT_NE(two.out.find("\n\n404 Not Found\n"), std::string::npos) << two.out;
}

TEST(VerbStatus, Json) {
  const auto one = nlohmann::json::parse(run("status 405 --json").out);
  EXPECT_EQ(one["code"], 405);
  EXPECT_EQ(one["phrase"], "Method Not Allowed");
  EXPECT_EQ(one["document"], "RFC 9110");
  EXPECT_EQ(one["section"], "15.5.6");
  EXPECT_EQ(one["class"], "client-error");
  EXPECT_EQ(one["heuristically_cacheable"], true);
  EXPECT_EQ(one["fields"]["obligatory"], nlohmann::json::array({"Allow"}));
  EXPECT_EQ(one["generated_by"], nlohmann::json::array({"origin"}));
  EXPECT_EQ(one["client_duty"]["repeat"], "never");
  EXPECT_EQ(one["profile"]["name"], "strict");

  const auto hints = nlohmann::json::parse(run("status 103 --profile huawei --json").out);
  EXPECT_EQ(hints["profile"]["known"], false);
  EXPECT_TRUE(hints["profile"]["says_to_others"].is_null());

  const auto all = nlohmann::json::parse(run("status --json").out);
  ASSERT_TRUE(all.is_array());
  EXPECT_EQ(all.front()["code"], 100);
  EXPECT_EQ(all.back()["code"], 599);
  EXPECT_TRUE(nlohmann::json::parse(run("status 1xx --json").out).is_array());
}

TEST(VerbStatus, CodesWithoutANameHaveTheirClass) {
  const Answer r = run("status 470");
  EXPECT_EQ(r.exit_code, 0);
  EXPECT_NE(r.out.find("400 Bad Request"), std::string::npos) << r.out;
}

TEST(VerbStatus, SuggestsWhatIsNear) {
  const Answer typo = run("status not-fuond 405");
  EXPECT_EQ(typo.exit_code, 1);
  EXPECT_TRUE(typo.out.empty()) << typo.out;
  EXPECT_NE(typo.err.find("404  Not Found"), std::string::npos) << typo.err;
  EXPECT_EQ(run("status 600").exit_code, 1);
}

TEST(VerbStatus, RefusesUnknownProfiles) {
  const Answer r = run("status --profile rfc9110 404");
  EXPECT_NE(r.exit_code, 0);
  EXPECT_NE((r.out + r.err).find("huawei"), std::string::npos) << r.out << r.err;
}

} // namespace
} // namespace responsum::cmd
