// What is kept about clients is bounded, and runs out.
#include <semaphore>

#include <gtest/gtest.h>

#include "responsum/access/checkers.hpp"
#include "responsum/access/failures.hpp"
#include "responsum/access/password_hash.hpp"
#include "responsum/access/verified.hpp"

namespace responsum::access {
namespace {

net::Address address(const char* text) { return *net::Address::parse_host(text); }

TEST(Failures, KeepAnAddressOutUntilTheWindowEnds) {
  Failures failures;
  const net::Address a = address("192.0.2.1");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(failures.wait_s(a, 100, 3, 60), 0u);
    failures.add(a, 100, 60);
  }
  EXPECT_EQ(failures.wait_s(a, 100, 3, 60), 60u);
  EXPECT_EQ(failures.wait_s(a, 159, 3, 60), 1u);
  EXPECT_EQ(failures.wait_s(a, 160, 3, 60), 0u);
  EXPECT_EQ(failures.wait_s(address("192.0.2.2"), 100, 3, 60), 0u);
  EXPECT_EQ(failures.wait_s(a, 100, 0, 60), 0u); // no limit
}

TEST(Failures, CountAWholeNetworkOfIpv6) {
  Failures failures;
  failures.add(address("2001:db8::1"), 100, 60);
  EXPECT_NE(failures.wait_s(address("2001:db8::ffff:1"), 100, 1, 60), 0u);
  EXPECT_EQ(failures.wait_s(address("2001:db8:0:1::1"), 100, 1, 60), 0u);
}

TEST(Failures, ForgetThoseLongestAgo) {
  Failures failures;
  const net::Address first = address("198.51.100.1");
  failures.add(first, 100, 60);
  for (std::uint32_t i = 0; i < Failures::most; ++i)
    failures.add(
        address(("10." + std::to_string(i >> 16) + "." + std::to_string(i >> 8 & 255) + "." + std::to_string(i & 255))
                    .c_str()),
        110, 60);
  EXPECT_EQ(failures.wait_s(first, 110, 1, 60), 0u);
  EXPECT_NE(failures.wait_s(address("10.0.255.255"), 110, 1, 60), 0u);
}

TEST(Verified, AreKnownUntilTheirTime) {
  Verified verified{2};
  const auto mark = verified.mark_of("Basic YTpi");
  EXPECT_EQ(verified.find(mark, 0), nullptr);
  verified.add(mark, {"a", {"ops"}}, 0, 10);
  ASSERT_NE(verified.find(mark, 9), nullptr);
  EXPECT_TRUE(verified.find(mark, 9)->has_group("ops"));
  EXPECT_EQ(verified.find(verified.mark_of("Basic YTpj"), 9), nullptr);
  EXPECT_EQ(verified.find(mark, 10), nullptr);
}

TEST(Verified, AreBounded) {
  Verified verified{100};
  for (int i = 0; i < 1000; ++i) verified.add(verified.mark_of(std::to_string(i)), {}, 0, 10);
  EXPECT_EQ(verified.size(), 100u);
}

TEST(Checkers, ComparePasswords) {
  const std::string hash = *make_hash(HashKind::sha512_crypt, "x");
  std::counting_semaphore<> done{0};
  std::atomic<int> matched = 0;
  Checkers checkers{2};
  for (const char* password : {"x", "y", "x"})
    EXPECT_TRUE(checkers.submit({hash, password}, 10, [&](bool m) {
      matched += m ? 1 : 0;
      done.release();
    }));
  for (int i = 0; i < 3; ++i) done.acquire();
  EXPECT_EQ(matched, 2);
}

TEST(Checkers, TakeNoMoreThanMayWait) {
  Checkers none{0};
  EXPECT_TRUE(none.submit({"$6$", "x"}, 1, [](bool) { ADD_FAILURE(); }));
  EXPECT_FALSE(none.submit({"$6$", "x"}, 1, [](bool) { ADD_FAILURE(); }));
}

} // namespace
} // namespace responsum::access
