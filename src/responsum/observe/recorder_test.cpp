#include "responsum/observe/recorder.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>

namespace responsum::observe {
namespace {

// Every part of it says which it is, so that one that was torn shows.
Record numbered_everywhere(std::uint64_t n) {
  Record r;
  r.id = {n};
  r.received_bytes = n;
  r.sent_bytes = n;
  r.fault_offset = static_cast<std::uint32_t>(n);
  r.condition = decision::Condition::repr_whole;
  r.target.assign("/" + std::to_string(n));
  return r;
}

bool is_whole(const Record& r) {
  const std::uint64_t n = r.id.value;
  return r.received_bytes == n && r.sent_bytes == n && r.fault_offset == static_cast<std::uint32_t>(n) &&
         r.target.view() == "/" + std::to_string(n);
}

TEST(Recorder, KeepsTheNewestFirst) {
  Recorder recorder{0};
  EXPECT_TRUE(recorder.latest(10).empty());
  for (std::uint64_t n = 0; n < 3; ++n) EXPECT_EQ(recorder.keep(numbered_everywhere(n)).number, n);
  const auto latest = recorder.latest(2);
  ASSERT_EQ(latest.size(), 2u);
  EXPECT_EQ(latest[0].id, ExchangeId{2});
  EXPECT_EQ(latest[1].id, ExchangeId{1});
  EXPECT_EQ(recorder.count_of(decision::Condition::repr_whole), 3u);
  EXPECT_EQ(recorder.count_of(decision::Condition::route_none), 0u);
}

TEST(Recorder, ForgetsTheOldestWhenTheRingComesRound) {
  Recorder recorder{0};
  for (std::uint64_t n = 0; n < Recorder::capacity + 5; ++n) recorder.keep(numbered_everywhere(n));
  EXPECT_EQ(recorder.written(), Recorder::capacity + 5);
  EXPECT_EQ(recorder.latest(Recorder::capacity * 2).size(), Recorder::capacity);
  EXPECT_EQ(recorder.read(4), std::nullopt);
  EXPECT_EQ(recorder.read(5).value().id, ExchangeId{5});
  EXPECT_EQ(recorder.read(Recorder::capacity + 5), std::nullopt); // not written yet
  EXPECT_FALSE(recorder.find({4}));
  EXPECT_TRUE(recorder.find({Recorder::capacity + 4}));
}

// Of a text only what holds something is written: what an older record left behind it must not show.
TEST(Recorder, TextsAreThoseOfTheRecordWhateverWasThereBefore) {
  Recorder recorder{0};
  for (std::size_t n = 0; n < 2 * Recorder::capacity; ++n) {
    Record r = numbered_everywhere(n);
    const bool before = n < Recorder::capacity;
    const std::string text(before ? 200 : n % 130, before ? 'x' : 'y');
    r.target.assign(text);
    r.host.assign(text);
    r.peer.assign(text);
    r.client.assign(text);
    r.subject.assign(text);
    r.limit.assign(text);
    recorder.keep(r);
    const Record kept = recorder.read(n).value();
    kept.for_each_text([&](const auto& t) { ASSERT_EQ(t.view(), text.substr(0, t.octets.size())) << n; });
  }
}

TEST(Recorder, AmendsWhatTheClientGot) {
  Recorder recorder{0};
  const std::uint64_t number = recorder.keep(numbered_everywhere(100)).number;
  recorder.amend(number, ClientOutcome::truncated, 30);
  const Record r = recorder.read(number).value();
  EXPECT_EQ(r.client_outcome, ClientOutcome::truncated);
  EXPECT_EQ(r.sent_bytes, 70u);
  recorder.amend(number, ClientOutcome::aborted, 1000);
  EXPECT_EQ(recorder.read(number)->sent_bytes, 0u);
}

TEST(Recorder, AmendsNothingThatIsGone) {
  Recorder recorder{0};
  for (std::uint64_t n = 0; n <= Recorder::capacity; ++n) recorder.keep(numbered_everywhere(n));
  recorder.amend(0, ClientOutcome::aborted, 1);
  EXPECT_TRUE(is_whole(recorder.read(Recorder::capacity).value()));
}

TEST(Recorder, CutsTextsThatAreTooLong) {
  Record r;
  r.target.assign(std::string(500, 'x'));
  EXPECT_EQ(r.target.view(), std::string(127, 'x'));
}

TEST(Recorder, IsReadWholeWhileItIsWritten) {
  Recorder recorder{0};
  std::atomic<bool> done = false;
  std::thread writer{[&] {
    for (std::uint64_t n = 0; n < Recorder::capacity * 8; ++n) {
      recorder.keep(numbered_everywhere(n));
      if (n % 3 == 0) recorder.amend(n, ClientOutcome::complete, 0);
    }
    done = true;
  }};
  std::uint64_t read = 0;
  while (!done || read == 0)
    for (const Record& r : recorder.latest(64)) {
      ++read;
      EXPECT_TRUE(is_whole(r)) << r.id.value;
    }
  writer.join();
}

TEST(Recorder, CountsPathsOnceWhateverIsAmended) {
  Recorder recorder{0};
  const std::uint64_t number = recorder.keep(numbered_everywhere(1)).number;
  recorder.keep(numbered_everywhere(2));
  recorder.amend(number, ClientOutcome::truncated, 1);
  std::uint64_t count = 0;
  recorder.histogram().for_each([&count](const PathHistogram::Entry& e) { count += e.count; });
  EXPECT_EQ(count, 2u);
}

} // namespace
} // namespace responsum::observe
