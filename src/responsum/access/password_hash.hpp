// Passwords as files keep them: hashes that are slow on purpose.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace responsum::access {

enum class HashKind : std::uint8_t { yescrypt, bcrypt, sha512_crypt, argon2id };

struct HashRow {
  HashKind kind;
  std::string_view name; // as people type it
  std::string_view prefix;
};
// bcrypt goes by three prefixes, of which the others are found in password_hash.cpp.
inline constexpr std::array hash_rows{
    HashRow{HashKind::yescrypt, "yescrypt", "$y$"}, HashRow{HashKind::bcrypt, "bcrypt", "$2b$"},
    HashRow{HashKind::sha512_crypt, "sha512-crypt", "$6$"}, HashRow{HashKind::argon2id, "argon2id", "$argon2id$"}};

// By what it begins with; nothing for any other.
std::optional<HashKind> kind_of(std::string_view hash);
// Why no password can be compared with it: a sentence; empty: one can.
std::string complaint_about(const std::string& hash);

// Whether `hash` was made of `password`. Takes a tenth of a second or so, and memory; a hash that is none is of no
// password.
bool matches(const std::string& hash, const std::string& password);
// A hash with a fresh salt. The error is a sentence.
std::expected<std::string, std::string> make_hash(HashKind kind, const std::string& password);

} // namespace responsum::access
