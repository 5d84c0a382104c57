#include "responsum/observe/record_ring.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

namespace responsum::observe {
namespace {

// Texts of one length, different from each other.
void say(Record& r, std::size_t length) {
  char letter = 'a';
  const auto next = [&] { return std::string(length, letter++); };
  r.peer.assign(next());
  r.host.assign(next());
  r.target.assign(next());
  r.client.assign(next());
  r.subject.assign(next());
  r.limit.assign(next());
}

// As many as there may be, each with all that it can say.
Attempts many() {
  Attempts all;
  for (Attempt& a : all.all) {
    a = Attempt{};
    a.end = decision::HopEnd::malformed;
    a.reached = decision::HopPhase::complete;
    a.reused = true;
    a.fault = message::Fault::target_form;
    a.fault_offset = 17u + all.count;
    a.error = -1;
    a.phase_ms.fill(1000u + all.count);
    a.address.assign(std::string(100, static_cast<char>('m' + all.count)));
    a.octets.assign(std::string(100, static_cast<char>('M' + all.count)));
    ++all.count;
  }
  return all;
}

// Every member as far from nothing as it goes.
Record full() {
  Record r;
  for (std::size_t i = 0; i < r.path.words.size(); ++i) r.path.words[i] = ~std::uint64_t{0} - i;
  r.condition = decision::Condition::fs_none;
  r.status = 599;
  r.site = 40'000;
  r.route = 50'000;
  r.method = message::Method::unlock;
  r.version = message::Version::http_2;
  r.generated_by = GeneratedBy::upstream;
  r.id = {std::numeric_limits<std::uint64_t>::max()};
  r.wall_s = 17'000'000'000; // in the year 2508
  r.wall_ns = 999'999'999;
  r.edition = ~decision::edition;
  r.received_bytes = std::numeric_limits<std::uint64_t>::max();
  r.sent_bytes = std::numeric_limits<std::uint64_t>::max() - 1;
  r.duration_ms = std::numeric_limits<std::uint32_t>::max();
  r.fault_offset = std::numeric_limits<std::uint32_t>::max();
  r.minted_by = static_cast<decision::Node>(decision::node_count - 1);
  r.client_outcome = ClientOutcome::truncated;
  r.fault = message::Fault::target_form;
  r.worker = 255;
  r.tls = Encryption::tls_1_3;
  r.peer_port = 65535;
  r.error = std::numeric_limits<int>::min();
  r.trace.trace_id.fill(0xab);
  r.trace.parent_id.fill(0xcd);
  r.trace.flags = 1;
  r.attempts = many();
  say(r, 1000);
  return r;
}

void expect_equal(const Record& a, const Record& b) {
  EXPECT_EQ(static_cast<const PathKey&>(a), static_cast<const PathKey&>(b));
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(a.wall_s, b.wall_s);
  EXPECT_EQ(a.wall_ns, b.wall_ns);
  EXPECT_EQ(a.edition, b.edition);
  EXPECT_EQ(a.received_bytes, b.received_bytes);
  EXPECT_EQ(a.sent_bytes, b.sent_bytes);
  EXPECT_EQ(a.duration_ms, b.duration_ms);
  EXPECT_EQ(a.fault_offset, b.fault_offset);
  EXPECT_EQ(a.minted_by, b.minted_by);
  EXPECT_EQ(a.client_outcome, b.client_outcome);
  EXPECT_EQ(a.fault, b.fault);
  EXPECT_EQ(a.worker, b.worker);
  EXPECT_EQ(a.tls, b.tls);
  EXPECT_EQ(a.peer_port, b.peer_port);
  EXPECT_EQ(a.error, b.error);
  EXPECT_EQ(a.trace, b.trace);
  EXPECT_EQ(a.peer.view(), b.peer.view());
  EXPECT_EQ(a.host.view(), b.host.view());
  EXPECT_EQ(a.target.view(), b.target.view());
  EXPECT_EQ(a.client.view(), b.client.view());
  EXPECT_EQ(a.subject.view(), b.subject.view());
  EXPECT_EQ(a.limit.view(), b.limit.view());
  EXPECT_EQ(write_json(a.attempts.made()), write_json(b.attempts.made()));
}

class RecordRingTest : public testing::Test {
 protected:
  Record round_trip(const Record& record, std::size_t row) {
    ring_.write(number_, record, row);
    return ring_.read(number_++).value();
  }

  PathHistogram histogram_{1};
  RecordRing ring_{histogram_};
  std::uint64_t number_ = 0;
};

TEST_F(RecordRingTest, KeepsEveryMemberWhereTheHistogramHasItsKey) {
  const Record r = full();
  expect_equal(round_trip(r, histogram_.add(r)), r);
}

TEST_F(RecordRingTest, KeepsEveryMemberWhereItHasNot) {
  expect_equal(round_trip(full(), PathHistogram::unplaced_row), full());
}

TEST_F(RecordRingTest, KeepsOneOfWhichNothingIsKnown) {
  Record nothing;
  expect_equal(round_trip(nothing, histogram_.add(nothing)), nothing);
}

// Each alone, so that none is taken for another.
TEST_F(RecordRingTest, KeepsWhatFewHave) {
  const Record all = full();
  const auto expect_kept = [&](auto&& change) {
    Record r;
    change(r);
    expect_equal(round_trip(r, histogram_.add(r)), r);
  };
  expect_kept([&](Record& r) { r.edition = all.edition; });
  expect_kept([&](Record& r) { r.fault = all.fault; });
  expect_kept([&](Record& r) { r.fault_offset = all.fault_offset; });
  expect_kept([&](Record& r) { r.error = all.error; });
  expect_kept([&](Record& r) { r.trace = all.trace; });
  expect_kept([&](Record& r) { r.client = all.client; });
  expect_kept([&](Record& r) { r.subject = all.subject; });
  expect_kept([&](Record& r) { r.limit = all.limit; });
  expect_kept([&](Record& r) { r.attempts = all.attempts; });
}

// Of every length, from a slot with room for all to one with room for hardly any.
TEST_F(RecordRingTest, KeepsTextsOfEveryLength) {
  for (std::size_t length = 0; length < 130; ++length) {
    Record r;
    say(r, length);
    expect_equal(round_trip(r, histogram_.add(r)), r);
  }
}

// A slot is used again by records that are longer and shorter than the ones before.
TEST_F(RecordRingTest, ShowsNothingOfWhatWasThereBefore) {
  for (std::size_t n = 0; n < 3 * RecordRing::capacity; ++n) {
    Record r = n % 3 == 0 ? full() : Record{};
    r.id = {n};
    if (n % 3 != 0) say(r, n % 40);
    expect_equal(round_trip(r, n % 2 == 0 ? histogram_.add(r) : PathHistogram::unplaced_row), r);
  }
}

TEST_F(RecordRingTest, AmendsNothingButTheOutcomeAndWhatWasSent) {
  Record r = full();
  ring_.write(0, r, histogram_.add(r));
  ring_.amend(0, ClientOutcome::aborted, 1000);
  r.client_outcome = ClientOutcome::aborted;
  r.sent_bytes -= 1000;
  expect_equal(ring_.read(0).value(), r);
}

TEST_F(RecordRingTest, IsAmendedAsOftenAsOneLikes) {
  Record r;
  r.sent_bytes = 100'000;
  ring_.write(RecordRing::capacity, r, histogram_.add(r));
  for (std::uint64_t n = 0; n < 70'000; ++n) ring_.amend(RecordRing::capacity, ClientOutcome::truncated, 1);
  EXPECT_EQ(ring_.read(RecordRing::capacity).value().sent_bytes, 30'000u);
  EXPECT_EQ(ring_.read(0), std::nullopt);
}

} // namespace
} // namespace responsum::observe
