#include "responsum/client/http2.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>

#include <gtest/gtest.h>

#include "responsum/client/called_test.hpp"

namespace responsum::client {
namespace {

using codec::h2::ErrorCode;
using codec::h2::StreamId;
using testing::Called;
using testing::Queue;

// One connection of an upstream in HTTP/2. What it answers is the test's to say.
class Played final : private codec::h2::Requests {
 public:
  struct Asked final : codec::h2::Stream {
    explicit Asked(Played& p) : played{p} {}
    void content(std::string_view piece) override {
      came += piece;
      if (takes) played.server_.consumed(id, piece.size());
    }
    void content_ended(message::Fault) override { whole = true; }
    Ready ready(std::size_t most) override {
      const std::size_t count = std::min(most, answer.size() - sent);
      return {count, ends && sent + count == answer.size(), {}};
    }
    bool write(std::span<char> to) override {
      answer.copy(to.data(), to.size(), sent);
      sent += to.size();
      return true;
    }
    void closed() override { over = true; }

    Played& played;
    StreamId id = 0;
    std::string path, came, answer;
    std::size_t sent = 0;
    bool whole = false, over = false, ends = true, takes = true;
  };

  explicit Played(net::Descriptor socket) : socket_{std::move(socket)} {}

  // False: the other side has gone.
  bool play() {
    bool ended = false;
    std::string came = net::testing::get(socket_, &ended);
    if (came.starts_with("PROXY ")) introduction = came.substr(0, came.find('\n') + 1);
    if (came.starts_with("PROXY ")) came.erase(0, introduction.size());
    if (!came.empty()) server_.take(came, 1'000'000);
    flush();
    return !ended;
  }
  void flush() {
    std::string out;
    while (server_.has_output())
      for (const std::string_view piece : server_.output(100'000)) out += piece;
    server_.output(0);
    arena_.reset();
    if (!out.empty()) net::testing::put(socket_, out);
  }
  void answer(std::size_t which, std::uint16_t status, std::string content, bool ends = true) {
    Asked& asked = *asked_.at(which);
    asked.answer = std::move(content);
    asked.ends = ends;
    server_.answer(asked.id, status, {}, asked.answer.empty() && ends ? nullptr : &asked);
    flush();
  }
  void reset(std::size_t which, ErrorCode code) {
    server_.reset(asked_.at(which)->id, code);
    flush();
  }
  void say(std::string_view octets) { net::testing::put(socket_, octets); }
  void leave() {
    server_.go_away(false);
    flush();
  }
  void close() { socket_.close(); }
  const std::deque<std::unique_ptr<Asked>>& asked() const { return asked_; }
  codec::h2::Server& server() { return server_; }
  bool sound() const { return server_.frames() == decision::Frames::sound; }

  std::string introduction; // what the connection began with

 private:
  codec::h2::Stream* request(StreamId id, codec::h2::HeadLayout& layout, bool) override {
    layout.finish(*head_, false);
    Asked& asked = *asked_.emplace_back(std::make_unique<Asked>(*this));
    asked.id = id;
    asked.path = head_->text(head_->path);
    return &asked;
  }

  net::Descriptor socket_;
  codec::h2::Settings settings_;
  codec::h1::Limits limits_;
  base::Arena arena_;
  std::unique_ptr<message::RequestHead> head_ = std::make_unique<message::RequestHead>();
  std::deque<std::unique_ptr<Asked>> asked_;
  codec::h2::Server server_{settings_, limits_, *this, arena_};
};

class Http2PoolTest : public ::testing::Test {
 protected:
  Http2PoolTest() {
    endpoint_.host = "127.0.0.1";
    endpoint_.address = net::Address::parse_host("127.0.0.1").value();
    endpoint_.port = listener_.address().port();
    endpoint_.protocol = Protocol::http2;
  }

  void begin(Called& call) {
    call.began = reactor_.now().monotonic_ms;
    pool_.begin(call);
  }
  bool until(const std::function<bool()>& done) {
    return net::testing::turn_until(reactor_, [&] {
      const int taken = ::accept4(listener_.descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (taken >= 0) upstreams_.emplace_back(std::make_unique<Played>(net::Descriptor{taken}));
      for (const auto& upstream : upstreams_) upstream->play();
      return done();
    });
  }
  bool over(const Called& call) {
    return until([&] { return call.over; });
  }
  // So many requests have come on the first connection, in all.
  bool asked(std::size_t count, std::size_t upstream = 0) {
    return until([&] { return upstreams_.size() > upstream && upstreams_[upstream]->asked().size() >= count; });
  }
  Played& upstream(std::size_t which = 0) { return *upstreams_.at(which); }
  void later(base::Milliseconds ms) {
    clock_.now.monotonic_ms += ms;
    until([] { return true; });
  }

  net::testing::Clock clock_;
  net::Listener listener_ = net::Listener::open("127.0.0.1:0").value();
  std::vector<std::unique_ptr<Played>> upstreams_;
  net::Reactor reactor_{clock_.options()};
  Limits limits_ = testing::usual_limits();
  Endpoint endpoint_;
  Encryption in_plain_;
  Queue waiting_;
  Scratch scratch_;
  Pool pool_{reactor_, endpoint_, nullptr, in_plain_, limits_, waiting_, scratch_};
};

TEST_F(Http2PoolTest, CallsShareAConnection) {
  Called first, second;
  first.target = "/a";
  second.target = "/b";
  begin(first);
  begin(second); // while it is being made
  ASSERT_TRUE(asked(2));
  EXPECT_EQ(upstreams_.size(), 1u);
  EXPECT_EQ(upstream().asked()[0]->path, "/a");
  upstream().answer(1, 200, "b");
  ASSERT_TRUE(over(second));
  EXPECT_EQ(second.content_heard, "b");
  EXPECT_TRUE(second.http2);
  EXPECT_TRUE(second.reused);
  EXPECT_FALSE(first.over);
  Called third;
  begin(third);
  ASSERT_TRUE(asked(3));
  upstream().answer(0, 204, "");
  upstream().answer(2, 404, "none");
  ASSERT_TRUE(over(first));
  ASSERT_TRUE(over(third));
  EXPECT_EQ(third.status, 404);
  EXPECT_EQ(pool_.open(), 1u);
  EXPECT_TRUE(upstream().sound());
}

TEST_F(Http2PoolTest, MoreThanOneTakesBeginAnother) {
  std::array<Called, 4> calls; // three streams a connection
  for (Called& call : calls) begin(call);
  ASSERT_TRUE(asked(3));
  ASSERT_TRUE(asked(1, 1));
  EXPECT_EQ(pool_.open(), 2u);
}

TEST_F(Http2PoolTest, WhoWaitsBeginsWhenAStreamEnds) {
  limits_.max_connections.value = 1;
  std::array<Called, 4> calls;
  for (Called& call : calls) waiting_.add(pool_, call);
  ASSERT_TRUE(asked(3));
  EXPECT_EQ(waiting_.calls.size(), 1u);
  upstream().answer(1, 200, "x");
  ASSERT_TRUE(asked(4));
}

TEST_F(Http2PoolTest, IntroducedForOneClientItTakesNoOthers) {
  std::array<Called, 4> calls;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    calls[i].introduced_by = i % 2 == 0 ? "PROXY TCP4 of one\r\n" : "PROXY TCP4 of another\r\n";
    begin(calls[i]); // while both are being made
  }
  ASSERT_TRUE(asked(2));
  ASSERT_TRUE(asked(2, 1));
  EXPECT_EQ(pool_.open(), 2u);
  EXPECT_NE(upstream(0).introduction, upstream(1).introduction);
  for (const auto& each : upstreams_) {
    EXPECT_TRUE(each->introduction.starts_with("PROXY TCP4 of "));
    EXPECT_TRUE(each->sound());
  }
}

TEST_F(Http2PoolTest, OneWithoutAStreamMakesRoomForAnotherClient) {
  limits_.max_connections.value = 1;
  Called first, second;
  first.introduced_by = "PROXY TCP4 of one\r\n";
  second.introduced_by = "PROXY TCP4 of another\r\n";
  waiting_.add(pool_, first);
  ASSERT_TRUE(asked(1));
  waiting_.add(pool_, second);
  EXPECT_EQ(waiting_.calls.size(), 1u);
  upstream().answer(0, 200, "x");
  ASSERT_TRUE(asked(1, 1));
  EXPECT_TRUE(first.over);
  EXPECT_EQ(upstream(1).introduction, second.introduced_by);
  EXPECT_EQ(pool_.open(), 1u);
}

TEST_F(Http2PoolTest, AStreamThatIsRefusedWasNotLookedAt) {
  Called call, other;
  begin(call);
  begin(other);
  ASSERT_TRUE(asked(2));
  upstream().reset(0, ErrorCode::refused_stream);
  ASSERT_TRUE(over(call));
  EXPECT_EQ(call.end, HopEnd::unprocessed);
  EXPECT_EQ(call.detail, "REFUSED_STREAM");
  upstream().answer(1, 200, "x");
  ASSERT_TRUE(over(other));
  EXPECT_EQ(other.end, HopEnd::answered);
}

TEST_F(Http2PoolTest, AServerThatLeavesAnswersWhatItTook) {
  Called taken, passed_over;
  begin(taken);
  ASSERT_TRUE(asked(1));
  begin(passed_over); // and the server has not seen it when it leaves
  upstream().leave();
  ASSERT_TRUE(over(passed_over));
  EXPECT_EQ(passed_over.end, HopEnd::unprocessed);
  EXPECT_FALSE(taken.over);
  Called next;
  begin(next);
  ASSERT_TRUE(asked(1, 1)); // on another connection
  upstream().answer(0, 200, "still");
  ASSERT_TRUE(over(taken));
  EXPECT_EQ(taken.content_heard, "still");
  ASSERT_TRUE(until([&] { return pool_.open() == 1; }));
}

TEST_F(Http2PoolTest, AStreamThatIsGivenUpHasItsReason) {
  Called call;
  begin(call);
  ASSERT_TRUE(asked(1));
  upstream().reset(0, ErrorCode::internal_error);
  ASSERT_TRUE(over(call));
  EXPECT_EQ(call.end, HopEnd::stream_reset);
  EXPECT_EQ(call.detail, "INTERNAL_ERROR");
}

TEST_F(Http2PoolTest, AConnectionThatEndsCutsItsAnswers) {
  Called silent, begun;
  begin(silent);
  begin(begun);
  ASSERT_TRUE(asked(2));
  upstream().answer(1, 200, "some", false);
  ASSERT_TRUE(until([&] { return begun.content_heard == "some"; }));
  upstream().close();
  ASSERT_TRUE(until([&] { return silent.over && begun.over; }));
  EXPECT_EQ(silent.end, HopEnd::closed);
  EXPECT_EQ(begun.end, HopEnd::cut);
  ASSERT_TRUE(until([&] { return pool_.open() == 0; }));
}

TEST_F(Http2PoolTest, FramesThatBreakTheRulesEndIt) {
  Called call;
  begin(call);
  ASSERT_TRUE(asked(1));
  upstream().say(
      std::string_view{"\0\0\0\x0a\0\0\0\0\0", 9});          // no stream has such a type, but data of none: PRIORITY
  upstream().say(std::string_view{"\0\0\0\0\0\0\0\0\0", 9}); // DATA of no stream
  ASSERT_TRUE(over(call));
  EXPECT_EQ(call.end, HopEnd::malformed);
  EXPECT_EQ(call.detail, "a frame of a stream names none");
  ASSERT_TRUE(until([&] { return pool_.open() == 0; }));
}

TEST_F(Http2PoolTest, ContentGoesAsItIsReadyAndAsWindowsAllow) {
  Called call;
  call.upload.assign(300'000, 'u');
  call.ready = 1000;
  begin(call);
  ASSERT_TRUE(asked(1));
  ASSERT_TRUE(until([&] { return upstream().asked()[0]->came.size() == 1000; }));
  EXPECT_FALSE(upstream().asked()[0]->whole);
  call.ready = call.upload.size();
  call.carrier->go_on(call);
  ASSERT_TRUE(until([&] { return upstream().asked()[0]->whole; }));
  EXPECT_EQ(upstream().asked()[0]->came.size(), 300'000u);
  EXPECT_EQ(call.clocked.reached(), HopPhase::wait);
}

TEST_F(Http2PoolTest, TakesNoMoreThanThereIsRoomFor) {
  Called call;
  call.room = 0;
  begin(call);
  ASSERT_TRUE(asked(1));
  upstream().answer(0, 200, std::string(200'000, 'c'));
  ASSERT_TRUE(until([&] { return call.content_heard.size() == 65535; }));
  for (int i = 0; i < 20; ++i) until([] { return true; });
  EXPECT_EQ(call.content_heard.size(), 65535u);
  call.room = 1 << 20;
  call.carrier->go_on(call);
  ASSERT_TRUE(until([&] { return call.content_heard.size() > 65535; }));
}

TEST_F(Http2PoolTest, EachStreamHasItsTimes) {
  Called slow_to_take, slow_to_answer, slow_to_go_on;
  slow_to_take.upload.assign(200'000, 'u');
  begin(slow_to_answer);
  begin(slow_to_go_on);
  ASSERT_TRUE(asked(2));
  begin(slow_to_take);
  ASSERT_TRUE(asked(3));
  upstream().asked()[2]->takes = false;
  upstream().answer(1, 200, "some", false);
  ASSERT_TRUE(until([&] { return slow_to_go_on.content_heard == "some" && slow_to_take.sent >= 65535; }));
  later(1'100);
  ASSERT_TRUE(until([&] { return slow_to_take.over && slow_to_answer.over && slow_to_go_on.over; }));
  EXPECT_EQ(slow_to_take.end, HopEnd::send_slow);
  EXPECT_EQ(slow_to_answer.end, HopEnd::head_slow);
  EXPECT_EQ(slow_to_go_on.end, HopEnd::silent);
  ASSERT_TRUE(until([&] { return upstream().asked()[0]->over; })); // it was told
  EXPECT_EQ(pool_.open(), 1u);                                     // and the connection goes on
}

TEST_F(Http2PoolTest, WhoLeavesGivesUpAStreamAlone) {
  Called first, second;
  begin(first);
  begin(second);
  ASSERT_TRUE(asked(2));
  first.carrier->abandon(first);
  ASSERT_TRUE(until([&] { return upstream().asked()[0]->over; }));
  upstream().answer(1, 200, "x");
  ASSERT_TRUE(over(second));
  EXPECT_FALSE(first.over);
  EXPECT_EQ(pool_.open(), 1u);
}

TEST_F(Http2PoolTest, AnAnswerBeforeTheRequestIsWholeEndsBoth) {
  Called call;
  call.upload.assign(10'000, 'u');
  call.ready = 10;
  begin(call);
  ASSERT_TRUE(asked(1));
  upstream().answer(0, 403, "no");
  ASSERT_TRUE(over(call));
  EXPECT_EQ(call.status, 403);
  EXPECT_EQ(call.end, HopEnd::answered);
  ASSERT_TRUE(until([&] { return upstream().asked()[0]->over; }));
}

TEST_F(Http2PoolTest, ContentIsAsLongAsItSays) {
  Called shorter, longer;
  begin(shorter);
  begin(longer);
  ASSERT_TRUE(asked(2));
  const message::ResponseField four{"content-length", "4"};
  for (const std::size_t which : {0u, 1u}) {
    Played::Asked& asked = *upstream().asked()[which];
    asked.answer = which == 0 ? "abc" : "abcde";
    upstream().server().answer(asked.id, 200, {&four, 1}, &asked);
  }
  upstream().flush();
  ASSERT_TRUE(until([&] { return shorter.over && longer.over; }));
  EXPECT_EQ(shorter.end, HopEnd::malformed);
  EXPECT_EQ(longer.end, HopEnd::malformed);
}

TEST_F(Http2PoolTest, InterimResponsesHaveALimit) {
  Called call;
  begin(call);
  ASSERT_TRUE(asked(1));
  for (int i = 0; i < 5; ++i) upstream().server().interim(1, 103);
  upstream().flush();
  ASSERT_TRUE(over(call));
  EXPECT_EQ(call.end, HopEnd::interim_many);
  EXPECT_EQ(call.interims, 4);
}

TEST_F(Http2PoolTest, AnIdleConnectionEndsInItsTime) {
  Called call;
  begin(call);
  ASSERT_TRUE(asked(1));
  upstream().answer(0, 200, "x");
  ASSERT_TRUE(over(call));
  later(50'000);
  EXPECT_EQ(pool_.open(), 1u);
  later(50'100);
  ASSERT_TRUE(until([&] { return pool_.open() == 0; }));
}

TEST_F(Http2PoolTest, RequestsOfAConnectionHaveALimit) {
  limits_.max_requests_per_connection.value = 1;
  Called first, second;
  begin(first);
  ASSERT_TRUE(asked(1));
  begin(second);
  ASSERT_TRUE(asked(1, 1));
  upstream().answer(0, 200, "x");
  ASSERT_TRUE(over(first));
  ASSERT_TRUE(until([&] { return pool_.open() == 1; }));
}

TEST_F(Http2PoolTest, WhatComesToNothingIsToldToAllWhoWait) {
  listener_.close();
  Called first, second;
  begin(first);
  begin(second);
  ASSERT_TRUE(net::testing::turn_until(reactor_, [&] { return first.over && second.over; }));
  EXPECT_EQ(first.end, HopEnd::refused);
  EXPECT_EQ(second.end, HopEnd::refused);
  EXPECT_EQ(pool_.open(), 0u);
}

} // namespace
} // namespace responsum::client
