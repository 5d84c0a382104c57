#include <string>
#include <string_view>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "responsum/net/loopback_test.hpp"
#include "responsum/net/socket.hpp"

namespace responsum::net {
namespace {

using testing::Clock;
using testing::file_of;
using testing::get;
using testing::Pair;
using testing::pattern;
using testing::tcp_pair;
using testing::turn_until;

Task send_file_of(Reactor& reactor, Accepted accepted, const Descriptor& file, std::uint64_t offset,
                  std::uint64_t count, FileSent& sent) {
  Socket socket{reactor, std::move(accepted)};
  socket.queue("head:");
  sent = co_await socket.send_file(file.number(), offset, count, 300);
}

class SendFile : public ::testing::TestWithParam<bool> {
 protected:
  Clock clock_;
  Reactor reactor_{clock_.options()};
  FileSent sent_{.kind = FileSent::Kind::reset};

  Pair pair(int buffer_bytes = 0) {
    Pair made = tcp_pair(buffer_bytes);
    made.ours.corks_heads = GetParam();
    return made;
  }
};

INSTANTIATE_TEST_SUITE_P(Corked, SendFile, ::testing::Bool());

TEST_P(SendFile, SendsHeadAndContentInOrder) {
  const std::string content = pattern(3 * 1024 * 1024 + 17);
  const Descriptor file = file_of(content);
  for (const int buffer_bytes : {0, 8192}) {
    Pair ends = pair(buffer_bytes);
    reactor_.spawn(send_file_of(reactor_, std::move(ends.ours), file, 5, content.size() - 5, sent_));
    std::string got;
    bool ended = false;
    EXPECT_TRUE(turn_until(reactor_, [&] {
      got += get(ends.theirs, &ended);
      return ended;
    }));
    EXPECT_TRUE(got == "head:" + content.substr(5));
    EXPECT_EQ(sent_.kind, FileSent::Kind::done);
    EXPECT_EQ(sent_.bytes, content.size() - 5);
  }
}

TEST_P(SendFile, TellsWhenTheFileShrank) {
  const std::string content = pattern(2'000'000);
  const Descriptor file = file_of(content);
  Pair ends = pair(8192);
  reactor_.spawn(send_file_of(reactor_, std::move(ends.ours), file, 0, content.size(), sent_));
  reactor_.run_turn(0);
  ASSERT_EQ(::ftruncate(file.number(), 1'000'000), 0);
  std::string got;
  bool ended = false;
  EXPECT_TRUE(turn_until(reactor_, [&] {
    got += get(ends.theirs, &ended);
    return ended;
  }));
  EXPECT_EQ(sent_.kind, FileSent::Kind::shrank);
  EXPECT_EQ(sent_.bytes + 5, got.size());
  EXPECT_LT(sent_.bytes, content.size());
}

TEST_P(SendFile, TimesOutWithoutProgressOnly) {
  const std::string content = pattern(3'000'000);
  const Descriptor file = file_of(content);
  Pair ends = pair(8192);
  reactor_.spawn(send_file_of(reactor_, std::move(ends.ours), file, 0, content.size(), sent_));
  std::size_t got = 0;
  for (int i = 0; i < 4; ++i) {
    const std::size_t before = got;
    EXPECT_TRUE(turn_until(reactor_, [&] { return (got += get(ends.theirs).size()) >= before + 100'000; }));
    clock_.now.monotonic_ms += 200;
  }
  EXPECT_EQ(reactor_.live_frames() != 0, true);
  for (int i = 0; i < 3; ++i) {
    clock_.now.monotonic_ms += 300 + TimerWheel::tick_ms;
    reactor_.run_turn(0);
  }
  EXPECT_EQ(sent_.kind, FileSent::Kind::timed_out);
  EXPECT_LT(sent_.bytes, content.size());
  EXPECT_GT(sent_.bytes, 0U);
}

TEST_P(SendFile, HearsOfAReset) {
  const std::string content = pattern(3'000'000);
  const Descriptor file = file_of(content);
  Pair ends = pair(8192);
  reactor_.spawn(send_file_of(reactor_, std::move(ends.ours), file, 0, content.size(), sent_));
  reactor_.run_turn(0);
  sent_.kind = FileSent::Kind::done;
  ends.theirs.close();
  EXPECT_TRUE(turn_until(reactor_, [&] { return reactor_.live_frames() == 0; }));
  EXPECT_EQ(sent_.kind, FileSent::Kind::reset);
}

TEST_P(SendFile, BlamesTheFileForWhatIsItsFault) {
  const Descriptor directory{::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  Pair ends = pair();
  reactor_.spawn(send_file_of(reactor_, std::move(ends.ours), directory, 0, 10, sent_));
  EXPECT_TRUE(turn_until(reactor_, [&] { return reactor_.live_frames() == 0; }));
  EXPECT_EQ(sent_.kind, FileSent::Kind::unreadable);
  EXPECT_NE(sent_.error, 0);
}

TEST_P(SendFile, SendsTheHeadOfNothing) {
  const Descriptor file = file_of("");
  Pair ends = pair();
  reactor_.spawn(send_file_of(reactor_, std::move(ends.ours), file, 0, 0, sent_));
  std::string got;
  EXPECT_TRUE(turn_until(reactor_, [&] { return (got += get(ends.theirs)) == "head:"; }));
  EXPECT_EQ(sent_.kind, FileSent::Kind::done);
}

} // namespace
} // namespace responsum::net
