#include "responsum/resource/file/upload.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/file.h>

#include <string>
#include <vector>

#include "responsum/resource/file/folder_test.hpp"
#include "responsum/resource/file/uploads.hpp"

namespace responsum::resource::file {
namespace {

using decision::Hindrance;
using Phase = UploadState::Phase;

UploadPurpose purpose(std::string_view text = "PUT /a.txt\nContent-Type: text/plain\n") {
  return *UploadPurpose::read(text);
}

TEST(UploadPurpose, KeepsWhatSaysWhatBecomesOfTheContent) {
  const UploadPurpose read =
      purpose("POST /dir/\nContent-Type: text/plain\nIf-None-Match: *\nRepr-Digest: sha-256=:a:\n");
  EXPECT_EQ(read.head().method, message::Method::post);
  EXPECT_EQ(read.target(), "/dir/");
  EXPECT_EQ(read.head().value(message::Field::if_none_match), "*");
  EXPECT_EQ(UploadPurpose::of(read.head()).text(), read.text());
}

TEST(UploadPurpose, IsNoneWhereItCannotBeRead) {
  for (const char* text : {"", "PUT /a", "GET /a\n", "PUT /a\nname\n", "PUT /a\nname: value", "PUT\n/a b\n"})
    EXPECT_FALSE(UploadPurpose::read(text)) << text;
}

TEST(Upload, NamesLeadNowhere) {
  for (const char* name : {"0123456789abcdef", "A-Z-0-9"}) EXPECT_TRUE(Upload::is_name(name)) << name;
  for (const char* name : {"", ".", "..", "a/b", "a.record", "a b", "\xc3\xa4"})
    EXPECT_FALSE(Upload::is_name(name)) << name;
  EXPECT_FALSE(Upload::is_name(std::string(65, 'a')));
  EXPECT_TRUE(Upload::is_name(Upload::random_name()));
  EXPECT_NE(Upload::random_name(), Upload::random_name());
}

class UploadTest : public ::testing::Test {
 protected:
  UploadTest() : root_{::open(folder_.path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)} {
    options_.terms = {.offered = true, .max_bytes = 1000, .max_age_s = 100, .version = 8};
    options_.max_count = 2;
    uploads_.load(root_.number(), options_, 0, nullptr);
  }

  std::expected<std::shared_ptr<Upload>, int> begin(base::UnixSeconds now_s = 1000) {
    Reservation none;
    return uploads_.begin(root_.number(), purpose(), {.length = 10, .touched_s = now_s}, Durability::none, options_,
                          none);
  }
  std::expected<std::shared_ptr<Upload>, int> take(Uploads& uploads, const std::string& id) {
    return uploads.take(system_, root_.number(), id, Durability::full);
  }
  std::string content(const Upload& upload) {
    std::string all;
    upload.read([&all](std::string_view piece) {
      all += piece;
      return true;
    });
    return all;
  }
  std::string file_of(const std::string& id) const { return folder_.path(UploadFolder::path() + "/" + id); }

  testing::Folder folder_;
  FileSystem system_;
  net::Descriptor root_;
  UploadOptions options_;
  Uploads uploads_;
};

TEST_F(UploadTest, PromisesWhatIsKept) {
  const auto upload = *begin();
  const Upload::Turn turn = upload->take(1000, {});
  EXPECT_EQ(upload->write(turn, "01234").hindrance, Hindrance::none);
  EXPECT_EQ(upload->state().offset, 0u);
  EXPECT_EQ(upload->keep(), 5u);
  EXPECT_EQ(upload->state().offset, 5u);
  const auto found = uploads_.find(root_.number(), upload->id());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->state.offset, 5u);
  EXPECT_EQ(found->state.length, 10u);
  EXPECT_EQ(found->purpose.target(), "/a.txt");
}

TEST_F(UploadTest, GoesOnWhereThePromiseEnds) {
  std::string id;
  {
    const auto upload = *begin();
    id = upload->id();
    const Upload::Turn turn = upload->take(1000, {});
    upload->write(turn, "01234");
    EXPECT_EQ(upload->keep(), 5u);
    upload->write(turn, "567"); // nobody was told of these
  }
  Uploads later; // of another server
  const auto upload = take(later, id);
  ASSERT_TRUE(upload);
  EXPECT_EQ((*upload)->state().offset, 5u);
  EXPECT_EQ(content(**upload), "01234");
  const Upload::Turn turn = (*upload)->take(1001, {});
  EXPECT_EQ((*upload)->write(turn, "56789").hindrance, Hindrance::none);
  EXPECT_EQ((*upload)->keep(), 10u);
  EXPECT_EQ(content(**upload), "0123456789");
}

TEST_F(UploadTest, IsOfNoUseWithLessThanWasPromised) {
  std::string id;
  {
    const auto upload = *begin();
    id = upload->id();
    upload->write(upload->take(1000, {}), "01234");
    EXPECT_EQ(upload->keep(), 5u);
  }
  ASSERT_EQ(::truncate(file_of(id).c_str(), 4), 0);
  Uploads later;
  EXPECT_EQ(take(later, id).error(), EIO);
}

TEST_F(UploadTest, HasOneSenderAtATime) {
  const auto upload = *begin();
  bool cut_off = false;
  const Upload::Turn first = upload->take(1000, [&cut_off] { cut_off = true; });
  const Upload::Turn second = (*take(uploads_, upload->id()))->take(1000, {});
  EXPECT_TRUE(cut_off);
  EXPECT_EQ(upload->write(first, "old").hindrance, Hindrance::superseded);
  EXPECT_EQ(upload->write(second, "new").hindrance, Hindrance::none);
  EXPECT_EQ(content(*upload), "new");
}

TEST_F(UploadTest, WhoLeavesIsNotTold) {
  const auto upload = *begin();
  bool cut_off = false;
  const Upload::Turn first = upload->take(1000, [&cut_off] { cut_off = true; });
  upload->leave(first);
  upload->take(1000, {});
  EXPECT_FALSE(cut_off);
}

TEST_F(UploadTest, IsOneProgramsAtATime) {
  const auto upload = *begin();
  Uploads of_another_program;
  EXPECT_EQ(take(of_another_program, upload->id()).error(), EWOULDBLOCK);
}

TEST_F(UploadTest, IsCutBackToWhatIsGood) {
  const auto upload = *begin();
  const Upload::Turn turn = upload->take(1000, {});
  upload->write(turn, "good");
  EXPECT_EQ(upload->keep(), 4u);
  upload->write(turn, "bad");
  EXPECT_EQ(upload->cut(turn, 4).hindrance, Hindrance::none);
  upload->write(turn, "!");
  EXPECT_EQ(content(*upload), "good!");
}

TEST_F(UploadTest, ThatWasPlacedIsComplete) {
  const auto upload = *begin();
  const std::string id = upload->id();
  upload->write(upload->take(1000, {}), "0123456789");
  EXPECT_EQ(upload->keep(), 10u);
  EXPECT_EQ(upload->enter(Phase::placing), 0);
  EXPECT_EQ(uploads_.find(root_.number(), id)->state.phase, Phase::open); // the server ended before it was
  std::filesystem::remove(file_of(id));
  EXPECT_EQ(uploads_.find(root_.number(), id)->state.phase, Phase::complete); // and after
}

TEST_F(UploadTest, NoMoreThanThereIsRoomFor) {
  const auto first = begin();
  const auto second = begin();
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(uploads_.has_room(options_, 1000));
  EXPECT_EQ(begin().error(), EBUSY);
  uploads_.retire((*first)->folder(), (*first)->id(), options_, 1000);
  EXPECT_TRUE(uploads_.has_room(options_, 1000));
}

TEST_F(UploadTest, WhatNobodyGoesOnWithMakesRoom) {
  const std::string id = (*begin(1000))->id();
  begin(1000);
  EXPECT_FALSE(uploads_.has_room(options_, 1100));
  EXPECT_TRUE(uploads_.has_room(options_, 1101));
  EXPECT_TRUE(begin(1101));
  EXPECT_FALSE(std::filesystem::exists(file_of(id)));
  EXPECT_TRUE(uploads_.find(root_.number(), id)); // and is remembered
}

TEST_F(UploadTest, AsManyAreRememberedAsThereMayBe) {
  std::vector<std::string> ids;
  for (base::UnixSeconds now_s = 1000; now_s < 1003; ++now_s) {
    const auto upload = *begin(now_s);
    ids.push_back(upload->id());
    EXPECT_EQ(upload->enter(Phase::complete), 0);
    uploads_.retire(upload->folder(), upload->id(), options_, now_s);
  }
  EXPECT_FALSE(uploads_.find(root_.number(), ids[0]));
  EXPECT_TRUE(uploads_.find(root_.number(), ids[1]));
  EXPECT_TRUE(uploads_.find(root_.number(), ids[2]));
}

TEST_F(UploadTest, TakesRoomAfterARestartToo) {
  {
    const auto upload = *begin();
    const Upload::Turn turn = upload->take(1000, {});
    upload->write(turn, "01234");
    EXPECT_EQ(upload->keep(), 5u);
  }
  Ledger counted{5};
  {
    Uploads later;
    later.load(root_.number(), options_, 1000, &counted);
    EXPECT_EQ(counted.used(), 5u);
  }
  EXPECT_EQ(counted.used(), 0u); // it was its own
}

} // namespace
} // namespace responsum::resource::file
