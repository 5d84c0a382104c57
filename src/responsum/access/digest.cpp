#include "responsum/access/digest.hpp"

#include <algorithm>

#include "responsum/access/cryptography.hpp"
#include "responsum/field/credentials.hpp"

namespace responsum::access {

namespace {

std::string hash_of(std::string_view text) { return hexadecimal(sha256(text)); }

// Nothing: it was not sent.
std::optional<std::string> value_of(const field::AuthParameters& all, std::string_view name) {
  const auto raw = all.raw(name);
  if (!raw) return std::nullopt;
  std::string value(raw->size(), '\0');
  value.resize(field::unquote(*raw, value).size());
  return value;
}

// RFC 7616 3.4: eight hexadecimal digits.
std::optional<std::uint32_t> parse_count(std::string_view text) {
  constexpr std::size_t digits = 8;
  if (text.size() != digits) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text) {
    const int digit = base::hex_value(c);
    if (digit < 0) return std::nullopt;
    value = value << 4 | static_cast<std::uint32_t>(digit);
  }
  return value;
}

} // namespace

std::optional<DigestResponse> parse_digest(std::string_view parameters) {
  const auto all = field::AuthParameters::parse(parameters);
  if (!all) return std::nullopt;
  const auto username = value_of(*all, "username");
  const auto realm = value_of(*all, "realm");
  const auto nonce = value_of(*all, "nonce");
  const auto uri = value_of(*all, "uri");
  const auto client_nonce = value_of(*all, "cnonce");
  auto response = value_of(*all, "response");
  const auto count_text = value_of(*all, "nc");
  if (!username || !realm || !nonce || !uri || !client_nonce || !response || !count_text) return std::nullopt;
  const auto quality = value_of(*all, "qop");
  const auto algorithm = value_of(*all, "algorithm");
  if (!quality || !base::equals_ignoring_case(*quality, "auth")) return std::nullopt;
  if (!algorithm || !base::equals_ignoring_case(*algorithm, "SHA-256")) return std::nullopt; // MD5 if not said
  const auto hashed = value_of(*all, "userhash");
  const auto count = parse_count(*count_text);
  std::ranges::transform(*response, response->begin(), base::to_lower);
  if (!count || response->size() != 2 * std::tuple_size_v<Hash>) return std::nullopt;
  return DigestResponse{.username = *username,
                        .hashed = hashed && base::equals_ignoring_case(*hashed, "true"),
                        .realm = *realm,
                        .nonce = *nonce,
                        .uri = *uri,
                        .client_nonce = *client_nonce,
                        .response = *response,
                        .count_text = *count_text,
                        .count = *count};
}

std::string digest_of(const DigestResponse& sent, std::string_view user_hash, std::string_view method) {
  const std::string about = hash_of(std::string{method} + ":" + sent.uri);
  return hash_of(std::string{user_hash} + ":" + sent.nonce + ":" + sent.count_text + ":" + sent.client_nonce +
                 ":auth:" + about);
}

} // namespace responsum::access
