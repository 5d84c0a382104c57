#include "responsum/resource/gateway/websocket.hpp"

#include <gtest/gtest.h>

#include "responsum/base/base64.hpp"

namespace responsum::resource::gateway {
namespace {

// RFC 6455 1.3
TEST(WebSocketHandshake, IsAnsweredAsTheStandardHasIt) {
  EXPECT_EQ(websocket_accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST(WebSocketHandshake, BeginsWithSixteenOctetsThatDiffer) {
  const std::string one = make_websocket_key();
  const auto octets = base::decode_base64(one, base::Base64::standard);
  ASSERT_TRUE(octets);
  EXPECT_EQ(octets->size(), 16u);
  EXPECT_NE(make_websocket_key(), one);
}

} // namespace
} // namespace responsum::resource::gateway
