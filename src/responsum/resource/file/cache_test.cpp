#include "responsum/resource/file/cache.hpp"

#include <gtest/gtest.h>

#include <string>

namespace responsum::resource::file {
namespace {

// The cache takes over the hold of whoever made it.
Cached* entry(std::size_t bytes = 0) {
  auto* made = new Cached;
  made->bytes = bytes;
  return made;
}

// In tests of what goes, nothing is used after it was put: then the oldest goes first.
std::string held(Cache& cache) {
  std::string names;
  for (const char* name : {"/a", "/b", "/c", "/d"})
    if (cache.find(name) != nullptr) names += name;
  return names;
}

TEST(Cache, FindsWhatWasPut) {
  Cache cache{4, 100};
  EXPECT_EQ(cache.find("/a"), nullptr);
  Cached* a = entry();
  cache.put("/a", a, 1);
  EXPECT_EQ(cache.find("/a"), a);
  cache.clear(2);
  EXPECT_EQ(cache.find("/a"), nullptr);
}

TEST(Cache, HoldsSoManyPaths) {
  Cache cache{2, 100};
  for (const char* name : {"/a", "/b", "/c"}) cache.put(name, entry(), 1);
  EXPECT_EQ(held(cache), "/b/c");
}

TEST(Cache, KeepsWhatIsUsed) {
  Cache cache{2, 100};
  cache.put("/a", entry(), 1);
  cache.put("/b", entry(), 1);
  cache.find("/a");
  cache.put("/c", entry(), 1);
  EXPECT_EQ(held(cache), "/a/c");
}

TEST(Cache, HoldsSoManyBytes) {
  Cache cache{10, 100};
  for (const char* name : {"/a", "/b", "/c"}) cache.put(name, entry(40), 1);
  EXPECT_EQ(held(cache), "/b/c");
  cache.put("/d", entry(90), 1);
  EXPECT_EQ(held(cache), "/d");
}

TEST(Cache, CountsBytesOfWhatIsReplacedOnce) {
  Cache cache{10, 100};
  for (int i = 0; i < 10; ++i) cache.put("/a", entry(40), 1);
  cache.put("/b", entry(60), 1);
  EXPECT_EQ(held(cache), "/a/b");
}

TEST(Cache, HoldsItsBytesAlsoWhenAnEntryGrows) {
  Cache cache{10, 100};
  cache.put("/a", entry(40), 1);
  cache.put("/b", entry(40), 1);
  cache.put("/b", entry(90), 1); // the file has grown
  EXPECT_EQ(held(cache), "/b");
}

TEST(Cache, LeavesAloneWhatItCannotHold) {
  Cache cache{4, 100};
  cache.put("/a", entry(40), 1);
  cache.put("/b", entry(101), 1);
  cache.put("/" + std::string(Cache::longest_key, 'x'), entry(), 1);
  EXPECT_EQ(held(cache), "/a");
  Cache none{0, 100};
  none.put("/a", entry(), 1);
  EXPECT_EQ(held(none), "");
}

// What the exchanges of a turn refer to may be evicted within it; the sanitizers see whether it goes too early or
// never.
TEST(Cache, WhatGoesLivesUntilTheNextTurn) {
  Cache cache{1, 100};
  Cached* a = entry();
  a->retain(); // ours
  cache.put("/a", a, 7);
  cache.put("/b", entry(), 7);
  a->release();
  a->choices = "still there";
  cache.begin_turn(7);
  EXPECT_EQ(a->choices, "still there");
  cache.begin_turn(8);
  EXPECT_EQ(cache.find("/a"), nullptr);
}

} // namespace
} // namespace responsum::resource::file
