#include "responsum/server/keeper.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace responsum::server {
namespace {

namespace fs = std::filesystem;

class KeeperTest : public testing::Test {
 protected:
  KeeperTest() {
    std::string made = (fs::temp_directory_path() / "keeper_test_XXXXXX").string();
    if (::mkdtemp(made.data()) == nullptr) ADD_FAILURE() << "no folder for the test";
    folder_ = made;
    label_ = labels_.label({"shop", "pages", "/", "shop.toml:9"});
    keeper_->say_to([this](const std::string& sentence) { said_.push_back(sentence); });
  }
  ~KeeperTest() override {
    keeper_.reset();
    fs::remove_all(folder_);
  }

  config::RecordSettings settings(const std::string& file) const {
    config::RecordSettings record;
    if (!file.empty()) record.file.value = folder_ / file;
    return record;
  }
  void keep(std::uint64_t id, std::size_t ring = 0) {
    observe::Record r;
    r.id = {id};
    r.route = label_;
    observe::RuleName rule;
    rule.assign("errors");
    rings_[ring].put(r, rule);
  }
  bool holds(const std::string& file, std::uint64_t id) const {
    return observe::KeptReader{folder_ / file}.find({id}).has_value();
  }

  fs::path folder_;
  observe::RouteLabels labels_;
  std::uint16_t label_ = 0;
  std::array<observe::KeptRing, 2> rings_;
  std::vector<std::string> said_;
  std::optional<Keeper> keeper_{std::in_place, std::vector{&rings_[0], &rings_[1]}, labels_};
};

TEST_F(KeeperTest, WritesWhatLiesInAnyRing) {
  ASSERT_TRUE(keeper_->keep_in(settings("a")));
  keep(1, 0);
  keep(2, 1);
  keeper_->drain();
  const auto found = keeper_->reader().value().find({2});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->rule, "errors");
  EXPECT_EQ(found->site, "");
  EXPECT_EQ(found->route, "pages");
  EXPECT_EQ(found->origin, "shop.toml:9");
  EXPECT_TRUE(holds("a", 1));
  EXPECT_EQ(keeper_->written(), 2u);
  EXPECT_EQ(keeper_->dropped(), 0u);
}

TEST_F(KeeperTest, WritesByItself) {
  ASSERT_TRUE(keeper_->keep_in(settings("a")));
  keep(1);
  while (keeper_->written() == 0) std::this_thread::yield();
  EXPECT_TRUE(holds("a", 1));
}

TEST_F(KeeperTest, WritesAllBeforeItEnds) {
  ASSERT_TRUE(keeper_->keep_in(settings("a")));
  for (std::uint64_t id = 1; id <= 50; ++id) keep(id);
  keeper_.reset();
  for (std::uint64_t id = 1; id <= 50; ++id) EXPECT_TRUE(holds("a", id)) << id;
}

TEST_F(KeeperTest, AnotherFileTakesWhatComesFromThenOn) {
  ASSERT_TRUE(keeper_->keep_in(settings("a")));
  keep(1);
  ASSERT_TRUE(keeper_->keep_in(settings("b")));
  keep(2);
  keeper_->drain();
  EXPECT_TRUE(holds("a", 1) && !holds("a", 2));
  EXPECT_TRUE(holds("b", 2) && !holds("b", 1));
  ASSERT_TRUE(keeper_->keep_in(settings("")));
  EXPECT_FALSE(keeper_->reader());
}

TEST_F(KeeperTest, FileThatCannotBeHadLeavesAllAsItWas) {
  ASSERT_TRUE(keeper_->keep_in(settings("a")));
  EXPECT_FALSE(keeper_->keep_in(settings("nowhere/b")));
  keep(1);
  keeper_->drain();
  EXPECT_TRUE(keeper_->reader()->find({1}));
}

TEST_F(KeeperTest, WithoutAFileNothingIsKeptAndThatIsCounted) {
  keep(1);
  keeper_->drain();
  EXPECT_EQ(keeper_->dropped(), 1u);
  EXPECT_FALSE(keeper_->reader());
}

TEST_F(KeeperTest, WhatHappensToTheFileIsSaid) {
  std::ofstream{folder_ / "a"} << std::string(4096, 'x');
  ASSERT_TRUE(keeper_->keep_in(settings("a")));
  ASSERT_EQ(said_.size(), 1u);
  EXPECT_NE(said_[0].find("is damaged"), std::string::npos) << said_[0];
}

} // namespace
} // namespace responsum::server
