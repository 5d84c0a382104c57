#include "responsum/status/describe.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace responsum::status {
namespace {

bool has_line(const std::string& text, std::string_view wanted) {
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);)
    if (line == wanted) return true;
  return false;
}

TEST(Describe, OneStatus) {
  const std::string text = describe(Status::method_not_allowed, Profile::strict);
  EXPECT_TRUE(text.starts_with("405 Method Not Allowed\n")) << text;
  EXPECT_TRUE(has_line(text, "  defined in    RFC 9110 15.5.6")) << text;
  EXPECT_TRUE(has_line(text, "  must carry    Allow")) << text;
  EXPECT_TRUE(has_line(text, "  storing       also without explicit freshness")) << text;
  EXPECT_EQ(text.find("read as"), std::string::npos) << text;
}

TEST(Describe, SpeaksInTheProfilesWords) {
  const std::string text = describe(Status::gateway_timeout, Profile::huawei);
  EXPECT_TRUE(text.starts_with("504 ServerTimeout\n")) << text;
  EXPECT_TRUE(has_line(text, "  profile       huawei knows it")) << text;
  EXPECT_NE(text.find("\"Gateway Timeout\" (RFC 9110 15.6.5)"), std::string::npos) << text;
  EXPECT_NE(text.find("only if the request itself set a time limit"), std::string::npos) << text;
}

TEST(Describe, SaysWhatAProfileSaysInstead) {
  const std::string text = describe(Status::permanent_redirect, Profile::huawei);
  EXPECT_NE(text.find("huawei does not list it, and says 301 to GET and HEAD and 307 to other"), std::string::npos)
      << text;
}

TEST(Describe, ACodeThatNobodyKnows) {
  const std::string text = describe(status_from(470).value(), Profile::strict);
  EXPECT_TRUE(text.starts_with("470 Client Error\n")) << text;
  EXPECT_TRUE(has_line(text, "  read as       400 Bad Request")) << text;
  EXPECT_TRUE(has_line(text, "  registry      not registered, and not known here")) << text;
}

TEST(Describe, FitsATerminal) {
  for (const auto& p : profile_rows)
    for (int number = lowest_code; number <= highest_code; ++number) {
      std::istringstream lines{describe(status_from(number).value(), p.value)};
      for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(line.size(), 100u) << line;
        EXPECT_FALSE(line.ends_with(' ')) << line;
      }
    }
}

TEST(Describe, ListsInColumns) {
  const std::string text = list(listed(Profile::huawei), Profile::huawei);
  EXPECT_TRUE(has_line(text, "Client error")) << text;
  EXPECT_NE(text.find("\n  404  NotFound "), std::string::npos) << text;
  EXPECT_EQ(text.find("\n  451 "), std::string::npos) << text;
  std::istringstream lines{text};
  std::size_t column = 0;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t at = line.find("RFC 9110");
    if (at == std::string::npos) continue;
    if (column == 0) column = at;
    EXPECT_EQ(at, column) << line;
  }
}

TEST(Describe, ListOfStrictHoldsEveryNamedCode) {
  EXPECT_EQ(listed(Profile::strict).size(), status_rows.size());
  EXPECT_EQ(listed(Profile::huawei).size(), huawei_entries.size());
}

TEST(Describe, HelpsWithUnknownNames) {
  EXPECT_NE(unknown_name_help("not-fond").find("404  Not Found"), std::string::npos);
  EXPECT_NE(unknown_name_help("600").find("from 100 to 599"), std::string::npos);
  EXPECT_NE(unknown_name_help("xyzzyxyzzy").find("lists all"), std::string::npos);
}

TEST(Describe, Duties) {
  EXPECT_EQ(sentence(duty::nothing), "nothing to repeat");
  EXPECT_EQ(sentence(duty::reconnect), "may be repeated, whatever the method, on a new connection, at once");
  EXPECT_EQ(sentence(duty::follow_as_get),
            "send it to where the response points, as GET (HEAD stays HEAD), on whatever "
            "connection the new target needs, not before Retry-After, if it was sent");
  EXPECT_EQ(names(FieldSet{HeaderField::upgrade, HeaderField::connection}), "Connection, Upgrade");
}

} // namespace
} // namespace responsum::status
