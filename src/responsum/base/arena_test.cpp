#include "responsum/base/arena.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace responsum::base {
namespace {

TEST(Arena, HandsOutPiecesThatDoNotOverlap) {
  Arena arena{64};
  const auto a = arena.allocate(10);
  const auto b = arena.allocate(10);
  EXPECT_EQ(a.size(), 10u);
  EXPECT_EQ(a.data() + 10, b.data());
}

TEST(Arena, Aligns) {
  Arena arena;
  arena.allocate(1);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(arena.make<std::uint64_t>(7u)) % alignof(std::uint64_t), 0u);
}

TEST(Arena, KeepsWhatIsOldWhenItGrows) {
  Arena arena{16};
  const std::string_view first = arena.copy("0123456789");
  const std::string_view second = arena.copy("abcdefghij");
  const std::string_view large = arena.copy(std::string(100, 'x'));
  EXPECT_EQ(first, "0123456789");
  EXPECT_EQ(second, "abcdefghij");
  EXPECT_EQ(large, std::string(100, 'x'));
}

TEST(Arena, UsesTheSameMemoryAfterAReset) {
  Arena arena{64};
  const char* first = arena.allocate(8).data();
  arena.allocate(100);
  arena.reset();
  EXPECT_EQ(arena.allocate(8).data(), first);
}

TEST(Arena, TakesBackTheEndOfTheLast) {
  Arena arena{64};
  const auto last = arena.allocate(20);
  arena.shrink_last(last, 4);
  EXPECT_EQ(arena.allocate(1).data(), last.data() + 4);
}

TEST(Arena, TakesNothingBackOfAnEarlierOne) {
  Arena arena{64};
  const auto earlier = arena.allocate(20);
  const auto later = arena.allocate(20);
  arena.shrink_last(earlier, 4);
  EXPECT_EQ(arena.allocate(1).data(), later.data() + 20);
}

TEST(Arena, CopiesNothingOfNothing) {
  Arena arena;
  EXPECT_TRUE(arena.copy("").empty());
}

} // namespace
} // namespace responsum::base
