#include <gtest/gtest.h>

#include "responsum/config/problems_test.hpp"
#include "responsum/decision/keys.hpp"

namespace responsum::config {
namespace {

// What the reader says of a configuration that has this key among others, with a value that suits none.
std::string said_of(std::string_view table, std::string_view key) {
  const std::string line = std::string{key} + " = {}\n";
  std::string text;
  if (table != "site" && table != "site.route") text += "[" + std::string{table} + "]\n" + line;
  text += "[[site]]\n" + (table == "site" ? line : "") + "[[site.route]]\n" + (table == "site.route" ? line : "");
  const Reading reading = read_for_test(text);
  return render_all(reading ? reading->warnings : reading.error());
}

TEST(Keys, ThatRuleAQuestionAreKeysOfTheConfiguration) {
  for (const decision::KeyRow& r : decision::key_rows) {
    const std::size_t dot = r.key.rfind('.');
    const std::string said = said_of(r.key.substr(0, dot), r.key.substr(dot + 1));
    EXPECT_EQ(said.find("unknown key"), std::string::npos) << r.key << ": " << said;
  }
  EXPECT_NE(said_of("site.route", "no_such_key").find("unknown key"), std::string::npos);
  EXPECT_NE(said_of("limits", "no_such_key").find("unknown key"), std::string::npos);
  EXPECT_NE(said_of("site", "no_such_key").find("unknown key"), std::string::npos);
}

} // namespace
} // namespace responsum::config
