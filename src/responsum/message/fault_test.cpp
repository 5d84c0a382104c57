#include "responsum/message/fault.hpp"

#include <gtest/gtest.h>

#include <set>

namespace responsum::message {
namespace {

TEST(Faults, HaveDistinctIdsAndASentence) {
  std::set<std::string_view> ids;
  for (const FaultRow& r : fault_rows) {
    if (r.fault == Fault::none) continue;
    EXPECT_TRUE(ids.insert(r.id).second) << r.id;
    EXPECT_TRUE(r.sentence.ends_with('.')) << r.id;
    EXPECT_TRUE(r.section.starts_with("RFC ")) << r.id;
  }
}

TEST(Faults, EveryGroupHasOne) {
  std::set<FaultGroup> groups;
  for (const FaultRow& r : fault_rows) groups.insert(r.group);
  EXPECT_EQ(groups.size(), static_cast<std::size_t>(FaultGroup::chunk) + 1);
}

} // namespace
} // namespace responsum::message
