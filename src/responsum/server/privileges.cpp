#include "responsum/server/privileges.hpp"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace responsum::server {

std::expected<void, std::string> become(const std::string& user) {
  if (user.empty()) return {};
  errno = 0;
  const passwd* entry = ::getpwnam(user.c_str());
  if (entry == nullptr) return std::unexpected{"there is no user \"" + user + "\""};
  // Groups first: without root's rights they could not be given up any more.
  if (::initgroups(user.c_str(), entry->pw_gid) != 0 || ::setgid(entry->pw_gid) != 0 || ::setuid(entry->pw_uid) != 0)
    return std::unexpected{"cannot become \"" + user + "\": " + std::strerror(errno)};
  return {};
}

std::expected<void, std::string> give_to_user(const std::vector<std::string>& files, const std::string& user) {
  if (user.empty()) return {};
  const passwd* entry = ::getpwnam(user.c_str());
  if (entry == nullptr) return std::unexpected{"there is no user \"" + user + "\""};
  for (const std::string& file : files)
    if (::chown(file.c_str(), entry->pw_uid, entry->pw_gid) != 0 && errno != ENOENT)
      return std::unexpected{"cannot give " + file + " to \"" + user + "\": " + std::strerror(errno)};
  return {};
}

} // namespace responsum::server
