#include "responsum/resource/form/journal.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>
#include <vector>

#include "responsum/net/descriptor.hpp"
#include "responsum/resource/file/folder_test.hpp"

namespace responsum::resource::form {
namespace {

using decision::Hindrance;
using file::testing::Folder;

const base::Now now{0, 1'000'000'000, 0};

std::string content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream{path, std::ios::binary}.rdbuf();
  return text.str();
}

std::vector<std::string> names_in(const std::string& path) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{path}) names.push_back(entry.path().filename());
  std::ranges::sort(names);
  return names;
}

Journal journal_in(const Folder& folder, std::uint64_t max_file_bytes = 0, std::uint64_t keep_files = 0) {
  return Journal{{.folder = folder.path("kept"), .max_file_bytes = max_file_bytes, .keep_files = keep_files}};
}

TEST(Journal, GrowsLineByLine) {
  const Folder folder;
  const Journal journal = journal_in(folder);
  EXPECT_EQ(journal.append("one\n", now).hindrance, Hindrance::none);
  EXPECT_EQ(journal.append("two\n", now).hindrance, Hindrance::none);
  EXPECT_EQ(content(folder.path("kept/entries.ndjson")), "one\ntwo\n");
  struct stat s{};
  ASSERT_EQ(::stat(folder.path("kept/entries.ndjson").c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777, 0600u);
}

TEST(Journal, CutsOffWhatWasLeftOfALine) {
  const Folder folder;
  const Journal journal = journal_in(folder);
  folder.write("kept/entries.ndjson", "one\n" + std::string(10'000, 'x'));
  journal.mend();
  EXPECT_EQ(content(folder.path("kept/entries.ndjson")), "one\n");
  folder.write("kept/entries.ndjson", "torn");
  EXPECT_EQ(journal.append("two\n", now).hindrance, Hindrance::none);
  EXPECT_EQ(content(folder.path("kept/entries.ndjson")), "two\n");
}

TEST(Journal, IsSetAsideWhenItIsFull) {
  const Folder folder;
  const Journal journal = journal_in(folder, 8, 2);
  for (const char* line : {"a1\n", "a2\n", "b1\n", "b2\n", "c1\n", "c2\n", "longer than that\n", "d1\n"})
    ASSERT_EQ(journal.append(line, now).hindrance, Hindrance::none);
  EXPECT_EQ(names_in(folder.path("kept")),
            (std::vector<std::string>{"entries-20010909T014640.000Z-0002.ndjson",
                                      "entries-20010909T014640.000Z-0003.ndjson", "entries.ndjson"}));
  EXPECT_EQ(content(folder.path("kept/entries-20010909T014640.000Z-0002.ndjson")), "c1\nc2\n");
  EXPECT_EQ(content(folder.path("kept/entries-20010909T014640.000Z-0003.ndjson")), "longer than that\n");
  EXPECT_EQ(content(folder.path("kept/entries.ndjson")), "d1\n");
  // By the time at which that happens, and never before one that is there.
  ASSERT_EQ(journal.append("much longer than that\n", {0, 1'000'000'001, 0}).hindrance, Hindrance::none);
  ASSERT_EQ(journal.append("e1\n", {0, 999'999'999, 0}).hindrance, Hindrance::none);
  EXPECT_EQ(names_in(folder.path("kept")),
            (std::vector<std::string>{"entries-20010909T014641.000Z-0001.ndjson",
                                      "entries-20010909T014641.000Z.ndjson", "entries.ndjson"}));
}

// Each line once, whole, in whichever file, and those of a thread in their order.
TEST(Journal, IsOneForAllWhoAppend) {
  const Folder folder;
  constexpr int threads = 4;
  constexpr int lines = 500;
  std::vector<std::jthread> all;
  for (int t = 0; t < threads; ++t)
    all.emplace_back([&folder, t] {
      const Journal own{
          {.folder = folder.path("kept"), .durability = file::Durability::none, .max_file_bytes = 4096}};
      for (int i = 0; i < lines; ++i)
        ASSERT_EQ(own.append(std::to_string(t) + " " + std::to_string(i) + "\n", now).hindrance, Hindrance::none);
    });
  all.clear();
  std::multiset<std::string> found;
  for (const std::string& name : names_in(folder.path("kept"))) {
    const std::string whole = content(folder.path("kept/" + name));
    EXPECT_LE(whole.size(), 4096u) << name;
    // Nobody sets a file aside that another has just begun.
    EXPECT_TRUE(name == "entries.ndjson" || whole.size() > 4096u - 16) << name;
    std::istringstream text{whole};
    for (std::string line; std::getline(text, line);) found.insert(line);
  }
  EXPECT_EQ(found.size(), static_cast<std::size_t>(threads * lines));
  for (int t = 0; t < threads; ++t)
    for (int i = 0; i < lines; ++i) EXPECT_EQ(found.count(std::to_string(t) + " " + std::to_string(i)), 1u);
}

TEST(Journal, TakesALineWholeOrNotAtAll) {
  const Folder folder;
  const Journal journal = journal_in(folder);
  ASSERT_EQ(journal.append("one\n", now).hindrance, Hindrance::none);
  const auto previous = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit little{6, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &little);
  const file::Met met = journal.append("two\n", now);
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, previous);
  EXPECT_EQ(met.hindrance, Hindrance::no_space);
  EXPECT_EQ(content(folder.path("kept/entries.ndjson")), "one\n");
  EXPECT_EQ(journal.append("three\n", now).hindrance, Hindrance::none);
  EXPECT_EQ(content(folder.path("kept/entries.ndjson")), "one\nthree\n");
}

TEST(Journal, SaysWhatIsInItsWay) {
  const Folder folder;
  EXPECT_EQ(Journal{{.folder = folder.path("no/such")}}.append("one\n", now).hindrance, Hindrance::failed);
  const Journal journal = journal_in(folder);
  folder.write("kept/entries.ndjson", "one\n");
  const net::Descriptor other{::open(folder.path("kept/entries.ndjson").c_str(), O_RDONLY | O_CLOEXEC)};
  ASSERT_EQ(::flock(other.number(), LOCK_EX), 0);
  EXPECT_EQ(journal.append("two\n", now).hindrance, Hindrance::locked);
  EXPECT_EQ(content(folder.path("kept/entries.ndjson")), "one\n");
}

} // namespace
} // namespace responsum::resource::form
