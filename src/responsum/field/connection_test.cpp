// The small fields that decide what becomes of a connection and of content that waits to be sent.
#include <gtest/gtest.h>

#include "responsum/field/connection.hpp"
#include "responsum/field/expect.hpp"

namespace responsum::field {
namespace {

TEST(Connection, Options) {
  const auto options = parse_connection("Keep-Alive, UPGRADE");
  EXPECT_TRUE(options.keep_alive && options.upgrade);
  EXPECT_FALSE(options.close || options.malformed);
  EXPECT_TRUE(parse_connection("close").close);
  EXPECT_TRUE(parse_connection(",, te ,close").close);
  EXPECT_FALSE(parse_connection("closed").close);
  EXPECT_FALSE(parse_connection("").malformed);
  EXPECT_TRUE(parse_connection("a b, close").malformed);
  EXPECT_TRUE(parse_connection("a b, close").close);
}

TEST(Connection, NamesHopByHopFields) {
  EXPECT_TRUE(connection_names("close, X-Hop", "x-hop"));
  EXPECT_FALSE(connection_names("close, X-Hop2", "x-hop"));
  EXPECT_FALSE(connection_names("", "x-hop"));
}

TEST(Expect, KnowsOneExpectation) {
  EXPECT_EQ(parse_expect("100-continue"), Expectation::continue_);
  EXPECT_EQ(parse_expect("100-Continue"), Expectation::continue_);
  EXPECT_EQ(parse_expect("100-continue, 100-continue"), Expectation::continue_);
  EXPECT_EQ(parse_expect(""), Expectation::none);
  EXPECT_EQ(parse_expect("100-continue, x"), Expectation::unknown);
  EXPECT_EQ(parse_expect("200-ok"), Expectation::unknown);
  EXPECT_EQ(parse_expect("100-continue;x=1"), Expectation::unknown);
}

} // namespace
} // namespace responsum::field
