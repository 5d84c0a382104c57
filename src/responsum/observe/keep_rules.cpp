#include "responsum/observe/keep_rules.hpp"

#include <utility>

#include "responsum/decision/profile.hpp"

namespace responsum::observe {

namespace {

// Whether an exchange with this condition can have one of the statuses, whichever profile its site has.
bool can_have(decision::Condition condition, const StatusSet& statuses) {
  if (decision::row(condition).ending == decision::Ending::hang_up) return statuses.test(0);
  return std::ranges::any_of(status::profile_rows, [&](const status::Word<status::Profile>& row) {
    return statuses.test(static_cast<std::size_t>(status::code(decision::status_of(condition, row.value))));
  });
}

bool could_take(const KeepRule& rule, decision::Condition condition) {
  if (rule.conditions && !rule.conditions->test(static_cast<std::size_t>(condition))) return false;
  return !rule.statuses || can_have(condition, *rule.statuses);
}

} // namespace

bool KeepRule::takes(const Record& r) const {
  if (statuses && (r.status >= statuses->size() || !statuses->test(r.status))) return false;
  if (conditions && !conditions->test(static_cast<std::size_t>(r.condition))) return false;
  if (r.duration_ms < min_duration_ms) return false;
  return !routes || std::ranges::find(*routes, r.route) != routes->end();
}

KeepRules::KeepRules(std::vector<KeepRule> rules) : rules_{std::move(rules)} {
  for (const decision::ConditionRow& row : decision::condition_rows)
    for (const KeepRule& rule : rules_)
      if (could_take(rule, row.condition)) possible_.set(static_cast<std::size_t>(row.condition));
}

} // namespace responsum::observe
