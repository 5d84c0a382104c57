#include "responsum/net/timer.hpp"

#include <functional>
#include <memory>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace responsum::net {
namespace {

struct Alarm : Timer {
  Alarm() : Timer{[](Timer& timer) { static_cast<Alarm&>(timer).ring(); }} {}
  void ring() {
    ++rung;
    if (then) then();
  }

  int rung = 0;
  std::function<void()> then;
};

constexpr base::Milliseconds revolution_ms = TimerWheel::tick_ms * TimerWheel::slots;

TEST(TimerWheel, IsNeverEarlyAndAtMostATickLateForEveryDelayAndPhase) {
  const std::vector<base::Milliseconds> delays{-5,    0,     1,     15,    16,      17,        31,
                                               32,    33,    1000,  1023,  1024,    1025,      8191,
                                               32751, 32767, 32768, 32784, 100'000, 86'400'000};
  for (base::Milliseconds start = 1000; start < 1000 + TimerWheel::tick_ms; ++start) {
    for (const base::Milliseconds delay : delays) {
      TimerWheel wheel{start};
      Alarm alarm;
      wheel.arm(alarm, {start + delay});
      base::Milliseconds now = start;
      while (alarm.rung == 0) {
        const auto next = wheel.next();
        ASSERT_TRUE(next) << delay;
        ASSERT_GT(next->at_ms, now);
        now = next->at_ms;
        wheel.advance(now);
      }
      EXPECT_GE(now, start + delay);
      EXPECT_LE(now, std::max(start + delay, start) + TimerWheel::tick_ms);
      EXPECT_EQ(wheel.next(), std::nullopt);
    }
  }
}

TEST(TimerWheel, DoesNotRingBeforeItsTimeWhenTimeGoesInSmallSteps) {
  TimerWheel wheel{0};
  Alarm alarm;
  wheel.arm(alarm, {500});
  for (base::Milliseconds now = 0; now < 500; ++now) wheel.advance(now);
  EXPECT_EQ(alarm.rung, 0);
  wheel.advance(512);
  EXPECT_EQ(alarm.rung, 1);
}

TEST(TimerWheel, PutsOffWithoutTouchingItsLists) {
  TimerWheel wheel{0};
  Alarm alarm;
  wheel.arm(alarm, {100});
  const auto filed = wheel.next();
  wheel.arm(alarm, {5000});
  EXPECT_EQ(wheel.next(), filed);
  wheel.advance(4999);
  EXPECT_EQ(alarm.rung, 0);
  wheel.advance(5008);
  EXPECT_EQ(alarm.rung, 1);
}

TEST(TimerWheel, BringsForward) {
  TimerWheel wheel{0};
  Alarm alarm;
  wheel.arm(alarm, {5000});
  wheel.arm(alarm, {100});
  wheel.advance(112);
  EXPECT_EQ(alarm.rung, 1);
  wheel.advance(10'000);
  EXPECT_EQ(alarm.rung, 1);
}

TEST(TimerWheel, ForgetsWhatIsDisarmedOrDestroyed) {
  TimerWheel wheel{0};
  Alarm disarmed;
  wheel.arm(disarmed, {100});
  wheel.disarm(disarmed);
  auto destroyed = std::make_unique<Alarm>();
  wheel.arm(*destroyed, {100});
  destroyed.reset();
  wheel.advance(revolution_ms * 3);
  EXPECT_EQ(disarmed.rung, 0);
  EXPECT_EQ(wheel.next(), std::nullopt);
  wheel.arm(disarmed, {revolution_ms * 3 + 10});
  wheel.advance(revolution_ms * 3 + 16);
  EXPECT_EQ(disarmed.rung, 1);
}

TEST(TimerWheel, LetsCallbacksArmAndDestroyOthersOfTheirSlot) {
  TimerWheel wheel{0};
  Alarm first;
  auto second = std::make_unique<Alarm>();
  first.then = [&] {
    second.reset();
    if (first.rung == 1) wheel.arm(first, {200});
  };
  wheel.arm(first, {100});
  wheel.arm(*second, {100});
  wheel.advance(150);
  EXPECT_EQ(first.rung, 1);
  wheel.advance(250);
  EXPECT_EQ(first.rung, 2);
}

TEST(TimerWheel, RingsAllAfterASleepOfManyTurns) {
  TimerWheel wheel{0};
  std::vector<Alarm> alarms(100);
  for (std::size_t i = 0; i < alarms.size(); ++i) wheel.arm(alarms[i], {static_cast<base::Milliseconds>(i * 777)});
  wheel.advance(revolution_ms * 10);
  for (const Alarm& alarm : alarms) EXPECT_EQ(alarm.rung, 1);
}

// Against the plain reading: a list of deadlines that is searched.
TEST(TimerWheel, AgreesWithAListThatIsSearched) {
  std::mt19937 random{42};
  base::Milliseconds now = 12'345;
  TimerWheel wheel{now};
  constexpr std::size_t count = 64;
  std::vector<Alarm> alarms(count);
  std::vector<std::optional<base::Milliseconds>> expected(count);
  for (int step = 0; step < 50'000; ++step) {
    const std::size_t i = random() % count;
    switch (random() % 4) {
    case 0:
    case 1:
      expected[i] = now + static_cast<base::Milliseconds>(random() % (random() % 8 == 0 ? 100'000 : 500));
      wheel.arm(alarms[i], {*expected[i]});
      break;
    case 2:
      expected[i].reset();
      wheel.disarm(alarms[i]);
      break;
    default:
      now += static_cast<base::Milliseconds>(random() % (random() % 64 == 0 ? 50'000 : 40));
      wheel.advance(now);
      for (std::size_t at = 0; at < count; ++at) {
        if (alarms[at].rung == 0) {
          ASSERT_TRUE(!expected[at] || now < *expected[at] + TimerWheel::tick_ms) << "late";
          continue;
        }
        ASSERT_EQ(alarms[at].rung, 1);
        ASSERT_TRUE(expected[at] && *expected[at] <= now) << "early";
        alarms[at].rung = 0;
        expected[at].reset();
      }
    }
  }
}

} // namespace
} // namespace responsum::net
