#include "responsum/codec/h2/streams.hpp"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace responsum::codec::h2 {
namespace {

TEST(StreamTable, FindsWhatIsOpen) {
  StreamTable table;
  std::map<StreamId, OpenStream*> model;
  std::uint32_t random = 7;
  EXPECT_EQ(table.find(1), nullptr);
  for (StreamId id = 1; id < 20'000; id += 2) {
    model[id] = &table.open(id);
    random = random * 1'664'525 + 1'013'904'223;
    for (std::uint32_t n = (random >> 8) % 3; n != 0 && !model.empty(); --n) {
      random = random * 1'664'525 + 1'013'904'223;
      auto one = model.lower_bound((random >> 8) % (id + 2));
      if (one == model.end()) one = model.begin();
      table.remove(*one->second);
      table.release(*one->second);
      model.erase(one);
    }
    ASSERT_EQ(table.count(), model.size());
    for (const auto& [open, stream] : model) ASSERT_EQ(table.find(open), stream) << open;
    ASSERT_EQ(table.find(id + 2), nullptr);
  }
}

TEST(ClosedStreams, AreKnownForAWhile) {
  ClosedStreams closed;
  using How = ClosedStreams::How;
  closed.note(5, How::reset_out);
  EXPECT_EQ(closed.how(5), How::reset_out);
  EXPECT_EQ(closed.how(3), How::skipped);
  for (StreamId id = 7; id < 7 + 2 * 40; id += 2) closed.note(id, How::ended);
  EXPECT_EQ(closed.how(5), How::forgotten);
  EXPECT_EQ(closed.how(85), How::ended);
}

std::string order(Turns& turns, int most) {
  std::string ids;
  while (OpenStream* const stream = turns.first()) {
    if (most-- == 0) break;
    ids += std::to_string(stream->id) + " ";
    turns.had(*stream);
    if (!stream->priority.incremental) turns.remove(*stream);
  }
  return ids;
}

TEST(Turns, AreOfTheMostUrgentFirst) {
  Turns turns;
  OpenStream a, b, c;
  a.id = 1, b.id = 3, c.id = 5;
  for (OpenStream* s : {&a, &b, &c}) turns.add(*s);
  turns.prioritise(a, {7, false});
  turns.prioritise(c, {0, false});
  EXPECT_EQ(order(turns, 9), "5 3 1 ");
  EXPECT_TRUE(turns.empty());
}

TEST(Turns, AreTakenByWhatIsOfUseInParts) {
  Turns turns;
  OpenStream a, b, c;
  a.id = 1, b.id = 3, c.id = 5;
  for (OpenStream* s : {&a, &b, &c}) s->priority.incremental = true;
  b.priority.incremental = false;
  for (OpenStream* s : {&a, &b, &c}) turns.add(*s);
  EXPECT_EQ(order(turns, 7), "1 3 5 1 5 1 5 ");
  turns.remove(a);
  EXPECT_EQ(order(turns, 2), "5 5 ");
  turns.remove(c);
  EXPECT_TRUE(turns.empty());
}

} // namespace
} // namespace responsum::codec::h2
