#include "responsum/net/resolver.hpp"

#include <array>
#include <deque>
#include <optional>
#include <utility>

#include <gtest/gtest.h>

#include "responsum/net/loopback_test.hpp"
#include "responsum/net/name_server_test.hpp"

namespace responsum::net {
namespace {

using testing::NameServer;
using testing::Question;
using testing::Reply;
using End = NameWait::End;

// What a wait came to.
struct Heard {
  bool over = false;
  End end = End::known;
  NameFault fault = NameFault::none;
};

Task wait_for(Reactor& reactor, Name& name, base::Milliseconds limit_ms, Heard& heard, NameWait** at = nullptr) {
  NameWait wait{name, reactor, reactor.after(limit_ms)};
  if (at != nullptr) *at = &wait;
  heard.end = co_await wait;
  heard.fault = wait.fault();
  heard.over = true;
}

ResolverLimits usual_limits() {
  return {.server_timeout_ms = {"server_timeout_ms", 1000},
          .min_ttl_ms = {"min_ttl_ms", 1000},
          .max_ttl_ms = {"max_ttl_ms", 3'600'000},
          .failure_ttl_ms = {"failure_ttl_ms", 1000},
          .max_stale_ms = {"max_stale_ms", 100'000},
          .max_addresses = {"max_addresses", 3}};
}

class ResolverTest : public ::testing::Test {
 protected:
  static constexpr base::Milliseconds limit_ms = 5000;

  Heard& ask(std::string_view host = "app.test") {
    Heard& heard = heard_.emplace_back();
    reactor_.spawn(wait_for(reactor_, resolver_.name(host), limit_ms, heard));
    return heard;
  }
  // Both questions, whichever comes first.
  bool answer(const Reply& reply) {
    int answered = 0;
    testing::turn_until(reactor_, [&] {
      while (const auto asked = server_.take()) {
        server_.answer(*asked, reply);
        ++answered;
      }
      return answered == 2;
    });
    return answered == 2;
  }
  bool over(const Heard& heard) {
    return testing::turn_until(reactor_, [&] { return heard.over; });
  }
  // Nothing is asked in a few turns.
  bool nobody_asks() {
    for (int i = 0; i < 5; ++i) reactor_.run_turn(0);
    return !server_.take();
  }
  void later(base::Milliseconds ms) {
    clock_.now.monotonic_ms += ms;
    reactor_.run_turn(0);
  }
  std::string addresses(std::string_view host = "app.test") {
    std::string all;
    for (const Address& a : resolver_.name(host).addresses()) all += (all.empty() ? "" : ",") + a.host();
    return all;
  }
  void learn(const Reply& reply) {
    const Heard& heard = ask();
    ASSERT_TRUE(answer(reply));
    ASSERT_TRUE(over(heard));
    ASSERT_EQ(heard.fault, NameFault::none);
  }

  testing::Clock clock_;
  NameServer server_{SOCK_NONBLOCK};
  ResolverLimits limits_ = usual_limits();
  Reactor reactor_{clock_.options()};
  Resolver resolver_{reactor_, std::span{&server_.address(), 1}, limits_};
  std::deque<Heard> heard_;
};

TEST_F(ResolverTest, FindsAddressesOfBothFamilies) {
  const Heard& heard = ask();
  ASSERT_TRUE(answer({.addresses = "127.0.0.1,::1"}));
  ASSERT_TRUE(over(heard));
  EXPECT_EQ(heard.end, End::known);
  EXPECT_EQ(heard.fault, NameFault::none);
  EXPECT_EQ(resolver_.name("app.test").addresses().size(), 2u);
  EXPECT_TRUE(resolver_.name("app.test").leads_to(Address::parse("127.0.0.1:80").value()));
  EXPECT_FALSE(resolver_.name("app.test").leads_to(Address::parse("127.0.0.2:80").value()));
}

TEST_F(ResolverTest, AsksOnceForAllWhoWait) {
  const Heard& first = ask();
  const Heard& second = ask();
  ASSERT_TRUE(answer({.addresses = "127.0.0.1"}));
  ASSERT_TRUE(over(first));
  ASSERT_TRUE(over(second));
  EXPECT_TRUE(nobody_asks());
}

TEST_F(ResolverTest, BelievesAnAnswerAsLongAsItSays) {
  learn({.ttl_s = 10, .addresses = "127.0.0.1"});
  later(9'900);
  EXPECT_TRUE(ask().over); // at once
  EXPECT_TRUE(nobody_asks());
}

TEST_F(ResolverTest, AsksAgainAtTheEndOfItsTimeForANameInUseAndNobodyWaits) {
  learn({.ttl_s = 10, .addresses = "127.0.0.1"});
  later(5'000);
  EXPECT_TRUE(ask().over);
  later(5'100);
  EXPECT_TRUE(ask().over); // with what has just been good
  ASSERT_TRUE(answer({.ttl_s = 10, .addresses = "127.0.0.2"}));
  ASSERT_TRUE(testing::turn_until(reactor_, [&] { return addresses() == "127.0.0.2"; }));
}

TEST_F(ResolverTest, AsksNotAtTheEndOfItsTimeForANameOutOfUse) {
  learn({.ttl_s = 10, .addresses = "127.0.0.1"});
  later(10'100);
  EXPECT_TRUE(nobody_asks());
  const Heard& heard = ask(); // and whoever comes then waits for what is true now
  EXPECT_FALSE(heard.over);
  ASSERT_TRUE(answer({.ttl_s = 10, .addresses = "127.0.0.2"}));
  ASSERT_TRUE(over(heard));
  EXPECT_EQ(addresses(), "127.0.0.2");
}

TEST_F(ResolverTest, UseOfAConnectionIsUse) {
  learn({.ttl_s = 10, .addresses = "127.0.0.1"});
  const Address there = Address::parse("127.0.0.1:80").value();
  later(10'100);
  EXPECT_TRUE(nobody_asks());
  EXPECT_TRUE(resolver_.name("app.test").leads_to(there));
  ASSERT_TRUE(answer({.addresses = "127.0.0.2"}));
  ASSERT_TRUE(testing::turn_until(reactor_, [&] { return addresses() == "127.0.0.2"; }));
  EXPECT_FALSE(resolver_.name("app.test").leads_to(there));
}

TEST_F(ResolverTest, SaysHowTheServersRefuse) {
  using Code = Reply::Code;
  const std::pair<Code, NameFault> all[] = {
      {Code::no_such_name, NameFault::unknown},   {Code::server_failure, NameFault::failed},
      {Code::refused, NameFault::refused},        {Code::not_implemented, NameFault::not_implemented},
      {Code::format_error, NameFault::malformed}, {Code::no_error, NameFault::no_address}};
  for (const auto& [code, fault] : all) {
    const std::string host = "name" + std::to_string(static_cast<int>(code)) + ".test";
    const Heard& heard = ask(host);
    ASSERT_TRUE(testing::turn_until(reactor_, [&] {
      while (const auto asked = server_.take()) server_.answer(*asked, {.code = code});
      return heard.over;
    })) << host;
    EXPECT_EQ(heard.end, End::known);
    EXPECT_EQ(heard.fault, fault) << host;
  }
}

TEST_F(ResolverTest, BelievesAFailureForAWhile) {
  const Heard& first = ask();
  ASSERT_TRUE(answer({.code = Reply::Code::no_such_name}));
  ASSERT_TRUE(over(first));
  const Heard& second = ask();
  EXPECT_TRUE(second.over);
  EXPECT_EQ(second.fault, NameFault::unknown);
  later(1'100);
  const Heard& third = ask();
  EXPECT_FALSE(third.over);
  ASSERT_TRUE(answer({.addresses = "127.0.0.1"}));
  ASSERT_TRUE(over(third));
  EXPECT_EQ(third.fault, NameFault::none);
}

TEST_F(ResolverTest, WaitsNoLongerThanItIsGiven) {
  const Heard& heard = ask();
  reactor_.run_turn(0);
  EXPECT_FALSE(heard.over);
  later(limit_ms + 100);
  EXPECT_TRUE(heard.over);
  EXPECT_EQ(heard.end, End::timed_out);
  const Heard& second = ask(); // the question goes on
  ASSERT_TRUE(answer({.addresses = "127.0.0.1"}));
  ASSERT_TRUE(over(second));
  EXPECT_EQ(second.fault, NameFault::none);
}

TEST_F(ResolverTest, UsesWhatWasGoodWhileTheServersFail) {
  learn({.ttl_s = 10, .addresses = "127.0.0.1"});
  later(20'000);
  const Heard& heard = ask();
  ASSERT_TRUE(answer({.code = Reply::Code::server_failure}));
  ASSERT_TRUE(over(heard));
  EXPECT_EQ(heard.fault, NameFault::none);
  EXPECT_EQ(addresses(), "127.0.0.1");
  EXPECT_TRUE(ask().over); // the failure is believed
}

TEST_F(ResolverTest, UsesWhatWasGoodWhileTheServersAreSilent) {
  learn({.ttl_s = 10, .addresses = "127.0.0.1"});
  later(20'000);
  const Heard& heard = ask();
  later(limit_ms + 100);
  ASSERT_TRUE(over(heard));
  EXPECT_EQ(heard.end, End::known);
  EXPECT_EQ(heard.fault, NameFault::none);
}

TEST_F(ResolverTest, UsesItNotForEver) {
  learn({.ttl_s = 10, .addresses = "127.0.0.1"});
  later(10'000 + 100'000);
  const Heard& heard = ask();
  ASSERT_TRUE(answer({.code = Reply::Code::server_failure}));
  ASSERT_TRUE(over(heard));
  EXPECT_EQ(heard.fault, NameFault::failed);
}

TEST_F(ResolverTest, ForgetsANameThatThereIsNoMore) {
  learn({.ttl_s = 10, .addresses = "127.0.0.1"});
  later(20'000);
  const Heard& heard = ask();
  ASSERT_TRUE(answer({.code = Reply::Code::no_such_name}));
  ASSERT_TRUE(over(heard));
  EXPECT_EQ(heard.fault, NameFault::unknown);
  EXPECT_EQ(addresses(), "");
}

TEST_F(ResolverTest, KeepsTimesAndNumbersWithinTheirLimits) {
  limits_.max_ttl_ms.value = 30'000;
  learn({.ttl_s = 0, .addresses = "127.0.0.1,127.0.0.2,127.0.0.3,127.0.0.4"});
  EXPECT_EQ(resolver_.name("app.test").addresses().size(), 3u);
  later(900);
  EXPECT_TRUE(ask().over);
  later(200); // and so it is asked
  ASSERT_TRUE(answer({.ttl_s = 4'000'000'000, .addresses = "127.0.0.1"}));
  ASSERT_TRUE(testing::turn_until(reactor_, [&] { return addresses() == "127.0.0.1"; }));
  later(30'100);
  EXPECT_FALSE(ask().over);
}

TEST_F(ResolverTest, TakesTheWholeOverAConnectionWhereADatagramIsTooSmall) {
  const Heard& heard = ask();
  ASSERT_TRUE(testing::turn_until(reactor_, [&] {
    while (const auto asked = server_.take()) server_.answer(*asked, {.truncated = true});
    server_.answer_over_stream({.addresses = "127.0.0.1"});
    return heard.over;
  }));
  EXPECT_EQ(heard.fault, NameFault::none);
  EXPECT_EQ(addresses(), "127.0.0.1");
}

TEST_F(ResolverTest, KnowsThisMachine) {
  const Heard& heard = ask("localhost");
  ASSERT_TRUE(over(heard));
  EXPECT_TRUE(resolver_.name("localhost").leads_to(Address::parse("127.0.0.1:80").value()));
}

TEST_F(ResolverTest, WhoeverIsGivenUpIsWoken) {
  Heard heard;
  NameWait* wait = nullptr;
  reactor_.spawn(wait_for(reactor_, resolver_.name("app.test"), limit_ms, heard, &wait));
  wait->give_up();
  EXPECT_FALSE(heard.over); // not within
  reactor_.run_turn(0);
  EXPECT_TRUE(heard.over);
  EXPECT_EQ(heard.end, End::given_up);
}

TEST_F(ResolverTest, EndsInTheMiddleOfAQuestion) {
  NameWait* wait = nullptr;
  Heard heard;
  {
    Resolver other{reactor_, std::span{&server_.address(), 1}, limits_};
    reactor_.spawn(wait_for(reactor_, other.name("app.test"), limit_ms, heard, &wait));
    reactor_.run_turn(0);
    wait->give_up();
  }
  reactor_.run_turn(0);
  EXPECT_TRUE(heard.over);
}

class TwoServersTest : public ::testing::Test {
 protected:
  Heard ask(std::string_view host) {
    Heard heard;
    reactor_.spawn(wait_for(reactor_, resolver_.name(host), 60'000, heard));
    testing::turn_until(reactor_, [&] {
      first_asked_ += take_all(first_, refusal_);
      take_all(second_, Reply{.addresses = "127.0.0.1"});
      return heard.over;
    });
    return heard;
  }
  static int take_all(NameServer& server, const std::optional<Reply>& reply) {
    int asked = 0;
    for (auto question = server.take(); question; question = server.take(), ++asked)
      if (reply) server.answer(*question, *reply);
    return asked;
  }

  std::optional<Reply> refusal_; // none: the first server is silent
  int first_asked_ = 0;
  NameServer first_{SOCK_NONBLOCK};
  NameServer second_{SOCK_NONBLOCK};
  ResolverLimits limits_ = [] {
    ResolverLimits limits = usual_limits();
    limits.server_timeout_ms.value = 20;
    return limits;
  }();
  Reactor reactor_;
  std::array<Address, 2> servers_{first_.address(), second_.address()};
  Resolver resolver_{reactor_, servers_, limits_};
};

TEST_F(TwoServersTest, TheSecondIsAskedWhereTheFirstRefuses) {
  refusal_ = Reply{.code = Reply::Code::refused};
  EXPECT_EQ(ask("app.test").fault, NameFault::none);
  EXPECT_NE(first_asked_, 0);
}

TEST_F(TwoServersTest, TheSecondIsAskedFirstAfterTheFirstWasSilent) {
  EXPECT_EQ(ask("app.test").fault, NameFault::none);
  EXPECT_NE(std::exchange(first_asked_, 0), 0);
  EXPECT_EQ(ask("other.test").fault, NameFault::none);
  EXPECT_EQ(first_asked_, 0);
}

TEST_F(TwoServersTest, WhatIsSettledIsAskedOfNobodyElse) {
  refusal_ = Reply{.code = Reply::Code::no_such_name};
  EXPECT_EQ(ask("app.test").fault, NameFault::unknown);
}

// The library goes by the clock of the system.
TEST(ResolverClock, AsksAgainWhereNobodyAnswers) {
  NameServer server{SOCK_NONBLOCK};
  ResolverLimits limits = usual_limits();
  limits.server_timeout_ms.value = 20;
  Reactor reactor;
  Resolver resolver{reactor, std::span{&server.address(), 1}, limits};
  Heard heard;
  reactor.spawn(wait_for(reactor, resolver.name("app.test"), 60'000, heard));
  int asked = 0;
  constexpr int of_more_than_one_question = 6; // of both families, and again
  ASSERT_TRUE(testing::turn_until(reactor, [&] {
    for (auto question = server.take(); question; question = server.take())
      if (++asked > of_more_than_one_question) server.answer(*question, {.addresses = "127.0.0.1"});
    return heard.over;
  }));
  EXPECT_EQ(heard.end, End::known);
  EXPECT_EQ(heard.fault, NameFault::none);
}

TEST(ResolverClock, SaysSoWhereNoServerCanBeReached) {
  const Address nobody = NameServer{SOCK_NONBLOCK}.address(); // has gone
  const ResolverLimits limits = usual_limits();
  Reactor reactor;
  Resolver resolver{reactor, std::span{&nobody, 1}, limits};
  Heard heard;
  reactor.spawn(wait_for(reactor, resolver.name("app.test"), 60'000, heard));
  ASSERT_TRUE(testing::turn_until(reactor, [&] { return heard.over; }));
  EXPECT_EQ(heard.end, End::known);
  EXPECT_EQ(heard.fault, NameFault::unreachable);
}

} // namespace
} // namespace responsum::net
