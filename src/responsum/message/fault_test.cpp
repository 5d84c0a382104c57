#include "responsum/message/fault.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

namespace responsum::message {
namespace {

constexpr std::array<std::string_view, 3> documents{"RFC ", "FastCGI ", "PROXY protocol "};

TEST(Faults, HaveDistinctIdsAndASentence) {
  std::set<std::string_view> ids;
  for (const FaultRow& r : fault_rows) {
    if (r.fault == Fault::none) continue;
    EXPECT_TRUE(ids.insert(r.id).second) << r.id;
    EXPECT_TRUE(r.sentence.ends_with('.')) << r.id;
    EXPECT_TRUE(std::ranges::any_of(documents, [&](auto d) { return r.section.starts_with(d); })) << r.id;
  }
}

TEST(Faults, EveryGroupHasOne) {
  std::set<FaultGroup> groups;
  for (const FaultRow& r : fault_rows) groups.insert(r.group);
  EXPECT_EQ(groups.size(), static_cast<std::size_t>(FaultGroup::proxy_header) + 1);
}

} // namespace
} // namespace responsum::message
