#include "responsum/admit/ledger.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <thread>
#include <unistd.h>
#include <vector>

namespace responsum::admit {
namespace {

class LedgerTest : public testing::Test {
 protected:
  LedgerTest() { std::filesystem::create_directory(folder_); }
  ~LedgerTest() override { std::filesystem::remove_all(folder_); }

  std::string path() const { return (folder_ / "ledger.db").string(); }
  std::unique_ptr<Ledger> open() {
    auto ledger = Ledger::open(path(), {});
    EXPECT_TRUE(ledger) << ledger.error();
    return std::move(*ledger);
  }
  void add(std::string_view key, std::int64_t amount) {
    auto file = LedgerFile::open(path());
    ASSERT_TRUE(file) << file.error();
    ASSERT_TRUE(file->add(account_of(key), amount));
  }
  Credits credits(std::string_view key) {
    auto file = LedgerFile::open(path());
    return file->credits(account_of(key))->value_or(Credits{});
  }

 private:
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("responsum-ledger-" + std::to_string(::getpid()));
};

TEST_F(LedgerTest, HoldsAndReleasesAndPays) {
  add("alice", 2);
  const auto ledger = open();
  {
    const auto first = ledger->hold("alice", 1);
    const auto second = ledger->hold("alice", 1);
    EXPECT_EQ(first.outcome, Hold::Outcome::held);
    EXPECT_EQ(second.outcome, Hold::Outcome::held);
    EXPECT_EQ(ledger->hold("alice", 1).outcome, Hold::Outcome::too_little) << "all is set aside";
  }
  ledger->hold("alice", 1).hold.settle();
  ledger->hold("alice", 1).hold.settle();
  EXPECT_EQ(ledger->hold("alice", 1).outcome, Hold::Outcome::too_little);
  EXPECT_EQ(ledger->hold("bob", 1).outcome, Hold::Outcome::no_account);
}

TEST_F(LedgerTest, KeepsWhatWasPaidOverARestart) {
  add("alice", 5);
  {
    const auto ledger = open();
    for (int i = 0; i < 3; ++i) ledger->hold("alice", 1).hold.settle();
    const auto unpaid = ledger->hold("alice", 1); // goes with the restart
  }
  EXPECT_EQ(credits("alice").left, 2);
  EXPECT_EQ(credits("alice").spent, 3);
  const auto ledger = open();
  EXPECT_EQ(ledger->hold("alice", 2).outcome, Hold::Outcome::held);
  EXPECT_EQ(ledger->hold("alice", 3).outcome, Hold::Outcome::too_little);
}

TEST_F(LedgerTest, SeesWhatOthersAdd) {
  const auto ledger = open();
  EXPECT_EQ(ledger->hold("alice", 1).outcome, Hold::Outcome::no_account);
  add("alice", 1);
  ledger->keep_now();
  EXPECT_EQ(ledger->hold("alice", 1).outcome, Hold::Outcome::held);
  ledger->hold("alice", 1).hold.settle();
  add("alice", 10);
  ledger->keep_now();
  ledger->keep_now();
  EXPECT_EQ(credits("alice").left, 10);
  EXPECT_EQ(ledger->hold("alice", 10).outcome, Hold::Outcome::held);
}

TEST_F(LedgerTest, NeverGrantsMoreThanThereIs) {
  add("alice", 100);
  const auto ledger = open();
  std::atomic<int> paid = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) {
        auto held = ledger->hold("alice", 1);
        if (held.outcome != Hold::Outcome::held) continue;
        if (i % 3 == 0) continue; // came to nothing
        held.hold.settle();
        ++paid;
        if (i % 10 == 1) ledger->keep_now();
      }
    });
  for (std::thread& t : threads) t.join();
  ledger->keep_now();
  EXPECT_LE(paid, 100);
  EXPECT_EQ(credits("alice").left, 100 - paid);
  EXPECT_EQ(credits("alice").spent, paid);
}

TEST_F(LedgerTest, KeepsBudgets) {
  {
    const auto ledger = open();
    ledger->budget("site").spend(100, 12);
  }
  const auto ledger = open();
  EXPECT_EQ(ledger->budget("site").spent(100), 12u);
  EXPECT_EQ(ledger->budget("site").spent(200), 0u);
  EXPECT_EQ(ledger->budget("other").spent(100), 0u);
}

TEST_F(LedgerTest, LeavesOtherDatabasesAlone) {
  EXPECT_FALSE(Ledger::open("/nonexistent/ledger.db", {}));
  const std::string other = path() + ".txt";
  std::FILE* file = std::fopen(other.c_str(), "w");
  std::fputs("this is no database at all, but it is long enough to be looked at as one, and it is left alone", file);
  std::fclose(file);
  EXPECT_FALSE(Ledger::open(other, {}));
}

} // namespace
} // namespace responsum::admit
