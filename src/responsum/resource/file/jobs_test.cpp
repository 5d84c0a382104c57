#include "responsum/resource/file/jobs.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <string>

#include "responsum/resource/file/folder_test.hpp"

namespace responsum::resource::file {
namespace {

constexpr std::uint64_t most_jobs = 2;

// Files that are called so stay.
class Sticking final : public FileSystem {
 public:
  int remove(int parent, const char* name, bool directory) const override {
    return std::string_view{name} == "sticks" ? EPERM : FileSystem::remove(parent, name, directory);
  }
};

class JobsTest : public ::testing::Test {
 protected:
  JobsTest() : root_{::open(folder_.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)} {
    folder_.make_folder(".responsum/jobs");
  }

  std::string id(int number) const { return std::string(31, '0') + std::to_string(number); }
  std::string tree(const std::string& id) const { return folder_.path(".responsum/jobs/" + id); }
  net::Descriptor jobs_folder() const {
    return net::Descriptor{::open(folder_.path(".responsum/jobs").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  }
  // Of a tree that is there by now.
  std::shared_ptr<Removal> begin(Jobs& jobs, int number, bool wanted = true) {
    return jobs.begin(system_, jobs_folder(),
                      {.id = id(number), .path = "/a/tree/", .user = "alice", .begun_s = 1000}, wanted, most_jobs,
                      nullptr);
  }
  static std::function<bool(std::uint64_t)> always() {
    return [](std::uint64_t) { return true; };
  }

  testing::Folder folder_;
  Sticking system_;
  net::Descriptor root_;
  base::Threads threads_{1};
  Jobs jobs_{folder_.path(), threads_};
};

TEST_F(JobsTest, ATreeIsRemovedHoweverDeepItIs) {
  constexpr int depth = 1000;
  folder_.make_folder(".responsum/jobs/" + id(1));
  net::Descriptor at{::open(tree(id(1)).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  for (int i = 0; i < depth; ++i) {
    ASSERT_EQ(::mkdirat(at.number(), "deeper", 0755), 0);
    const net::Descriptor file{::openat(at.number(), "file", O_WRONLY | O_CREAT | O_CLOEXEC, 0644)};
    at = net::Descriptor{::openat(at.number(), "deeper", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  }
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const rlimit few{256, before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &few);
  const auto removal = begin(jobs_, 1);
  EXPECT_EQ(removal->run(always()), Removal::End::done);
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(removal->entries(), 2u * depth + 1);
  EXPECT_FALSE(std::filesystem::exists(tree(id(1))));
}

TEST_F(JobsTest, WhatALinkLeadsToStays) {
  folder_.write("kept/file", "1");
  folder_.make_folder(".responsum/jobs/" + id(1));
  folder_.link(folder_.path("kept"), ".responsum/jobs/" + id(1) + "/link");
  EXPECT_EQ(begin(jobs_, 1)->run(always()), Removal::End::done);
  EXPECT_TRUE(std::filesystem::exists(folder_.path("kept/file")));
}

TEST_F(JobsTest, WhatIsFreedGoesBackToTheQuota) {
  folder_.write(".responsum/jobs/" + id(1) + "/a/file", "12345");
  Ledger ledger{7};
  const auto removal =
      jobs_.begin(system_, jobs_folder(), {.id = id(1), .path = "/", .user = ""}, false, most_jobs, &ledger);
  EXPECT_EQ(removal->run(always()), Removal::End::done);
  EXPECT_EQ(ledger.used(), 2u);
}

TEST_F(JobsTest, WhoeverIsNotToldThatItGoesOnNeedsNoRecordOfIt) {
  folder_.write(".responsum/jobs/" + id(1) + "/file", "1");
  const auto removal = begin(jobs_, 1);
  ASSERT_TRUE(removal->recorded());
  ASSERT_TRUE(jobs_.find(id(1)));
  jobs_.work(*removal, most_jobs);
  EXPECT_TRUE(removal->over());
  EXPECT_FALSE(removal->promise());
  EXPECT_FALSE(jobs_.find(id(1)));
}

TEST_F(JobsTest, WhatWasPromisedIsRemembered) {
  folder_.write(".responsum/jobs/" + id(1) + "/file", "1");
  const auto removal = begin(jobs_, 1);
  ASSERT_TRUE(removal->promise());
  const auto running = jobs_.find(id(1));
  ASSERT_TRUE(running);
  EXPECT_FALSE(running->over());
  EXPECT_EQ(running->user, "alice");
  jobs_.work(*removal, most_jobs);
  const auto over = jobs_.find(id(1));
  ASSERT_TRUE(over);
  EXPECT_TRUE(over->over());
  EXPECT_EQ(over->outcome, "write.removed");
  EXPECT_EQ(over->entries, 2u);
  EXPECT_EQ(result_of(*over), "/a/");
}

TEST_F(JobsTest, WhatCannotBeRemovedIsToldAsAProblem) {
  folder_.write(".responsum/jobs/" + id(1) + "/sticks", "1");
  const auto removal = begin(jobs_, 1);
  removal->promise();
  jobs_.work(*removal, most_jobs);
  const auto over = jobs_.find(id(1));
  ASSERT_TRUE(over);
  EXPECT_EQ(over->outcome, "fs.write-denied");
  EXPECT_NE(write_report(*over).find(R"("type":"urn:responsum:condition:fs.write-denied")"), std::string::npos);
  EXPECT_EQ(report_type(*over), "application/problem+json");
}

TEST_F(JobsTest, NoMoreAreRememberedThanMay) {
  for (int number = 1; number <= 3; ++number) folder_.write(".responsum/jobs/" + id(number) + "/file", "1");
  EXPECT_TRUE(begin(jobs_, 1)->recorded());
  EXPECT_TRUE(begin(jobs_, 2)->recorded());
  EXPECT_FALSE(begin(jobs_, 3)->recorded());
  EXPECT_FALSE(jobs_.find(id(3)));
}

TEST_F(JobsTest, TheOldestOfThoseThatAreOverIsForgotten) {
  for (int number = 1; number <= 3; ++number) {
    folder_.write(".responsum/jobs/" + id(number) + "/file", "1");
    const auto removal = begin(jobs_, number);
    removal->promise();
    jobs_.work(*removal, most_jobs);
  }
  int left = 0;
  for (int number = 1; number <= 3; ++number) left += jobs_.find(id(number)) ? 1 : 0;
  EXPECT_EQ(left, 2);
}

TEST_F(JobsTest, TheNextServerGoesOnWithWhatThisOneWasAt) {
  for (int i = 0; i < 10; ++i) folder_.write(".responsum/jobs/" + id(1) + "/" + std::to_string(i), "1");
  folder_.write(".responsum/jobs/" + id(2) + "/litter", "1"); // that nobody was told of
  {
    Jobs first{folder_.path(), threads_};
    const auto removal = begin(first, 1);
    removal->promise();
    EXPECT_EQ(removal->run([](std::uint64_t entries) { return entries < 5; }), Removal::End::stopped);
  }
  {
    auto own = std::make_unique<base::Threads>(1);
    Jobs second{folder_.path(), *own};
    second.take_up(system_, root_.number(), most_jobs, nullptr);
    while (!second.find(id(1)) || !second.find(id(1))->over() || std::filesystem::exists(tree(id(2))))
      ::sched_yield();
    EXPECT_EQ(second.find(id(1))->outcome, "write.removed");
    EXPECT_FALSE(second.find(id(2)));
    own.reset();
  }
  EXPECT_FALSE(std::filesystem::exists(tree(id(1))));
}

TEST_F(JobsTest, WhatWasDoneAndNotNotedIsDone) {
  begin(jobs_, 1); // there is no tree any more
  Jobs second{folder_.path(), threads_};
  second.take_up(system_, root_.number(), most_jobs, nullptr);
  ASSERT_TRUE(second.find(id(1)));
  EXPECT_TRUE(second.find(id(1))->over());
}

TEST_F(JobsTest, WhatAnotherServerIsAtIsLeftToIt) {
  folder_.write(".responsum/jobs/" + id(1) + "/file", "1");
  const net::Descriptor other{::open(tree(id(1)).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  ASSERT_EQ(::flock(other.number(), LOCK_EX), 0);
  EXPECT_EQ(begin(jobs_, 1)->run(always()), Removal::End::others);
  EXPECT_TRUE(std::filesystem::exists(tree(id(1)) + "/file"));
}

TEST_F(JobsTest, IdsAreNoOtherNames) {
  EXPECT_TRUE(Jobs::is_id(Jobs::random_id()));
  EXPECT_NE(Jobs::random_id(), Jobs::random_id());
  EXPECT_FALSE(Jobs::is_id(""));
  EXPECT_FALSE(Jobs::is_id("../../etc/passwd"));
  EXPECT_FALSE(Jobs::is_id(std::string(32, 'A')));
}

} // namespace
} // namespace responsum::resource::file
