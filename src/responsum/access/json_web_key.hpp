// Keys that signatures of tokens are compared with, from a file (RFC 7517).
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace responsum::access {

// RFC 7518 3.1, RFC 8037 3.1. What is not here is not done, `none` above all.
enum class Algorithm : std::uint8_t { rs256, es256, ed_dsa, hs256 };

struct AlgorithmRow {
  Algorithm algorithm;
  std::string_view name;
};
inline constexpr std::array algorithm_rows{
    AlgorithmRow{Algorithm::rs256, "RS256"}, AlgorithmRow{Algorithm::es256, "ES256"},
    AlgorithmRow{Algorithm::ed_dsa, "EdDSA"}, AlgorithmRow{Algorithm::hs256, "HS256"}};
std::optional<Algorithm> algorithm_named(std::string_view name);
constexpr std::string_view name(Algorithm a) { return algorithm_rows[static_cast<std::size_t>(a)].name; }

// Used from any thread. Each key is good for one algorithm, which its kind says and not the token.
class KeySet {
 public:
  static constexpr std::size_t most = 100;

  KeySet();
  KeySet(KeySet&&) noexcept;
  KeySet& operator=(KeySet&&) noexcept;
  ~KeySet();

  // A JWK Set, or a single JWK. Keys for encryption are passed over. The error is a sentence.
  static std::expected<KeySet, std::string> read(std::string_view json);

  std::size_t size() const;
  std::vector<Algorithm> algorithms() const;
  // Whether one of its keys made the signature; `id` is that of the key, empty where the token does not say.
  bool verifies(Algorithm algorithm, std::string_view id, std::string_view text, std::string_view signature) const;

 private:
  struct Key;
  std::vector<Key> keys_;
};

} // namespace responsum::access
