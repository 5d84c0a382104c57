// Digest with SHA-256 (RFC 7616): what a client sends, and what it should have sent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace responsum::access {

struct DigestResponse {
  std::string username{}; // the hash of it, if `hashed`
  bool hashed = false;
  std::string realm{};
  std::string nonce{};
  std::string uri{};
  std::string client_nonce{};
  std::string response{}; // 64 hexadecimal digits
  std::string count_text{};
  std::uint32_t count = 0;
};

// `parameters` is what stands behind the scheme. Nothing where something is missing, malformed, or of another
// algorithm or quality than is asked for here: SHA-256 and auth.
std::optional<DigestResponse> parse_digest(std::string_view parameters);

// RFC 7616 3.4.1. `user_hash`: of "user:realm:password", in hexadecimal.
std::string digest_of(const DigestResponse& sent, std::string_view user_hash, std::string_view method);

} // namespace responsum::access
