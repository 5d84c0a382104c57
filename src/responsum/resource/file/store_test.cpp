#include "responsum/resource/file/store.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "responsum/resource/file/folder_test.hpp"

namespace responsum::resource::file {
namespace {

using decision::Hindrance;

constexpr auto always = [](const struct stat*) { return Hindrance::none; };

std::string text_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

class StoreTest : public ::testing::Test {
 protected:
  StoreTest() : root_{::open(folder_.path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)} {}

  std::expected<Spot, Met> spot(const std::string& path) {
    return find_spot(system_, root_.number(), path, Symlinks::beneath);
  }
  Spool::Place place_of(Spool& spool) { return *spool.place(root_.number()); }
  Change put(const std::string& path, std::string_view text, const Consent& consent = always,
             Durability durability = Durability::none) {
    auto where = spot(path);
    if (!where) return std::unexpected{where.error()};
    auto draft = place_of(spool_)->begin(where->parent.number(), where->parent_path);
    if (!draft) return std::unexpected{met_with(draft.error())};
    EXPECT_EQ(draft->write(text), 0);
    return place(system_, *draft, *where, durability, consent);
  }
  Hindrance hindrance(const Change& change) { return change ? Hindrance::none : change.error().hindrance; }
  // Names in the root beside those of the spool, and how many drafts there are in that.
  std::size_t drafts() {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder_.path(".responsum")})
      if (!entry.is_directory()) ++count;
    return count;
  }

  testing::Folder folder_;
  FileSystem system_;
  net::Descriptor root_;
  Spool spool_;
};

TEST_F(StoreTest, MakesAFileWhereThereIsNone) {
  const Change change = put("a.txt", "one");
  ASSERT_TRUE(change);
  EXPECT_TRUE(change->created);
  EXPECT_EQ(text_of(folder_.path("a.txt")), "one");
  struct stat s{};
  ::stat(folder_.path("a.txt").c_str(), &s);
  EXPECT_EQ(change->stamp, stamp_of(s));
  EXPECT_EQ(drafts(), 0u);
}

TEST_F(StoreTest, ReplacesAndKeepsTheMode) {
  folder_.write("a.txt", "one");
  ::chmod(folder_.path("a.txt").c_str(), 0640);
  const Change change = put("a.txt", "two", always, Durability::full);
  ASSERT_TRUE(change);
  EXPECT_FALSE(change->created);
  EXPECT_EQ(text_of(folder_.path("a.txt")), "two");
  struct stat s{};
  ::stat(folder_.path("a.txt").c_str(), &s);
  EXPECT_EQ(s.st_mode & 07777, 0640u);
  EXPECT_EQ(change->stamp, stamp_of(s));
}

TEST_F(StoreTest, NothingIsLeftOfWhatIsReplaced) {
  for (const Durability durability : {Durability::full, Durability::ordered, Durability::none}) {
    folder_.write("a.txt", "one");
    const net::Descriptor before{::open(folder_.path("a.txt").c_str(), O_RDONLY | O_CLOEXEC)};
    ASSERT_TRUE(put("a.txt", "two", always, durability));
    EXPECT_EQ(text_of(folder_.path("a.txt")), "two");
    EXPECT_EQ(drafts(), 0u);
    struct stat s{};
    ASSERT_EQ(::fstat(before.number(), &s), 0);
    EXPECT_EQ(s.st_nlink, 0u);
  }
}

// In the moment between the look and the change somebody who takes no lock puts a directory there.
struct DirectoryComes final : FileSystem {
  int place(Draft& draft, int parent, const char* name, Standing standing) const override {
    ::unlinkat(parent, name, 0);
    ::mkdirat(parent, name, 0755);
    return FileSystem::place(draft, parent, name, standing);
  }
};

TEST_F(StoreTest, ADirectoryThatCameMeanwhileStays) {
  for (const Durability durability : {Durability::full, Durability::ordered, Durability::none}) {
    folder_.write("a.txt", "one");
    const DirectoryComes system;
    const auto where = spot("a.txt");
    auto draft = place_of(spool_)->begin(where->parent.number(), where->parent_path);
    ASSERT_EQ(draft->write("two"), 0);
    EXPECT_EQ(hindrance(place(system, *draft, *where, durability, always)), Hindrance::conflict);
    EXPECT_TRUE(std::filesystem::is_directory(folder_.path("a.txt")));
    EXPECT_EQ(drafts(), 1u);
    draft->give_up();
    EXPECT_EQ(drafts(), 0u);
    std::filesystem::remove(folder_.path("a.txt"));
  }
}

// A tag is made of time and size, and the kernel's clock ticks slowly.
TEST_F(StoreTest, EveryContentHasATimeOfItsOwn) {
  std::int64_t last = 0;
  for (int i = 0; i < 200; ++i) {
    const Change change = put("a.txt", "same size");
    ASSERT_TRUE(change);
    EXPECT_GT(change->stamp.modified_ns, last);
    last = change->stamp.modified_ns;
    if (i % 10 != 0) continue;
    ASSERT_TRUE(remove(system_, *spot("a.txt"), Durability::none, always));
  }
  // Also after one from the future.
  folder_.write("a.txt", "same size", 4'000'000'000);
  const Change change = put("a.txt", "same size");
  ASSERT_TRUE(change);
  EXPECT_GT(change->stamp.modified_ns, 4'000'000'000'000'000'000);
}

TEST_F(StoreTest, ChangesNothingWithoutConsent) {
  folder_.write("a.txt", "one");
  const auto never = [](const struct stat* s) { return s == nullptr ? Hindrance::none : Hindrance::overtaken; };
  EXPECT_EQ(hindrance(put("a.txt", "two", never)), Hindrance::overtaken);
  EXPECT_EQ(hindrance(remove(system_, *spot("a.txt"), Durability::none, never)), Hindrance::overtaken);
  EXPECT_EQ(text_of(folder_.path("a.txt")), "one");
  EXPECT_EQ(drafts(), 0u);
}

TEST_F(StoreTest, ToldApartByWhatIsInTheWay) {
  folder_.write("file", "");
  folder_.link("file", "link");
  folder_.make_folder("dir");
  folder_.write("full/member", "");
  EXPECT_EQ(hindrance(put("none/a", "")), Hindrance::parent_missing);
  EXPECT_EQ(hindrance(put("file/a", "")), Hindrance::parent_missing);
  EXPECT_EQ(hindrance(put(std::string(300, 'a'), "")), Hindrance::name_impossible);
  EXPECT_EQ(hindrance(put(".responsum/a", "")), Hindrance::name_impossible);
  EXPECT_EQ(hindrance(put("dir/.responsum-1", "")), Hindrance::name_impossible);
  EXPECT_EQ(hindrance(put("dir", "")), Hindrance::conflict);
  EXPECT_EQ(hindrance(remove(system_, *spot("full"), Durability::none, always)), Hindrance::not_empty);
  EXPECT_EQ(hindrance(remove(system_, *spot("gone"), Durability::none, always)), Hindrance::conflict);
  EXPECT_TRUE(remove(system_, *spot("dir"), Durability::full, always));
  EXPECT_TRUE(remove(system_, *spot("link"), Durability::none, always));
  EXPECT_EQ(text_of(folder_.path("file")), "");
}

TEST_F(StoreTest, ADirectoryThatGoesMeanwhileIsAConflict) {
  folder_.make_folder("dir");
  auto where = spot("dir/a");
  ASSERT_TRUE(where);
  auto draft = place_of(spool_)->begin(where->parent.number(), where->parent_path);
  folder_.remove("dir");
  EXPECT_EQ(hindrance(place(system_, *draft, *where, Durability::none, always)), Hindrance::conflict);
}

TEST_F(StoreTest, LocksOfOtherProgramsCount) {
  folder_.write("a.txt", "one");
  const net::Descriptor other{::open(folder_.path("a.txt").c_str(), O_RDWR | O_CLOEXEC)};
  ::flock(other.number(), LOCK_EX);
  EXPECT_TRUE(is_locked(system_, *spot("a.txt")));
  EXPECT_EQ(hindrance(put("a.txt", "two")), Hindrance::locked);
  EXPECT_EQ(hindrance(remove(system_, *spot("a.txt"), Durability::none, always)), Hindrance::locked);
  ::flock(other.number(), LOCK_UN);
  struct flock range{};
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  ::fcntl(other.number(), F_OFD_SETLK, &range);
  EXPECT_EQ(hindrance(put("a.txt", "two")), Hindrance::locked);
  range.l_type = F_UNLCK;
  ::fcntl(other.number(), F_OFD_SETLK, &range);
  EXPECT_TRUE(put("a.txt", "two"));
}

TEST_F(StoreTest, ADirectoryThatAnotherProgramLocksIsWaitedForShortly) {
  folder_.make_folder("dir");
  const net::Descriptor other{::open(folder_.path("dir").c_str(), O_RDONLY | O_CLOEXEC)};
  ::flock(other.number(), LOCK_EX);
  EXPECT_EQ(hindrance(put("dir/a", "")), Hindrance::locked);
  // Or not at all, where something else can be done meanwhile.
  auto where = spot("dir/a");
  auto draft = place_of(spool_)->begin(where->parent.number(), where->parent_path);
  const Change change = place(system_, *draft, *where, Durability::none, always, Patience::none);
  ASSERT_FALSE(change);
  EXPECT_EQ(change.error().error, EWOULDBLOCK);
  ::flock(other.number(), LOCK_UN);
  EXPECT_TRUE(place(system_, *draft, *where, Durability::none, always, Patience::none));
}

TEST_F(StoreTest, ATreeIsGoneAtOnce) {
  folder_.write("tree/a/b/c", "1");
  folder_.write("tree/d", "2");
  const auto jobs = place_of(spool_)->jobs();
  ASSERT_TRUE(jobs);
  ASSERT_TRUE(take_tree(system_, jobs->number(), "1", *spot("tree"), Durability::none, always));
  EXPECT_FALSE(std::filesystem::exists(folder_.path("tree")));
  EXPECT_TRUE(std::filesystem::exists(folder_.path(".responsum/jobs/1/a/b/c")));
  EXPECT_EQ(drafts(), 2u);
}

// Writers read a number with its tag, and write the next one if the tag still is the current one. Every success
// counts.
TEST_F(StoreTest, NoUpdateIsLost) {
  constexpr int writers = 4;
  constexpr int rounds = 1000;
  folder_.write("count", "0");
  std::atomic<int> successes = 0;
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w)
    threads.emplace_back([&] {
      Spool spool;
      const FileSystem system;
      for (int i = 0; i < rounds; ++i) {
        const auto where = find_spot(system, root_.number(), "count", Symlinks::beneath);
        // What the tag is of is what was read: the file is open, and another one takes its name.
        const net::Descriptor file{::openat(where->parent.number(), "count", O_RDONLY | O_CLOEXEC)};
        struct stat s{};
        ::fstat(file.number(), &s);
        std::array<char, 32> text{};
        const ssize_t n = ::read(file.number(), text.data(), text.size());
        const std::string tag = tag_of(stamp_of(s));
        auto draft = place_of(spool)->begin(where->parent.number(), where->parent_path);
        draft->write(std::to_string(std::stoi(std::string{text.data(), static_cast<std::size_t>(n)}) + 1));
        const Change change = place(system, *draft, *where, Durability::none, [&](const struct stat* now) {
          return now != nullptr && tag_of(stamp_of(*now)) == tag ? Hindrance::none : Hindrance::overtaken;
        });
        if (change)
          ++successes;
        else if (change.error().hindrance == Hindrance::overtaken)
          ++refused;
      }
    });
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(text_of(folder_.path("count")), std::to_string(successes));
  EXPECT_EQ(successes + refused, writers * rounds);
  EXPECT_GT(refused, 0);
}

} // namespace
} // namespace responsum::resource::file
