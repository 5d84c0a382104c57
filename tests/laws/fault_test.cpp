// Every group of faults has a condition of its own: none falls through the questions to that of another.
#include <gtest/gtest.h>

#include <map>

#include "responsum/decision/replay.hpp"
#include "responsum/decision/sample_test.hpp"

namespace responsum::decision {
namespace {

using message::FaultGroup;

constexpr std::array expected{
    std::pair{FaultGroup::tls, Condition::conn_tls_bytes},
    std::pair{FaultGroup::introduction, Condition::proxy_unexpected},
    std::pair{FaultGroup::method, Condition::syntax_method},
    std::pair{FaultGroup::method_length, Condition::method_too_long},
    std::pair{FaultGroup::target_length, Condition::target_too_long},
    std::pair{FaultGroup::request_line, Condition::syntax_request_line},
    std::pair{FaultGroup::target, Condition::syntax_target},
    std::pair{FaultGroup::pseudo_field, Condition::syntax_pseudo_field},
    std::pair{FaultGroup::version_syntax, Condition::syntax_version},
    std::pair{FaultGroup::version, Condition::version_unsupported},
    std::pair{FaultGroup::fields_total, Condition::fields_total},
    std::pair{FaultGroup::fields_line, Condition::fields_line},
    std::pair{FaultGroup::fields_count, Condition::fields_count},
    std::pair{FaultGroup::field_name, Condition::syntax_field_name},
    std::pair{FaultGroup::space_before_colon, Condition::syntax_space_before_colon},
    std::pair{FaultGroup::folding, Condition::syntax_folding},
    std::pair{FaultGroup::line_ending, Condition::syntax_line_ending},
    std::pair{FaultGroup::field_value, Condition::syntax_field_value},
    std::pair{FaultGroup::connection_field, Condition::syntax_connection_field},
    std::pair{FaultGroup::host_missing, Condition::host_missing},
    std::pair{FaultGroup::host_repeated, Condition::host_repeated},
    std::pair{FaultGroup::host_invalid, Condition::host_invalid},
    std::pair{FaultGroup::host_disagrees, Condition::host_disagrees},
    std::pair{FaultGroup::coding_in_1_0, Condition::framing_te_in_1_0},
    std::pair{FaultGroup::two_lengths, Condition::framing_two_lengths},
    std::pair{FaultGroup::chunked_not_last, Condition::framing_chunked_not_last},
    std::pair{FaultGroup::length, Condition::framing_length},
    std::pair{FaultGroup::coding, Condition::coding_unknown},
};

TEST(Faults, HaveAConditionForEachGroup) {
  std::map<FaultGroup, Condition> wanted{expected.begin(), expected.end()};
  std::map<Condition, FaultGroup> seen;
  for (const auto& fault : message::fault_rows) {
    // Chunks come after the head; their faults are facts of the content. Responses are the gateway's.
    if (!message::concerns_request_head(fault.group)) continue;
    ASSERT_TRUE(wanted.contains(fault.group)) << "no condition is named here for the group of " << fault.id;
    Sample sample;
    sample.facts.fault = fault.fault;
    const Condition found = walk_through(sample.facts).condition();
    EXPECT_EQ(id(found), id(wanted[fault.group])) << fault.id;
    const auto [at, first] = seen.try_emplace(found, fault.group);
    EXPECT_TRUE(first || at->second == fault.group) << fault.id << " shares " << id(found);
  }
  EXPECT_EQ(seen.size(), expected.size());
}

TEST(Faults, OfTheHeadComeBeforeAnythingThatIsLookedUp) {
  for (const auto& fault : message::fault_rows) {
    if (!message::concerns_request_head(fault.group)) continue;
    Sample sample;
    sample.facts.known = 0;
    sample.facts.fault = fault.fault;
    Walk walk;
    EXPECT_TRUE(walk.proceed(sample.facts)) << fault.id;
  }
}

} // namespace
} // namespace responsum::decision
