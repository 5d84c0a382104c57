#include "responsum/access/password_file.hpp"

#include <algorithm>
#include <utility>

#include "responsum/access/cryptography.hpp"
#include "responsum/access/password_hash.hpp"
#include "responsum/base/ascii.hpp"

namespace responsum::access {

namespace {

std::string_view take(std::string_view& text, char end) {
  const std::size_t at = std::min(text.find(end), text.size());
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return part;
}

std::vector<std::string> read_groups(std::string_view text) {
  std::vector<std::string> groups;
  while (!text.empty())
    if (const std::string_view group = base::trim(take(text, ',')); !group.empty()) groups.emplace_back(group);
  return groups;
}

// What a hash begins with, for whoever has to find it: never all of it.
std::string shown(std::string_view hash) {
  constexpr std::size_t enough = 8;
  return '"' + std::string{hash.substr(0, enough)} + (hash.size() > enough ? "..." : "") + '"';
}

bool is_digest(std::string_view hash) {
  return hash.size() == 2 * std::tuple_size_v<Hash> &&
         std::ranges::all_of(hash, [](char c) { return base::is_digit(c) || (c >= 'a' && c <= 'f'); });
}

std::string complaint_about_line(FileForm form, const User& user) {
  if (user.name.empty()) return "there is no user before the colon";
  if (form == FileForm::digests)
    return is_digest(user.hash)
               ? ""
               : "the hash " + shown(user.hash) + " of " + user.name + " is not 64 hexadecimal digits of SHA-256";
  const std::string complaint = complaint_about(user.hash);
  return complaint.empty() ? "" : "the hash " + shown(user.hash) + " of " + user.name + ": " + complaint;
}

} // namespace

Users Users::read(std::string_view text, FileForm form, std::string_view realm, std::vector<FileFault>& faults) {
  Users users;
  std::uint32_t number = 0;
  while (!text.empty()) {
    std::string_view line = take(text, '\n');
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    User user;
    user.name = take(line, ':');
    if (form == FileForm::digests && take(line, ':') != realm) {
      faults.push_back({number, "the realm is not \"" + std::string{realm} + '"'});
      continue;
    }
    user.hash = take(line, ':');
    user.groups = read_groups(line);
    if (std::string complaint = complaint_about_line(form, user); !complaint.empty()) {
      faults.push_back({number, std::move(complaint)});
    } else if (users.by_name_.contains(user.name)) {
      faults.push_back({number, "the user " + user.name + " stands further up already"});
    } else if (users.all_.size() == most) {
      faults.push_back({number, "there are more than " + std::to_string(most) + " users"});
      return users;
    } else {
      users.by_name_.emplace(user.name, users.all_.size());
      if (form == FileForm::digests)
        users.by_hashed_name_.emplace(hexadecimal(sha256(user.name + ":" + std::string{realm})), users.all_.size());
      users.all_.push_back(std::move(user));
    }
  }
  return users;
}

const User* Users::at(const Index& index, std::string_view key) const {
  const auto found = index.find(key);
  return found == index.end() ? nullptr : &all_[found->second];
}
const User* Users::find(std::string_view name) const { return at(by_name_, name); }
const User* Users::find_hashed(std::string_view hashed_name) const { return at(by_hashed_name_, hashed_name); }

} // namespace responsum::access
