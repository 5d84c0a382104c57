#include "responsum/observe/keep_rules.hpp"

#include <gtest/gtest.h>

namespace responsum::observe {
namespace {

using decision::Condition;

Record recorded(Condition condition, std::uint16_t status, std::uint32_t duration_ms = 0,
                std::uint16_t route = Record::none) {
  Record r;
  r.condition = condition;
  r.status = status;
  r.duration_ms = duration_ms;
  r.route = route;
  return r;
}

KeepRule named(std::string_view name) {
  KeepRule rule;
  rule.name.assign(name);
  return rule;
}

StatusSet statuses(std::string_view word) {
  StatusSet set;
  EXPECT_EQ(add_statuses(set, word), "");
  return set;
}

ConditionSet conditions(std::string_view word) {
  ConditionSet set;
  EXPECT_EQ(add_conditions(set, word), "");
  return set;
}

std::string_view taken_by(const KeepRules& rules, const Record& record) {
  const KeepRule* rule = rules.find(record);
  return rule == nullptr ? std::string_view{} : rule->name.view();
}

TEST(KeepRules, NoRulesTakeNothing) {
  EXPECT_EQ(KeepRules{}.find(recorded(Condition::fs_io_error, 500)), nullptr);
  EXPECT_EQ(KeepRules{std::vector<KeepRule>{}}.find(recorded(Condition::fs_io_error, 500)), nullptr);
}

TEST(KeepRules, EveryMemberHasToHold) {
  KeepRule slow = named("slow");
  slow.statuses = statuses("2xx");
  slow.min_duration_ms = 1000;
  slow.routes = {3, 5};
  const KeepRules rules{{slow}};
  EXPECT_EQ(taken_by(rules, recorded(Condition::repr_whole, 200, 1000, 5)), "slow");
  EXPECT_EQ(taken_by(rules, recorded(Condition::repr_whole, 200, 999, 5)), "");
  EXPECT_EQ(taken_by(rules, recorded(Condition::repr_whole, 200, 1000, 4)), "");
  EXPECT_EQ(taken_by(rules, recorded(Condition::repr_whole, 200, 1000)), "") << "it came to no route";
  EXPECT_EQ(taken_by(rules, recorded(Condition::fs_none, 404, 1000, 5)), "");
}

TEST(KeepRules, RulesAreAlternativesAndTheFirstIsNamed) {
  KeepRule errors = named("errors");
  errors.statuses = statuses("5xx");
  KeepRule files = named("files");
  files.conditions = conditions("fs.*");
  const KeepRules rules{{errors, files}};
  EXPECT_EQ(taken_by(rules, recorded(Condition::fs_io_error, 500)), "errors");
  EXPECT_EQ(taken_by(rules, recorded(Condition::fs_none, 404)), "files");
  EXPECT_EQ(taken_by(rules, recorded(Condition::route_none, 404)), "");
  EXPECT_EQ(taken_by(rules, recorded(Condition::repr_whole, 200)), "");
}

TEST(KeepRules, StatusNoneIsAConnectionThatEndedInSilence) {
  KeepRule silent = named("silent");
  silent.statuses = statuses("none");
  const KeepRules rules{{silent}};
  EXPECT_EQ(taken_by(rules, recorded(Condition::conn_idle, 0)), "silent");
  EXPECT_EQ(taken_by(rules, recorded(Condition::repr_whole, 200)), "");
}

// The bit that spares most exchanges the rules must never hide one that a rule takes, whatever the profile.
TEST(KeepRules, FirstTestHidesNothing) {
  for (const decision::ConditionRow& row : decision::condition_rows) {
    for (const auto& profile : status::profile_rows) {
      const bool silent = row.ending == decision::Ending::hang_up;
      const int code = silent ? 0 : status::code(decision::status_of(row.condition, profile.value));
      KeepRule rule = named("it");
      rule.statuses.emplace().set(static_cast<std::size_t>(code));
      const KeepRules rules{{rule}};
      EXPECT_EQ(taken_by(rules, recorded(row.condition, static_cast<std::uint16_t>(code))), "it") << row.id;
    }
  }
}

} // namespace
} // namespace responsum::observe
