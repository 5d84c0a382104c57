// Files of users: a line each, `user:hash` or `user:hash:group,group`. For Digest the hash is that of RFC 7616 3.4.2,
// with the realm before it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace responsum::access {

struct User {
  std::string name;
  std::string hash; // of the password; of Digest: 64 hexadecimal digits
  std::vector<std::string> groups;
};

struct FileFault {
  std::uint32_t line; // from 1
  std::string complaint;
};

enum class FileForm : std::uint8_t { passwords, digests };

class Users {
 public:
  static constexpr std::size_t most = 100'000;

  // Lines of `text` that say nothing are passed over: empty ones, and those that begin with #. `realm` is that of
  // Digest: lines of others are not ours.
  static Users read(std::string_view text, FileForm form, std::string_view realm, std::vector<FileFault>& faults);

  const User* find(std::string_view name) const;
  // By SHA-256 of name:realm in hexadecimal (RFC 7616 3.4.4).
  const User* find_hashed(std::string_view hashed_name) const;
  // One whose hash is compared where there is no user, so that it takes as long; null: there is none at all.
  const User* decoy() const { return all_.empty() ? nullptr : &all_.front(); }
  std::size_t size() const { return all_.size(); }

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Index = std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>>;

  const User* at(const Index& index, std::string_view key) const;

  std::vector<User> all_;
  Index by_name_;
  Index by_hashed_name_;
};

} // namespace responsum::access
