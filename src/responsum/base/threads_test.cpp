#include "responsum/base/threads.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <memory>
#include <thread>

namespace responsum::base {
namespace {

TEST(Threads, DoWhatTheyAreGivenElsewhere) {
  std::latch done{100};
  std::thread::id elsewhere;
  {
    Threads threads{1};
    for (int i = 0; i < 100; ++i)
      EXPECT_TRUE(threads.submit(
          [&] {
            elsewhere = std::this_thread::get_id();
            done.count_down();
          },
          100));
    done.wait();
  }
  EXPECT_NE(elsewhere, std::this_thread::get_id());
}

TEST(Threads, WorkAtTheSameTime) {
  std::latch all{3}; // each waits for the others
  Threads threads{3};
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(threads.submit([&] { all.arrive_and_wait(); }, 8));
  all.arrive_and_wait();
  EXPECT_TRUE(all.try_wait());
}

TEST(Threads, RefuseWhatIsTooMuchAndDropWhatWaitsAtTheEnd) {
  const auto held = std::make_shared<int>(0); // shared with jobs, to see them go
  {
    std::latch running{2};
    std::latch may_end{1};
    Threads threads{1};
    EXPECT_TRUE(threads.submit(
        [&] {
          running.count_down();
          may_end.wait();
        },
        1));
    running.arrive_and_wait();
    EXPECT_TRUE(threads.submit([held] { ++*held; }, 1));
    EXPECT_FALSE(threads.submit([held] { ++*held; }, 1));
    EXPECT_EQ(held.use_count(), 2);
    may_end.count_down();
  }
  EXPECT_EQ(held.use_count(), 1);
}

} // namespace
} // namespace responsum::base
