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

TEST(Upgrade, ToTlsIsByTheNameThatIsPreferredHere) {
  constexpr std::string_view spoken = "TLS/1.3, TLS/1.2";
  EXPECT_EQ(upgrade_to_tls("TLS/1.2", spoken), "TLS/1.2");
  EXPECT_EQ(upgrade_to_tls("websocket, tls/1.2,TLS/1.3", spoken), "TLS/1.3");
  EXPECT_EQ(upgrade_to_tls("TLS/1.2", "TLS/1.3"), "");
  EXPECT_EQ(upgrade_to_tls("TLS/1.1, TLS/2, h2c", spoken), "");
  EXPECT_EQ(upgrade_to_tls("", spoken), "");
}

TEST(Upgrade, ToTlsOfWhateverVersionIsByTheNameThatWasOffered) {
  EXPECT_EQ(upgrade_to_tls("TLS/1.0, HTTP/1.1", "TLS/1.3"), "TLS/1.0");
  EXPECT_EQ(upgrade_to_tls("SSL/3.0, tls", "TLS/1.3, TLS/1.2"), "tls");
  EXPECT_EQ(upgrade_to_tls("TLS/1.2, TLS/1.1, TLS/1.0", "TLS/1.3, TLS/1.2"), "TLS/1.2");
}

} // namespace
} // namespace responsum::field
