#include "responsum/admit/shared_tally.hpp"

#include <gtest/gtest.h>

namespace responsum::admit {
namespace {

TEST(RedisAddress, IsAUri) {
  const auto plain = parse_redis_address("redis://127.0.0.1:6380/2");
  ASSERT_TRUE(plain) << plain.error();
  EXPECT_EQ(plain->host, "127.0.0.1");
  EXPECT_EQ(plain->port, 6380);
  EXPECT_EQ(plain->database, 2u);
  EXPECT_EQ(plain->text(), "redis://127.0.0.1:6380/2");
  const auto full = parse_redis_address("redis://:secret@[::1]");
  ASSERT_TRUE(full) << full.error();
  EXPECT_EQ(full->host, "::1");
  EXPECT_EQ(full->port, 6379);
  EXPECT_EQ(full->password, "secret");
  EXPECT_EQ(full->text().find("secret"), std::string::npos);
  for (const std::string_view wrong :
       {"", "127.0.0.1:6379", "redis://", "redis://:6379", "redis://host:port", "redis://host:0", "redis://host/x"})
    EXPECT_FALSE(parse_redis_address(wrong)) << wrong;
}

// Where nobody listens: it says so, and requests are counted here alone.
TEST(SharedTally, SaysThatItsServerIsLost) {
  Tally local{100, {1, 2}};
  std::atomic<bool> said = false;
  SharedTally shared{*parse_redis_address("redis://127.0.0.1:1"), 100, local,
                     [&](const std::string&) { said = true; }};
  while (!said) std::this_thread::yield();
  EXPECT_FALSE(shared.had());
  shared.report(7, "name", ns_per_s);
}

} // namespace
} // namespace responsum::admit
