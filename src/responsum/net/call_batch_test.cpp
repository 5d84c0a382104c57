#include "responsum/net/call_batch.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "responsum/net/loopback_test.hpp"

namespace responsum::net {
namespace {

using testing::get;
using testing::Pair;
using testing::pattern;
using testing::put;

iovec piece_of(std::string& text) { return {text.data(), text.size()}; }

int result_of(std::span<const CallBatch::Result> results, std::uint32_t tag) {
  const auto found = std::ranges::find(results, tag, &CallBatch::Result::tag);
  EXPECT_NE(found, results.end());
  return found == results.end() ? 0 : found->octets;
}

class Calls : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!calls_.available()) GTEST_SKIP() << "this kernel has no io_uring, or forbids it";
  }

  CallBatch calls_{true};
};

TEST_F(Calls, SendAndReceiveForSeveral) {
  Pair one;
  Pair two;
  Pair three;
  std::string hello = "hello ";
  std::string world = "world";
  std::array single{piece_of(hello)};
  std::array both{piece_of(hello), piece_of(world)};
  std::array<char, 16> room;
  put(three.theirs, "and back");
  EXPECT_TRUE(calls_.send(one.ours.descriptor.number(), single, 1));
  EXPECT_TRUE(calls_.send(two.ours.descriptor.number(), both, 2));
  EXPECT_TRUE(calls_.receive(three.ours.descriptor.number(), room, 3));
  EXPECT_EQ(get(one.theirs), "") << "not before all are made";
  const auto results = calls_.submit();
  EXPECT_EQ(results.size(), 3U);
  EXPECT_EQ(result_of(results, 1), 6);
  EXPECT_EQ(result_of(results, 2), 11);
  EXPECT_EQ(result_of(results, 3), 8);
  EXPECT_EQ(get(one.theirs), "hello ");
  EXPECT_EQ(get(two.theirs), "hello world");
  EXPECT_EQ((std::string_view{room.data(), 8}), "and back");
}

TEST_F(Calls, WaitForNothing) {
  Pair silent;
  Pair full;
  std::string much = pattern(8'000'000);
  std::array pieces{piece_of(much)};
  std::array<char, 16> room;
  calls_.send(full.ours.descriptor.number(), pieces, 1);
  calls_.receive(silent.ours.descriptor.number(), room, 2);
  const auto results = calls_.submit();
  EXPECT_GT(result_of(results, 1), 0);
  EXPECT_LT(result_of(results, 1), 8'000'000) << "as far as there is room";
  EXPECT_EQ(result_of(results, 2), -EAGAIN);
  calls_.send(full.ours.descriptor.number(), pieces, 1);
  EXPECT_EQ(result_of(calls_.submit(), 1), -EAGAIN);
}

// One that fails does not keep the others from being made.
TEST_F(Calls, SayWhatBecameOfEach) {
  Pair gone;
  Pair ended;
  Pair good;
  gone.theirs.close();
  ::shutdown(ended.theirs.number(), SHUT_WR);
  std::string text = "text";
  std::array pieces{piece_of(text)};
  std::array<char, 16> room;
  calls_.send(gone.ours.descriptor.number(), pieces, 1);
  calls_.receive(ended.ours.descriptor.number(), room, 2);
  calls_.send(-1, pieces, 3);
  calls_.send(good.ours.descriptor.number(), pieces, 4);
  const auto results = calls_.submit();
  EXPECT_EQ(result_of(results, 1), -EPIPE);
  EXPECT_EQ(result_of(results, 2), 0);
  EXPECT_EQ(result_of(results, 3), -EBADF);
  EXPECT_EQ(result_of(results, 4), 4);
  EXPECT_EQ(get(good.theirs), "text");
}

TEST_F(Calls, AreSoManyAtATime) {
  Pair pair;
  std::vector<std::string> texts(CallBatch::most, "x");
  for (int round = 0; round < 3; ++round) {
    std::vector<iovec> pieces;
    for (std::string& text : texts) pieces.push_back(piece_of(text));
    for (std::uint32_t i = 0; i < CallBatch::most; ++i)
      EXPECT_TRUE(calls_.send(pair.ours.descriptor.number(), {&pieces[i], 1}, i));
    EXPECT_FALSE(calls_.send(pair.ours.descriptor.number(), {&pieces[0], 1}, 0));
    EXPECT_EQ(calls_.submit().size(), CallBatch::most);
    EXPECT_EQ(get(pair.theirs).size(), CallBatch::most);
    EXPECT_TRUE(calls_.submit().empty());
  }
}

TEST(NoCalls, AreTaken) {
  CallBatch calls{false};
  EXPECT_FALSE(calls.available());
  Pair pair;
  std::string text = "text";
  std::array pieces{piece_of(text)};
  std::array<char, 16> room;
  EXPECT_FALSE(calls.send(pair.ours.descriptor.number(), pieces, 1));
  EXPECT_FALSE(calls.receive(pair.ours.descriptor.number(), room, 1));
  EXPECT_TRUE(calls.submit().empty());
}

} // namespace
} // namespace responsum::net
