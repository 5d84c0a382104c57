#include "responsum/resource/file/removal_wait.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>

#include <string>
#include <vector>

#include "responsum/resource/file/folder_test.hpp"

namespace responsum::resource::file {
namespace {

struct Noting final : Watcher {
  void on_progress() override { ++progress; }
  void on_interim(const Interim& interim) override { interims.push_back(interim.condition); }
  net::Address reached() const override { return {}; }

  int progress = 0;
  std::vector<decision::Condition> interims;
};

class RemovalWaitTest : public ::testing::Test {
 protected:
  RemovalWaitTest() {
    for (int i = 0; i < 5; ++i) folder_.write(".responsum/jobs/" + id + "/" + std::to_string(i), "1");
    net::Descriptor jobs{::open(folder_.path(".responsum/jobs").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    removal_ = jobs_.begin(system_, std::move(jobs), {.id = id, .path = "/tree/", .user = ""}, true, 10, nullptr);
  }

  void pass(base::Milliseconds ms) {
    now_.monotonic_ms += ms;
    reactor_.run_turn(0);
  }
  void run_posted() { reactor_.run_turn(0); }

  const std::string id = std::string(32, '7');
  testing::Folder folder_;
  FileSystem system_;
  base::Threads threads_{1};
  Jobs jobs_{folder_.path(), threads_};
  base::Now now_{};
  net::Reactor reactor_{{.clock = [this] { return now_; }}};
  Noting watcher_;
  std::shared_ptr<Removal> removal_; // shared, as it says
};

TEST_F(RemovalWaitTest, WhoeverWaitsHearsOfTheEnd) {
  RemovalWait wait{removal_, {}, reactor_, watcher_};
  pass(1'000'000);
  EXPECT_FALSE(wait.settled());
  jobs_.work(*removal_, 10);
  run_posted();
  EXPECT_TRUE(wait.settled());
  EXPECT_FALSE(wait.queued());
  EXPECT_EQ(watcher_.progress, 1);
  EXPECT_FALSE(jobs_.find(id));
}

TEST_F(RemovalWaitTest, WhoeverWaitsForAWhileIsThenToldThatItGoesOn) {
  RemovalWait wait{removal_, {.wait_ms = 2000}, reactor_, watcher_};
  pass(1900);
  EXPECT_FALSE(wait.settled());
  pass(200);
  EXPECT_TRUE(wait.settled());
  EXPECT_TRUE(wait.queued());
  EXPECT_EQ(watcher_.progress, 1);
  jobs_.work(*removal_, 10);
  run_posted();
  EXPECT_EQ(watcher_.progress, 1);
  ASSERT_TRUE(jobs_.find(id));
  EXPECT_TRUE(jobs_.find(id)->over());
}

TEST_F(RemovalWaitTest, WhoeverDoesNotWaitIsToldAtOnce) {
  const RemovalWait wait{removal_, {.wait_ms = 0}, reactor_, watcher_};
  EXPECT_TRUE(wait.queued());
  EXPECT_EQ(watcher_.progress, 0);
}

TEST_F(RemovalWaitTest, WhatIsOverIsOver) {
  jobs_.work(*removal_, 10);
  const RemovalWait wait{removal_, {.wait_ms = 0, .threshold = 1}, reactor_, watcher_};
  EXPECT_TRUE(wait.settled());
  EXPECT_FALSE(wait.queued());
}

TEST_F(RemovalWaitTest, NobodyWaitsForMoreEntriesThanTheThreshold) {
  RemovalWait wait{removal_, {.threshold = 3}, reactor_, watcher_};
  EXPECT_EQ(removal_->run([this](std::uint64_t entries) {
    EXPECT_EQ(watcher_.progress, 0); // whoever is told is told by the reactor
    return entries < 4;
  }),
            Removal::End::stopped);
  run_posted();
  EXPECT_TRUE(wait.queued());
  EXPECT_EQ(watcher_.progress, 1);
}

TEST_F(RemovalWaitTest, AsManyEntriesAsTheThresholdAreWaitedFor) {
  RemovalWait wait{removal_, {.threshold = 6}, reactor_, watcher_}; // five, and the tree itself
  jobs_.work(*removal_, 10);
  run_posted();
  EXPECT_TRUE(wait.settled());
  EXPECT_FALSE(wait.queued());
}

TEST_F(RemovalWaitTest, SignsOfLifeComeUntilItIsOver) {
  RemovalWait wait{removal_, {.processing_interval_ms = 20'000}, reactor_, watcher_};
  pass(10'000);
  EXPECT_TRUE(watcher_.interims.empty());
  pass(11'000);
  pass(20'100); // a timer is late by a tick at most
  EXPECT_EQ(watcher_.interims,
            (std::vector{decision::Condition::op_still_running, decision::Condition::op_still_running}));
  jobs_.work(*removal_, 10);
  run_posted();
  pass(21'000);
  EXPECT_EQ(watcher_.interims.size(), 2u);
}

TEST_F(RemovalWaitTest, WhoeverHasLeftIsNotTold) {
  {
    const RemovalWait wait{removal_, {}, reactor_, watcher_};
  }
  jobs_.work(*removal_, 10);
  run_posted();
  EXPECT_EQ(watcher_.progress, 0);
}

} // namespace
} // namespace responsum::resource::file
