#include "responsum/field/upgrade.hpp"

#include <gtest/gtest.h>

namespace responsum::field {
namespace {

TEST(Upgrade, NamesProtocolsInAnyCase) {
  EXPECT_TRUE(upgrade_names("websocket", "websocket"));
  EXPECT_TRUE(upgrade_names("h2c , WebSocket", "websocket"));
  EXPECT_TRUE(upgrade_names("tls/1.2", "TLS/1.2"));
  EXPECT_FALSE(upgrade_names("", "websocket"));
  EXPECT_FALSE(upgrade_names("websockets", "websocket"));
  EXPECT_FALSE(upgrade_names("TLS/1.0", "TLS/1.2"));
}

} // namespace
} // namespace responsum::field
