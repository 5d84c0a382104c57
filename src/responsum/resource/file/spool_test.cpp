#include "responsum/resource/file/spool.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>

#include <memory>
#include <optional>

#include "responsum/resource/file/folder_test.hpp"

namespace responsum::resource::file {
namespace {

class SpoolTest : public ::testing::Test {
 protected:
  SpoolTest() : root_{::open(folder_.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)} {}
  bool is_empty() { return std::filesystem::is_empty(folder_.path(".responsum")); }

  testing::Folder folder_;
  net::Descriptor root_;
};

TEST_F(SpoolTest, ADraftThatIsGivenUpLeavesNothing) {
  {
    Spool spool;
    auto draft = (*spool.place(root_.number()))->begin(root_.number(), "");
    ASSERT_TRUE(draft);
    EXPECT_EQ(draft->write("text"), 0);
    EXPECT_EQ(draft->octets(), 4u);
    EXPECT_FALSE(is_empty());
  }
  EXPECT_TRUE(is_empty());
}

TEST_F(SpoolTest, ASweepLeavesAloneWhatIsInUse) {
  Spool spool;
  auto draft = (*spool.place(root_.number()))->begin(root_.number(), "");
  Spool::sweep(root_.number());
  EXPECT_EQ(draft->place(root_.number(), "a", Standing::nothing), 0);
}

TEST_F(SpoolTest, ASweepRemovesWhatSomebodyLeft) {
  folder_.write(".responsum/0123456789abcdef/1", "half");
  folder_.write(".responsum/0123456789abcdef/2/3/4", "a tree");
  Spool::sweep(root_.number());
  EXPECT_TRUE(is_empty());
}

// Drafts on another file system than the root's are told of by links, which lead to nothing else.
TEST_F(SpoolTest, ASweepFollowsPointersToDraftsOnly) {
  folder_.write("sub/.responsum-0123456789abcdef-1", "half");
  folder_.write("sub/precious", "whole");
  folder_.make_folder(".responsum/0123456789abcdef");
  folder_.link("sub/.responsum-0123456789abcdef-1", ".responsum/0123456789abcdef/1");
  folder_.link("sub/precious", ".responsum/0123456789abcdef/2");
  Spool::sweep(root_.number());
  EXPECT_FALSE(std::filesystem::exists(folder_.path("sub/.responsum-0123456789abcdef-1")));
  EXPECT_TRUE(std::filesystem::exists(folder_.path("sub/precious")));
  EXPECT_TRUE(is_empty());
}

// A root's name may lead to another directory from one request to the next.
TEST_F(SpoolTest, ARootThatIsReplacedGetsAFolderOfItsOwn) {
  Spool spool;
  auto before = spool.place(root_.number());
  ASSERT_TRUE(before);
  EXPECT_EQ(*spool.place(root_.number()), *before);
  auto draft = (*before)->begin(root_.number(), "");
  before = {};
  testing::Folder other;
  const net::Descriptor root{::open(other.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  ASSERT_TRUE(spool.place(root.number()));
  EXPECT_FALSE(std::filesystem::is_empty(other.path(".responsum")));
  // What was begun before goes where it belongs.
  EXPECT_EQ(draft->place(root_.number(), "a", Standing::nothing), 0);
  draft = {};
  EXPECT_TRUE(is_empty());
}

TEST_F(SpoolTest, AFolderThatSomebodyRemovedIsMadeAgain) {
  Spool spool;
  const auto before = spool.place(root_.number());
  ASSERT_TRUE(before);
  std::filesystem::remove_all(folder_.path(".responsum"));
  const auto after = spool.place(root_.number());
  ASSERT_TRUE(after);
  EXPECT_NE(*after, *before);
  EXPECT_TRUE((*after)->begin(root_.number(), ""));
}

TEST(SpoolNames, AreReservedInEveryPartOfAPath) {
  EXPECT_TRUE(Spool::has_reserved(".responsum"));
  EXPECT_TRUE(Spool::has_reserved("/a/.responsum/b"));
  EXPECT_TRUE(Spool::has_reserved("a/.responsum-1-2"));
  EXPECT_FALSE(Spool::has_reserved("a/b.responsum"));
  EXPECT_FALSE(Spool::has_reserved(""));
}

} // namespace
} // namespace responsum::resource::file
