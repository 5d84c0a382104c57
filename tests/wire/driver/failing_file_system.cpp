#include "driver/failing_file_system.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string>
#include <string_view>

namespace responsum::wire {

namespace {

struct Failing {
  std::string_view name;
  int error;
};
// The name itself, or followed by an extension.
bool is_named(const char* file, std::string_view name) {
  const std::string_view text = file;
  return text.starts_with(name) && (text.size() == name.size() || text[name.size()] == '.');
}

constexpr std::array placing{Failing{"placing-EIO", EIO}, Failing{"placing-EACCES", EACCES},
                             Failing{"placing-ENOSPC", ENOSPC}, Failing{"placing-EMFILE", EMFILE},
                             Failing{"placing-EBUSY", EBUSY}};
constexpr std::array failing{Failing{"fails-EIO", EIO}, Failing{"fails-EMFILE", EMFILE}};

void make_file(int parent, const char* name) {
  const net::Descriptor made{::openat(parent, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644)};
}

void plant(int parent, const char* name) {
  const bool quickly = is_named(name, "plants-quickly");
  const bool many = is_named(name, "plants-many");
  if (!quickly && !many && !is_named(name, "plants")) return;
  ::mkdirat(parent, "planted", 0755);
  const net::Descriptor tree{::openat(parent, "planted", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (quickly) return;
  if (!many) return make_file(tree.number(), "waits.txt");
  for (const char* path : {"waits", "waits/one", "waits/one/two"}) ::mkdirat(tree.number(), path, 0755);
}

// Its top has the name of a job.
bool is_in_tree(int directory) {
  std::array<char, 256> path{};
  const std::string link = "/proc/self/fd/" + std::to_string(directory);
  const ssize_t size = ::readlink(link.c_str(), path.data(), path.size() - 1);
  return size > 0 && std::string_view{path.data(), static_cast<std::size_t>(size)}.find("/.responsum/jobs/") !=
                         std::string_view::npos;
}

} // namespace

std::expected<net::Descriptor, int> FailingFileSystem::open(int root, const char* path, int flags,
                                                            resource::file::Symlinks symlinks) const {
  const std::string_view all = path;
  const std::string_view name = all.substr(all.rfind('/') + 1);
  for (const Failing& f : failing)
    if (f.name == name) return std::unexpected{f.error};
  return FileSystem::open(root, path, flags, symlinks);
}

bool FailingFileSystem::is_locked(int parent, const char* name) const {
  return is_named(name, "locked") || FileSystem::is_locked(parent, name);
}

int FailingFileSystem::permits_change(int parent, const char* name) const {
  if (is_named(name, "denied")) return EACCES;
  return is_named(name, "read-only") ? EROFS : FileSystem::permits_change(parent, name);
}

std::expected<std::uint64_t, int> FailingFileSystem::free_bytes(int parent, const char* name) const {
  constexpr std::uint64_t few = 10;
  return is_named(name, "large") ? few : FileSystem::free_bytes(parent, name);
}

int FailingFileSystem::place(resource::file::Draft& draft, int parent, const char* name,
                             resource::file::Standing standing) const {
  for (const Failing& f : placing)
    if (is_named(name, f.name)) return f.error;
  meet(name);
  const int error = FileSystem::place(draft, parent, name, standing);
  plant(parent, name);
  if (!is_named(name, "waits")) return error;
  const std::lock_guard lock{mutex_};
  ++placed_;
  changed_.notify_all();
  return error;
}

int FailingFileSystem::remove(int parent, const char* name, bool directory) const {
  struct stat s{};
  const bool its_kind = ::fstatat(parent, name, &s, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(s.st_mode) == directory;
  if (!its_kind || !is_named(name, "waits") || !is_in_tree(parent))
    return FileSystem::remove(parent, name, directory);
  meet(name);
  const int error = FileSystem::remove(parent, name, directory);
  const std::lock_guard lock{mutex_};
  ++placed_;
  changed_.notify_all();
  return error;
}

void FailingFileSystem::meet(const char* name) const {
  constexpr std::chrono::seconds longest{20}; // a test that has gone wrong comes to its end all the same
  std::unique_lock lock{mutex_};
  if (is_named(name, "waits")) {
    ++waiting_;
    changed_.notify_all();
    changed_.wait_for(lock, longest, [this] { return released_ >= waiting_; });
  } else if (is_named(name, "follows")) {
    changed_.wait_for(lock, longest, [this] { return released_ < waiting_; });
  } else if (is_named(name, "releases")) {
    released_ = waiting_;
    changed_.notify_all();
    changed_.wait_for(lock, longest, [this] { return placed_ >= released_; });
  }
}

} // namespace responsum::wire
