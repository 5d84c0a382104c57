// Which exchanges are kept beyond the ring.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "responsum/observe/record.hpp"
#include "responsum/observe/selection.hpp"

namespace responsum::observe {

using RuleName = ShortText<31>;

// Takes an exchange when every member that is there does.
struct KeepRule {
  RuleName name;
  std::optional<StatusSet> statuses;
  std::optional<ConditionSet> conditions;
  std::uint32_t min_duration_ms = 0;
  std::optional<std::vector<std::uint16_t>> routes; // their labels

  bool takes(const Record& record) const;
};

class KeepRules {
 public:
  KeepRules() = default; // takes nothing
  explicit KeepRules(std::vector<KeepRule> rules);

  // The first rule that takes the record, or null. Nearly always one bit says that there can be none.
  const KeepRule* find(const Record& record) const {
    if (!possible_.test(static_cast<std::size_t>(record.condition))) [[likely]]
      return nullptr;
    const auto rule = std::ranges::find_if(rules_, [&](const KeepRule& r) { return r.takes(record); });
    return rule == rules_.end() ? nullptr : &*rule;
  }

 private:
  std::vector<KeepRule> rules_;
  ConditionSet possible_; // conditions that some rule could take
};

} // namespace responsum::observe
