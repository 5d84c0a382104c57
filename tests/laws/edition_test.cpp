#include <gtest/gtest.h>

#include <string>

#include "responsum/decision/diagram.hpp"

namespace responsum::decision {
namespace {

// The fingerprint of the table as it stands. Paths in logs are read by it: whoever changes a tag, a question, an
// edge or a chapter changes this number on purpose, and paths recorded before can then no longer be replayed.
constexpr std::uint32_t recorded_edition = 0x5c7bfa16u;

TEST(Edition, IsTheRecordedOne) { EXPECT_EQ(edition, recorded_edition) << std::hex << "now 0x" << edition << "u"; }

// FNV-1a over tags, chapters, questions and where both answers lead, each followed by an octet that no text holds.
TEST(Edition, IsWhatItSaysItIs) {
  std::string text;
  const auto add = [&text](std::string_view part) { text.append(part).push_back('\xff'); };
  for (const Decision& d : diagram) {
    add(d.tag);
    add(name(d.chapter));
    add(d.question);
    for (const Edge& e : {d.yes, d.no}) add(e.ends ? id(e.condition) : row(e.node).tag);
  }
  std::uint32_t hash = 0x811c9dc5u;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x01000193u;
  }
  EXPECT_EQ(hash, edition);
}

} // namespace
} // namespace responsum::decision
