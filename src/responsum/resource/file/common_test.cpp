#include "responsum/resource/file/common.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "responsum/resource/file/folder_test.hpp"

namespace responsum::resource::file {
namespace {

TEST(Ledger, NeverPromisesMoreThanThereIs) {
  Ledger ledger{10};
  EXPECT_FALSE(ledger.reserve(91, 100));
  EXPECT_TRUE(ledger.reserve(90, 100));
  EXPECT_FALSE(ledger.reserve(1, 100));
  ledger.release(200);
  EXPECT_EQ(ledger.used(), 0u);
}

TEST(Ledger, NorDoSeveralThreads) {
  Ledger ledger{0};
  std::atomic<int> granted = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i)
        if (ledger.reserve(1, 1500)) ++granted;
    });
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(granted, 1500);
}

TEST(Reservation, GoesBackUnlessItIsSpent) {
  Ledger ledger{0};
  {
    Reservation r;
    EXPECT_TRUE(r.cover(ledger, 60, 100));
    EXPECT_TRUE(r.cover(ledger, 50, 100));
    EXPECT_FALSE(r.cover(ledger, 101, 100));
    EXPECT_EQ(ledger.used(), 60u);
  }
  EXPECT_EQ(ledger.used(), 0u);
  {
    Reservation r;
    EXPECT_TRUE(r.cover(ledger, 60, 100));
    r.spend(40, 0);
  }
  EXPECT_EQ(ledger.used(), 40u);
  {
    Reservation r; // what is removed has nothing reserved
    EXPECT_TRUE(r.cover(ledger, 0, 100));
    r.spend(0, 40);
  }
  EXPECT_EQ(ledger.used(), 0u);
}

TEST(Common, CountsWhatIsThereOnce) {
  const testing::Folder folder;
  folder.write("a", "12345");
  folder.write("b/c", "678");
  Common common;
  EXPECT_EQ(common.ledger(folder.path()).used(), 8u);
  folder.write("d", "9");
  EXPECT_EQ(common.ledger(folder.path()).used(), 8u);
}

TEST(Writers, ContendWhenTheyAreTwoWithinADay) {
  Writers writers;
  EXPECT_FALSE(writers.contended("/a", "one", 1000));
  writers.note("/a", "one", 1000);
  EXPECT_FALSE(writers.contended("/a", "one", 1001));
  EXPECT_TRUE(writers.contended("/a", "two", 1001));
  EXPECT_FALSE(writers.contended("/b", "two", 1001));
  writers.note("/a", "two", 1001);
  EXPECT_TRUE(writers.contended("/a", "one", 1002));
  EXPECT_TRUE(writers.contended("/a", "two", 1002));
  const auto later = 1001 + Writers::remembered_s;
  EXPECT_TRUE(writers.contended("/a", "one", later));
  EXPECT_FALSE(writers.contended("/a", "one", later + 1));
  writers.note("/a", "one", later + 1);
  EXPECT_FALSE(writers.contended("/a", "one", later + 2));
}

TEST(Writers, AreForgottenRatherThanMany) {
  Writers writers;
  for (std::size_t i = 0; i <= Writers::most; ++i)
    writers.note("/" + std::to_string(i), "one", static_cast<base::UnixSeconds>(i));
  EXPECT_FALSE(writers.contended("/0", "two", 5000));
  EXPECT_TRUE(writers.contended("/1", "two", 5000));
}

} // namespace
} // namespace responsum::resource::file
