#include "responsum/admin/events.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "responsum/admin/watched_test.hpp"

namespace responsum::admin {
namespace {

using nlohmann::json;

struct Event {
  std::string name;
  std::string id;
  json data;
};

// As a page reads a stream: events end in an empty line, lines that begin with a colon are comments.
std::vector<Event> events_in(const std::string& text) {
  std::vector<Event> all;
  Event event;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = text.find('\n', at);
    EXPECT_NE(end, text.npos) << "a line without an end";
    const std::string line = text.substr(at, end - at);
    at = end + 1;
    if (line.empty()) {
      if (!event.name.empty()) all.push_back(event);
      event = {};
    } else if (line.starts_with("event: ")) {
      event.name = line.substr(7);
    } else if (line.starts_with("id: ")) {
      event.id = line.substr(4);
    } else if (line.starts_with("data: ")) {
      event.data = json::parse(line.substr(6));
    } else {
      EXPECT_TRUE(line.starts_with(":") || line.starts_with("retry: ")) << line;
    }
  }
  return all;
}

class EventsTest : public testing::Test {
 protected:
  std::unique_ptr<resource::Feed> follow(const std::string& query) {
    auto wanted = Wanted::parse(query);
    EXPECT_TRUE(wanted.has_value());
    return events_.begin(std::move(*wanted));
  }
  std::string text_of(resource::Feed& feed) {
    std::string text;
    EXPECT_EQ(feed.next(now_, text), resource::Feed::State::more);
    return text;
  }
  void count() {
    traffic_.count(watched_.recorders(), now_.wall_s);
    events_.traffic_counted();
  }
  std::vector<Event> told(resource::Feed& feed) { return events_in(text_of(feed)); }
  void pass(base::Milliseconds ms) {
    now_.monotonic_ms += ms;
    now_.wall_s = Watched::start_s + now_.monotonic_ms / 1000;
  }

  Watched watched_;
  Traffic traffic_;
  Events events_{watched_, traffic_};
  base::Now now_{.monotonic_ms = 0, .wall_s = Watched::start_s, .wall_ns = 0};
};

TEST_F(EventsTest, TellTheTrafficOnceASecond) {
  const auto feed = follow("feed=traffic");
  watched_.served("/");
  count();
  const auto first = told(*feed);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].name, "traffic");
  EXPECT_EQ(first[0].data["exchanges"], 1);
  pass(500);
  EXPECT_TRUE(told(*feed).empty());
  pass(500);
  count();
  EXPECT_EQ(told(*feed).size(), 1u);
}

// Somebody who comes between two counts is told the last one at once.
TEST_F(EventsTest, TellTheTrafficFromTheBeginning) {
  watched_.served("/");
  count();
  const auto first = follow("feed=traffic");
  EXPECT_EQ(told(*first)[0].data["exchanges"], 1);
}

TEST_F(EventsTest, TellExchangesAsTheyEndTheOldestFirst) {
  watched_.served("/before");
  const auto feed = follow("feed=exchanges");
  EXPECT_TRUE(told(*feed).empty());
  watched_.served("/one", 1, 0);
  const auto id = watched_.search_denied("/two", 2, 1);
  const auto both = told(*feed);
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[0].data["target"], "/one");
  EXPECT_EQ(both[1].name, "exchange");
  EXPECT_EQ(both[1].data["condition"], "fs.search-denied");
  const auto text = observe::text_of(id);
  EXPECT_EQ(both[1].id, (std::string{text.data(), text.size()}));
  EXPECT_EQ(both[1].data["id"], both[1].id);
  EXPECT_TRUE(told(*feed).empty());
}

TEST_F(EventsTest, TellWhatTheFilterTakes) {
  const auto feed = follow("feed=exchanges&status=4xx&text=secret");
  watched_.served("/secret");
  watched_.search_denied("/open");
  watched_.search_denied("/secret/plan");
  const auto events = told(*feed);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].data["target"], "/secret/plan");
}

// Ten thousand at once: what a piece cannot hold is counted, and so is what the rings have lost.
TEST_F(EventsTest, CountWhatTheyLeaveOut) {
  const auto feed = follow("feed=exchanges&most=200");
  constexpr std::size_t all = 10'000;
  for (std::size_t i = 0; i < all; ++i) watched_.served("/" + std::to_string(i));
  const auto events = told(*feed);
  ASSERT_EQ(events.size(), Events::most_rows + 1);
  EXPECT_EQ(events.front().data["target"], "/9800");
  EXPECT_EQ(events[Events::most_rows - 1].data["target"], "/9999");
  EXPECT_EQ(events.back().name, "dropped");
  EXPECT_EQ(events.back().data["exchanges"], all - Events::most_rows);
  EXPECT_EQ(events_.totals().dropped, all - Events::most_rows);
  watched_.served("/after");
  EXPECT_EQ(told(*feed).size(), 1u);
}

TEST_F(EventsTest, KeepAQuietConnectionAlive) {
  const auto feed = follow("feed=exchanges");
  EXPECT_NE(text_of(*feed).find("retry: "), std::string::npos);
  pass(Events::keep_alive_ms - 1);
  EXPECT_EQ(text_of(*feed), "");
  pass(1);
  const std::string comment = text_of(*feed);
  EXPECT_TRUE(comment.starts_with(":")) << comment;
  EXPECT_TRUE(events_in(comment).empty());
  EXPECT_EQ(text_of(*feed), "");
}

TEST_F(EventsTest, CountWhoFollows) {
  {
    const auto one = follow("");
    const auto two = follow("feed=traffic");
    EXPECT_EQ(events_.open(), 2u);
    two->reader_cut();
  }
  EXPECT_EQ(events_.open(), 0u);
  EXPECT_EQ(events_.totals().begun, 2u);
  EXPECT_EQ(events_.totals().cut, 1u);
}

} // namespace
} // namespace responsum::admin
