#include "event_reader.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace responsum::cmd {
namespace {

std::vector<std::string> read(std::string_view stream, std::size_t piece) {
  EventReader reader;
  std::vector<std::string> events;
  for (std::size_t at = 0; at < stream.size(); at += piece)
    reader.feed(stream.substr(at, piece),
                [&](const Event& e) { events.push_back(e.type + "|" + e.id + "|" + e.data); });
  return events;
}

// However the octets are cut.
void expect_events(std::string_view stream, const std::vector<std::string>& expected) {
  for (std::size_t piece = 1; piece <= stream.size(); ++piece) EXPECT_EQ(read(stream, piece), expected) << piece;
}

TEST(EventReader, ReadsTypeIdAndData) {
  expect_events("event: exchange\nid: 7\ndata: {\"a\":1}\n\n", {"exchange|7|{\"a\":1}"});
}

TEST(EventReader, TakesAnyLineEnd) {
  expect_events("data: a\r\n\r\ndata: b\r\rdata: c\n\n", {"message||a", "message||b", "message||c"});
}

TEST(EventReader, JoinsLinesOfData) { expect_events("data: a\ndata\ndata:  b\n\n", {"message||a\n\n b"}); }

TEST(EventReader, LeavesOutCommentsAndWhatIsUnknown) {
  expect_events(": still here\n\nretry: 5\nnothing\n\ndata: a\n\n", {"message||a"});
}

TEST(EventReader, AnEventWithoutDataIsNone) { expect_events("event: exchange\n\ndata: a\n\n", {"message||a"}); }

TEST(EventReader, KeepsTheLastId) { expect_events("id: 1\ndata: a\n\ndata: b\n\n", {"message|1|a", "message|1|b"}); }

TEST(EventReader, GivesNothingThatIsNotWhole) {
  expect_events("data: a\n\nevent: exchange\ndata: b\n", {"message||a"});
}

} // namespace
} // namespace responsum::cmd
