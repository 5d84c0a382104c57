#include <gtest/gtest.h>

#include "responsum/config/problems_test.hpp"

// Every message is held against its full text: what people read is part of what is promised.
namespace responsum::config {
namespace {

TEST(RecordProblems, RecordingIsEnabledOrNot) {
  expect_problems_above_site(R"toml([record]
enabled = "off"
)toml",
                             R"(etc/site.toml:2:11: error: `enabled` takes true or false, not a text
     2 | enabled = "off"
       |           ^^^^^
)");
}

TEST(RecordProblems, RuleHasToSaySomething) {
  expect_problems_above_site(R"toml([record]
file = "kept.sqlite"
[[record.keep]]
name = "all"
)toml",
                             R"(etc/site.toml:3:1: error: [[record.keep]] does not say which exchanges are kept
     3 | [[record.keep]]
       | ^^^^^^^^^^^^^^^
       = add `status`, `condition`, `min_duration_ms` or `route`
)");
}

TEST(RecordProblems, RulesNeedAFile) {
  expect_problems_above_site(R"toml([[record.keep]]
status = "5xx"
)toml",
                             R"(etc/site.toml:1:1: error: there is no file to keep exchanges in
     1 | [[record.keep]]
       | ^^^^^^^^^^^^^^^
       = add `file` to [record]
)");
}

TEST(RecordProblems, FileWithoutRulesKeepsNothing) {
  expect_problems_above_site(R"toml([record]
file = "kept.sqlite"
)toml",
                             R"(etc/site.toml:2:8: warning: no rule says which exchanges are kept: none are
     2 | file = "kept.sqlite"
       |        ^^^^^^^^^^^^^
       = add [[record.keep]]
)");
}

TEST(RecordProblems, StatusesAndConditionsAreChecked) {
  expect_problems_above_site(R"toml([record]
file = ""
[[record.keep]]
status = ["6xx", 99, true]
condition = ["fs.nome", "nothing.*"]
[[record.keep]]
status = []
condition = []
route = []
)toml",
                             R"(etc/site.toml:2:8: error: `file` is empty
     2 | file = ""
       |        ^^
etc/site.toml:4:11: error: `status`: a status is a number from 100 to 599, a class such as 5xx, or none, not "6xx"
     4 | status = ["6xx", 99, true]
       |           ^^^^^
etc/site.toml:4:18: error: `status`: a status is a number from 100 to 599, a class such as 5xx, or none, not "99"
     4 | status = ["6xx", 99, true]
       |                  ^^
etc/site.toml:4:22: error: `status` takes a number, a text such as "5xx", or a list of them, not true
     4 | status = ["6xx", 99, true]
       |                      ^^^^
etc/site.toml:5:14: error: `condition`: "fs.nome": no condition has this name
     5 | condition = ["fs.nome", "nothing.*"]
       |              ^^^^^^^^^
       = did you mean "fs.none"?
etc/site.toml:5:25: error: `condition`: "nothing.*": no condition has this name
     5 | condition = ["fs.nome", "nothing.*"]
       |                         ^^^^^^^^^^^
etc/site.toml:7:10: error: `status` names none
     7 | status = []
       |          ^^
etc/site.toml:8:13: error: `condition` names none
     8 | condition = []
       |             ^^
etc/site.toml:9:9: error: `route` names none
     9 | route = []
       |         ^^
)");
}

TEST(RecordProblems, RouteHasToBeThere) {
  expect_problems(R"toml([record]
file = "kept.sqlite"
[[record.keep]]
route = ["dosc", "/", "something else"]
[[site]]
[[site.route]]
path = "/docs/"
name = "docs"
files = "docs"
[[site.route]]
path = "/"
files = "public"
)toml",
                  R"(etc/site.toml:4:10: error: no route has the name `dosc`
     4 | route = ["dosc", "/", "something else"]
       |          ^^^^^^
       = did you mean `docs`?
etc/site.toml:4:23: error: no route has the name `something else`
     4 | route = ["dosc", "/", "something else"]
       |                       ^^^^^^^^^^^^^^^^
)");
}

TEST(RecordProblems, QuantitiesAndNamesAreInRange) {
  expect_problems_above_site(R"toml([record]
file = "kept.sqlite"
max_exchanges = 0
[[record.keep]]
min_duration_ms = 0
name = "a name that is longer than anybody would read"
durations = 1
)toml",
                             R"(etc/site.toml:3:17: error: `max_exchanges` is from 1 to 1000000, not 0
     3 | max_exchanges = 0
       |                 ^
etc/site.toml:5:19: error: `min_duration_ms` is from 1ms to 24h, not 0
     5 | min_duration_ms = 0
       |                   ^
etc/site.toml:6:8: error: `name` has at most 31 octets
     6 | name = "a name that is longer than anybody would read"
       |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
etc/site.toml:7:1: error: unknown key `durations` in [[record.keep]]
     7 | durations = 1
       | ^^^^^^^^^
)");
}

TEST(RecordProblems, RulesAreAList) {
  expect_problems_above_site(R"toml([record]
file = "kept.sqlite"
keep = [3]
)toml",
                             R"(etc/site.toml:3:9: error: `keep` takes tables: [[record.keep]], not a whole number
     3 | keep = [3]
       |         ^
)");
  expect_problems_above_site(R"toml([record]
file = "kept.sqlite"
[record.keep]
status = 404
)toml",
                             R"(etc/site.toml:3:1: error: there is a list of rules
     3 | [record.keep]
       | ^^^^^^^^^^^^^
       = write [[record.keep]]
)");
}

TEST(RecordProblems, NoMoreRulesThanAnybodyWrites) {
  std::string text = "[record]\nfile = \"kept.sqlite\"\n";
  for (int i = 0; i < 100; ++i) text += "[[record.keep]]\nstatus = 404\n";
  const std::string sound = text + std::string{one_site};
  EXPECT_EQ(expect_sound(sound)->record.keep.size(), 100u);
  expect_problems_above_site(text + "[[record.keep]]\nstatus = 404\n",
                             R"(etc/site.toml:203:1: error: more than 100 rules to keep exchanges
   203 | [[record.keep]]
       | ^^^^^^^^^^^^^^^
)");
}

} // namespace
} // namespace responsum::config
