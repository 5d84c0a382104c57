#include "responsum/base/inplace_vector.hpp"

#include <gtest/gtest.h>

#include <span>
#include <string>

namespace responsum::base {
namespace {

struct Counted {
  explicit Counted(int& alive) : alive_{alive} { ++alive_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --alive_; }
  int& alive_;
};

TEST(InplaceVector, MakesWhatIsPutIntoItAndNothingElse) {
  int alive = 0;
  {
    InplaceVector<Counted, 3> all;
    EXPECT_TRUE(all.empty());
    EXPECT_EQ(alive, 0);
    all.emplace_back(alive);
    all.emplace_back(alive);
    EXPECT_EQ(alive, 2);
    EXPECT_EQ(all.size(), 2U);
    EXPECT_FALSE(all.full());
    all.emplace_back(alive);
    EXPECT_TRUE(all.full());
  }
  EXPECT_EQ(alive, 0);
}

TEST(InplaceVector, IsARangeInItsOrder) {
  InplaceVector<std::string, 4> words;
  const std::string* const first = &words.emplace_back("a text that is too long to be in place");
  words.emplace_back(2, 'b');
  EXPECT_EQ(words.back(), "bb");
  EXPECT_EQ(&words[0], first);
  const std::span<const std::string> all{words};
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1], "bb");
}

} // namespace
} // namespace responsum::base
