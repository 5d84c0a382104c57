// Where the state is that several machines share.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace responsum::admit {

// "redis://host", "redis://:password@host:6379/0"
struct RedisAddress {
  std::string host;
  std::uint16_t port = 6379;
  std::string password; // empty: none
  unsigned database = 0;

  // Without the password.
  std::string text() const { return "redis://" + host + ":" + std::to_string(port) + "/" + std::to_string(database); }
  friend bool operator==(const RedisAddress&, const RedisAddress&) = default;
};

// The error is a sentence.
std::expected<RedisAddress, std::string> parse_redis_address(std::string_view text);

} // namespace responsum::admit
