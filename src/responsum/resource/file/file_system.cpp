#include "responsum/resource/file/file_system.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "responsum/resource/file/spool.hpp"

namespace responsum::resource::file {

using decision::Located;

std::expected<net::Descriptor, int> FileSystem::open(int root, const char* path, int flags, Symlinks symlinks) const {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_NO_MAGICLINKS;
  if (symlinks != Symlinks::follow) how.resolve |= RESOLVE_BENEATH;
  if (symlinks == Symlinks::refuse) how.resolve |= RESOLVE_NO_SYMLINKS;
  // EAGAIN: a rename raced with the resolution; the kernel asks to try again (openat2(2)).
  for (int attempt = 0;; ++attempt) {
    const long number = ::syscall(SYS_openat2, root, *path == '\0' ? "." : path, &how, sizeof how);
    if (number >= 0) return net::Descriptor{static_cast<int>(number)};
    if ((errno != EAGAIN && errno != EINTR) || attempt == 8) return std::unexpected{errno};
  }
}

std::expected<struct stat, int> FileSystem::status(int descriptor) const {
  struct stat s{};
  if (::fstat(descriptor, &s) != 0) return std::unexpected{errno};
  return s;
}

std::expected<std::vector<Entry>, int> FileSystem::entries(int root, const char* path, Symlinks symlinks) const {
  auto opened = open(root, path, O_RDONLY | O_DIRECTORY, symlinks);
  if (!opened) return std::unexpected{opened.error()};
  const std::unique_ptr<DIR, int (*)(DIR*)> directory{::fdopendir(opened->number()), ::closedir};
  if (directory == nullptr) return std::unexpected{errno};
  opened->release();
  std::vector<Entry> all;
  while (const dirent* d = ::readdir(directory.get())) {
    const std::string_view name = d->d_name;
    if (name == "." || name == "..") continue;
    struct stat s{};
    if (::fstatat(::dirfd(directory.get()), d->d_name, &s, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (S_ISLNK(s.st_mode)) {
      // What a link leads to is shown if asking for it would be answered.
      const std::string link = std::string{path} + "/" + d->d_name;
      const auto target = open(root, link.c_str(), O_PATH, symlinks);
      if (!target || ::fstat(target->number(), &s) != 0) continue;
    }
    all.push_back({std::string{name}, s});
  }
  return all;
}

bool FileSystem::is_locked(int parent, const char* name) const {
  const net::Descriptor file{::openat(parent, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC)};
  if (!file.valid()) return false;
  // The lock that this takes itself goes with the descriptor, a moment later.
  if (::flock(file.number(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK) return true;
  struct flock range{};
  range.l_type = F_WRLCK;
  range.l_whence = SEEK_SET;
  return ::fcntl(file.number(), F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK;
}

int FileSystem::permits_change(int parent, const char*) const {
  return ::faccessat(parent, ".", W_OK | X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

std::expected<std::uint64_t, int> FileSystem::free_bytes(int parent, const char*) const {
  struct statvfs s{};
  if (::fstatvfs(parent, &s) != 0) return std::unexpected{errno};
  return std::uint64_t{s.f_bavail} * s.f_frsize;
}

int FileSystem::place(Draft& draft, int parent, const char* name, Standing standing) const {
  return draft.place(parent, name, standing);
}

int FileSystem::remove(int parent, const char* name, bool directory) const {
  return ::unlinkat(parent, name, directory ? AT_REMOVEDIR : 0) == 0 ? 0 : errno;
}

Located reason_of(int error, Symlinks symlinks) {
  switch (error) {
  case ENOENT: return Located::none;
  case ENOTDIR: return Located::not_directory;
  case EACCES:
  case EPERM: return Located::search_denied;
  case ELOOP: return symlinks == Symlinks::refuse ? Located::symlink_refused : Located::loop;
  case EXDEV: return Located::outside_root;
  case ENAMETOOLONG: return Located::name_too_long;
  case EMFILE:
  case ENFILE:
  case ENOMEM: return Located::exhausted;
  default: return Located::io_error;
  }
}

namespace {

// The shortest beginning of the path that fails in the same way: the component the refusal is about. For a directory
// that may not be searched it is that directory, not the name looked for in it.
std::string failing_component(const FileSystem& system, int root, const std::string& path, int error,
                              Symlinks symlinks) {
  std::size_t end = 0;
  std::string reached = ".";
  while (end < path.size()) {
    end = path.find('/', end + 1);
    if (end == std::string::npos) end = path.size();
    const std::string part = path.substr(0, end);
    const auto opened = system.open(root, part.c_str(), O_PATH, symlinks);
    if (!opened) return error == EACCES || error == EPERM ? reached : part;
    reached = part;
  }
  return path;
}

Refusal refuse(const FileSystem& system, int root, const std::string& path, int error, Symlinks symlinks) {
  return {reason_of(error, symlinks), error, failing_component(system, root, path, error, symlinks)};
}

} // namespace

std::expected<Thing, Refusal> examine(const FileSystem& system, int root, const std::string& path,
                                      Symlinks symlinks) {
  auto opened = system.open(root, path.c_str(), O_PATH, symlinks);
  if (!opened) return std::unexpected{refuse(system, root, path, opened.error(), symlinks)};
  auto status = system.status(opened->number());
  if (!status) return std::unexpected{refuse(system, root, path, status.error(), symlinks)};
  if (!S_ISREG(status->st_mode) && !S_ISDIR(status->st_mode))
    return std::unexpected{Refusal{Located::special, 0, path}};
  return Thing{*status};
}

std::expected<Opened, Refusal> open_to_read(const FileSystem& system, int root, const std::string& path,
                                            Symlinks symlinks) {
  // O_NONBLOCK: should a pipe have taken the file's place since it was examined, opening it must not wait.
  auto opened = system.open(root, path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY, symlinks);
  if (!opened) {
    Refusal refusal = refuse(system, root, path, opened.error(), symlinks);
    if (refusal.why == Located::search_denied) refusal = {Located::read_denied, opened.error(), path};
    return std::unexpected{std::move(refusal)};
  }
  auto status = system.status(opened->number());
  if (!status) return std::unexpected{refuse(system, root, path, status.error(), symlinks)};
  if (!S_ISREG(status->st_mode)) return std::unexpected{Refusal{Located::special, 0, path}};
  return Opened{std::move(*opened), *status};
}

} // namespace responsum::resource::file
