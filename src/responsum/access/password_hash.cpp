#include "responsum/access/password_hash.hpp"

#include <argon2.h>
#include <crypt.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "responsum/access/cryptography.hpp"
#include "responsum/base/ascii.hpp"

namespace responsum::access {

namespace {

// What RFC 9106 4 recommends second, for where memory is short.
constexpr std::uint32_t argon2_passes = 3;
constexpr std::uint32_t argon2_memory_kib = 64 * 1024;
constexpr std::uint32_t argon2_lanes = 1;
constexpr std::size_t argon2_salt_octets = 16;
constexpr std::size_t argon2_tag_octets = 32;
// Of a hash that somebody else made: more is more likely a mistake than a wish.
constexpr std::uint64_t argon2_most_memory_kib = 1024 * 1024;
constexpr std::uint64_t argon2_most_passes = 64;
constexpr std::uint64_t argon2_most_lanes = 64;

// "$argon2id$v=19$m=65536,t=3,p=1$salt$tag"
std::string complaint_about_argon2(std::string_view hash) {
  const auto take = [&hash](char end) {
    const std::size_t at = std::min(hash.find(end), hash.size());
    const std::string_view part = hash.substr(0, at);
    hash.remove_prefix(std::min(at + 1, hash.size()));
    return part;
  };
  const auto number = [&](std::string_view name, char end, std::uint64_t most) {
    const std::string_view part = take(end);
    if (!part.starts_with(name)) return false;
    const auto value = base::parse_decimal(part.substr(name.size()));
    return value && *value != 0 && *value <= most;
  };
  take('$');
  take('$');
  if (!number("v=", '$', ARGON2_VERSION_NUMBER)) return "its version is not 19";
  if (!number("m=", ',', argon2_most_memory_kib)) return "its memory, m=, is none or more than 1 GiB";
  if (!number("t=", ',', argon2_most_passes)) return "its passes, t=, are none or too many";
  if (!number("p=", '$', argon2_most_lanes)) return "its lanes, p=, are none or too many";
  const std::string_view salt = take('$');
  if (salt.size() < 11 || hash.size() < 16) return "its salt or its tag is too short";
  return {};
}

// "$2b$11$" and behind it salt and tag in one, of 53 characters.
std::string complaint_about_bcrypt(std::string_view hash) {
  constexpr std::size_t octets = 60;
  if (hash.size() != octets || hash[6] != '$') return "it is not 60 characters with a cost of two digits";
  const auto cost = base::parse_decimal(hash.substr(4, 2));
  constexpr std::uint64_t least = 4;
  constexpr std::uint64_t most = 17; // minutes, beyond
  return cost && least <= *cost && *cost <= most ? "" : "its cost is not from 4 to 17";
}

std::expected<std::string, std::string> make_argon2(const std::string& password) {
  const Secret salt = make_secret();
  std::array<char, 256> encoded;
  const int result =
      argon2id_hash_encoded(argon2_passes, argon2_memory_kib, argon2_lanes, password.data(), password.size(),
                            salt.data(), argon2_salt_octets, argon2_tag_octets, encoded.data(), encoded.size());
  if (result != ARGON2_OK) return std::unexpected(std::string{argon2_error_message(result)});
  return std::string{encoded.data()};
}

} // namespace

std::optional<HashKind> kind_of(std::string_view hash) {
  for (const std::string_view other : {"$2a$", "$2y$"})
    if (hash.starts_with(other)) return HashKind::bcrypt;
  for (const HashRow& row : hash_rows)
    if (hash.starts_with(row.prefix)) return row.kind;
  return std::nullopt;
}

std::string complaint_about(const std::string& hash) {
  const auto kind = kind_of(hash);
  if (!kind) return "it is none of yescrypt, bcrypt, sha512-crypt and argon2id";
  if (*kind == HashKind::argon2id) return complaint_about_argon2(hash);
  const int salt = crypt_checksalt(hash.c_str());
  if (salt != CRYPT_SALT_OK && salt != CRYPT_SALT_TOO_CHEAP) return "its settings or its salt are malformed";
  if (*kind == HashKind::bcrypt) return complaint_about_bcrypt(hash);
  const std::size_t tag = hash.size() - hash.rfind('$') - 1;
  constexpr std::size_t shortest_tag = 43; // of yescrypt; sha512-crypt has 86
  return tag < shortest_tag ? "it has no tag behind its salt" : "";
}

bool matches(const std::string& hash, const std::string& password) {
  const auto kind = kind_of(hash);
  if (!kind || password.find('\0') != std::string::npos) return false;
  if (*kind == HashKind::argon2id)
    return argon2id_verify(hash.c_str(), password.data(), password.size()) == ARGON2_OK;
  const auto scratch = std::make_unique<crypt_data>(); // 32 KiB, which the stack of a thread is not for
  const char* made = crypt_rn(password.c_str(), hash.c_str(), scratch.get(), sizeof(crypt_data));
  return made != nullptr && same_secret(made, hash);
}

std::expected<std::string, std::string> make_hash(HashKind kind, const std::string& password) {
  if (password.find('\0') != std::string::npos) return std::unexpected("a password has no NUL in it");
  if (kind == HashKind::argon2id) return make_argon2(password);
  std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> salt;
  const HashRow& row = hash_rows[static_cast<std::size_t>(kind)];
  const unsigned long cost = kind == HashKind::bcrypt ? 11 : 0;
  if (crypt_gensalt_rn(row.prefix.data(), cost, nullptr, 0, salt.data(), salt.size()) == nullptr)
    return std::unexpected(std::string{std::strerror(errno)});
  const auto scratch = std::make_unique<crypt_data>();
  const char* made = crypt_rn(password.c_str(), salt.data(), scratch.get(), sizeof(crypt_data));
  if (made == nullptr) return std::unexpected(std::string{std::strerror(errno)});
  return std::string{made};
}

} // namespace responsum::access
