#include "responsum/resource/file/file_system.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include <gtest/gtest.h>

#include "responsum/resource/file/folder_test.hpp"

namespace responsum::resource::file {
namespace {

using decision::Located;

// Refuses names in the way a test wants: what the system itself refuses depends on who runs the test.
class Refusing final : public FileSystem {
 public:
  Refusing(std::string name, int error) : name_{std::move(name)}, error_{error} {}

  std::expected<net::Descriptor, int> open(int root, const char* path, int flags, Symlinks symlinks) const override {
    const std::string_view text = path;
    const bool below = text.starts_with(name_ + "/");
    if (text == name_ || below) return std::unexpected{error_};
    return FileSystem::open(root, path, flags, symlinks);
  }

 private:
  std::string name_;
  int error_;
};

class FileSystemTest : public ::testing::Test {
 protected:
  FileSystemTest() {
    folder_.write("a/b/file", "text");
    folder_.link("b/file", "a/inside");
    folder_.link("b", "a/folder");
    folder_.link("/etc/passwd", "a/absolute");
    folder_.link("../../nothing-there", "a/outside");
    folder_.link("circle", "circle");
    ::mkfifo(folder_.path("pipe").c_str(), 0600);
    root_ = net::Descriptor{::open(folder_.path().c_str(), O_PATH | O_DIRECTORY)};
  }

  // "not-directory: a/b/file", or "found".
  Refusal refused(const std::string& path, Symlinks symlinks = Symlinks::beneath) const {
    return refused(system_, path, symlinks);
  }
  Refusal refused(const FileSystem& system, const std::string& path, Symlinks symlinks = Symlinks::beneath) const {
    const auto thing = examine(system, root_.number(), path, symlinks);
    return thing ? Refusal{Located::found, 0, {}} : thing.error();
  }

  testing::Folder folder_;
  net::Descriptor root_;
  FileSystem system_;
};

TEST_F(FileSystemTest, FindsFilesAndFolders) {
  EXPECT_EQ(refused("a/b/file").why, Located::found);
  EXPECT_EQ(refused("a/b").why, Located::found);
  EXPECT_EQ(refused("").why, Located::found);
}

TEST_F(FileSystemTest, NamesTheComponentThatIsMissing) {
  const Refusal refusal = refused("a/x/y/z");
  EXPECT_EQ(refusal.why, Located::none);
  EXPECT_EQ(refusal.error, ENOENT);
  EXPECT_EQ(refusal.component, "a/x");
}

TEST_F(FileSystemTest, NamesTheFileThatIsNoFolder) {
  const Refusal refusal = refused("a/b/file/c/d");
  EXPECT_EQ(refusal.why, Located::not_directory);
  EXPECT_EQ(refusal.component, "a/b/file/c"); // the first that cannot be
}

TEST_F(FileSystemTest, NamesTheFolderThatMayNotBeSearched) {
  const Refusal refusal = refused(Refusing{"a/b/file", EACCES}, "a/b/file");
  EXPECT_EQ(refusal.why, Located::search_denied);
  EXPECT_EQ(refusal.component, "a/b");
  EXPECT_EQ(refused(Refusing{"a", EACCES}, "a/b/file").component, ".");
}

TEST_F(FileSystemTest, NamesTheFileThatMayNotBeRead) {
  const auto opened = open_to_read(Refusing{"a/b/file", EACCES}, root_.number(), "a/b/file", Symlinks::beneath);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().why, Located::read_denied);
  EXPECT_EQ(opened.error().component, "a/b/file");
}

TEST_F(FileSystemTest, TellsErrorsOfTheSystemApart) {
  const auto reason = [this](int error) { return refused(Refusing{"a", error}, "a/b/file").why; };
  EXPECT_EQ(reason(EMFILE), Located::exhausted);
  EXPECT_EQ(reason(ENFILE), Located::exhausted);
  EXPECT_EQ(reason(ENOMEM), Located::exhausted);
  EXPECT_EQ(reason(EIO), Located::io_error);
  EXPECT_EQ(reason(EPERM), Located::search_denied);
  EXPECT_EQ(refused(Refusing{"a", EIO}, "a/b/file").error, EIO);
}

TEST_F(FileSystemTest, NamesThatAreTooLongAreNone) {
  const Refusal refusal = refused("a/" + std::string(300, 'x') + "/y");
  EXPECT_EQ(refusal.why, Located::name_too_long);
  EXPECT_EQ(refusal.component, "a/" + std::string(300, 'x'));
}

TEST_F(FileSystemTest, LinksInsideAreFollowedUnlessAllAreRefused) {
  EXPECT_EQ(refused("a/inside").why, Located::found);
  EXPECT_EQ(refused("a/folder/file").why, Located::found);
  const Refusal refusal = refused("a/folder/file", Symlinks::refuse);
  EXPECT_EQ(refusal.why, Located::symlink_refused);
  EXPECT_EQ(refusal.component, "a/folder");
  EXPECT_EQ(refused("a/inside", Symlinks::refuse).component, "a/inside");
}

TEST_F(FileSystemTest, LinksThatLeadOutAreFollowedOnlyWhenAllAre) {
  for (const char* path : {"a/absolute", "a/outside"}) {
    EXPECT_EQ(refused(path).why, Located::outside_root) << path;
    EXPECT_EQ(refused(path).component, path);
  }
  EXPECT_EQ(refused("a/absolute", Symlinks::follow).why, Located::found);
}

TEST_F(FileSystemTest, NothingLeadsOutByItsName) {
  EXPECT_EQ(refused("..").why, Located::outside_root);
  EXPECT_EQ(refused("a/../../x").why, Located::outside_root);
  EXPECT_EQ(refused("/etc/passwd").why, Located::outside_root);
}

TEST_F(FileSystemTest, LinksInACircleAreTold) {
  EXPECT_EQ(refused("circle").why, Located::loop);
  EXPECT_EQ(refused("circle", Symlinks::follow).why, Located::loop);
}

TEST_F(FileSystemTest, OnlyFilesAndFoldersAreServed) {
  EXPECT_EQ(refused("pipe").why, Located::special);
  const auto opened = open_to_read(system_, root_.number(), "pipe", Symlinks::beneath); // and nobody waits for it
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().why, Located::special);
}

TEST_F(FileSystemTest, ListsWhatWouldBeAnswered) {
  const auto names = [this](Symlinks symlinks) {
    std::string all;
    auto entries = system_.entries(root_.number(), "a", symlinks).value();
    std::ranges::sort(entries, {}, &Entry::name);
    for (const Entry& e : entries) all += e.name + (S_ISDIR(e.status.st_mode) ? "/ " : " ");
    return all;
  };
  EXPECT_EQ(names(Symlinks::refuse), "b/ ");
  EXPECT_EQ(names(Symlinks::beneath), "b/ folder/ inside ");
  EXPECT_EQ(names(Symlinks::follow), "absolute b/ folder/ inside ");
  EXPECT_EQ(system_.entries(root_.number(), "a/b/file", Symlinks::beneath).error(), ENOTDIR);
}

} // namespace
} // namespace responsum::resource::file
