#include "responsum/resource/file/store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <optional>

#include "responsum/resource/file/calls.hpp"

namespace responsum::resource::file {

using decision::Hindrance;

namespace {

// Held for as long as it takes to look and rename, by whoever changes the directory, in whatever process.
class DirectoryLock {
 public:
  DirectoryLock(int directory, Patience patience) : directory_{directory}, patience_{patience} {
    constexpr int most_sleeps = 1000; // a tenth of a second: then it is not one of us who holds it
    if (patience == Patience::none)
      error_ = ::flock(directory_, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
    else
      error_ = lock_patiently(directory_, most_sleeps);
    held_ = error_ == 0;
  }
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;
  ~DirectoryLock() { release(); }

  bool held() const { return held_; }
  Met met() const {
    if (error_ != EWOULDBLOCK) return met_with(error_);
    return {Hindrance::locked, patience_ == Patience::none ? EWOULDBLOCK : 0};
  }
  void release() {
    if (held_) ::flock(directory_, LOCK_UN);
    held_ = false;
  }

 private:
  int directory_;
  Patience patience_;
  bool held_ = false;
  int error_ = 0;
};

// The kernel stamps files with the time of its last tick; two contents of a name must not have the same.
int set_time_after(int file, const struct stat* before) {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  if (before != nullptr) {
    timespec least = before->st_mtim;
    if (++least.tv_nsec == 1'000'000'000) least = {least.tv_sec + 1, 0};
    if (now.tv_sec < least.tv_sec || (now.tv_sec == least.tv_sec && now.tv_nsec < least.tv_nsec)) now = least;
  }
  const timespec times[2] = {{0, UTIME_OMIT}, now};
  return ::futimens(file, times) == 0 ? 0 : errno;
}

// What is there by the name, unless that cannot be said.
struct There {
  bool exists = false;
  int error = 0;
  struct stat status{};

  const struct stat* get() const { return exists ? &status : nullptr; }
  std::uint64_t octets() const {
    return exists && S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
  }
};
There look(const Spot& spot) {
  There there;
  there.exists = ::fstatat(spot.parent.number(), spot.name.c_str(), &there.status, AT_SYMLINK_NOFOLLOW) == 0;
  if (!there.exists && errno != ENOENT) there.error = errno;
  return there;
}

// Whether it is still how the change wants it.
std::optional<Met> hindrance_at(const FileSystem& system, const Spot& spot, const There& there,
                                const Consent& consent) {
  if (there.error != 0) return met_with(there.error);
  if (const Hindrance h = consent(there.get()); h != Hindrance::none) return Met{h, 0};
  if (!there.exists) return std::nullopt;
  if (S_ISREG(there.status.st_mode) && system.is_locked(spot.parent.number(), spot.name.c_str()))
    return Met{Hindrance::locked, 0};
  return std::nullopt;
}

// A directory that was removed meanwhile takes no new names.
bool is_gone(int directory) {
  struct stat s{};
  return ::fstat(directory, &s) == 0 && s.st_nlink == 0;
}

int flush(int directory, Durability durability) {
  return durability == Durability::full ? flush_directory(directory) : 0;
}

// Takes away what is there by the name, if that is how it is wanted. `take` does it, and says what it met.
template <class Take>
Change take_away(const FileSystem& system, const Spot& spot, Durability durability, const Consent& consent,
                 Patience patience, Take take) {
  DirectoryLock lock{spot.parent.number(), patience};
  if (!lock.held()) return std::unexpected{lock.met()};
  const There there = look(spot);
  if (const auto hindrance = hindrance_at(system, spot, there, consent)) return std::unexpected{*hindrance};
  if (!there.exists) return std::unexpected{Met{Hindrance::conflict, ENOENT}};
  if (const std::optional<Met> met = take(there.status)) return std::unexpected{*met};
  lock.release();
  if (const int e = flush(spot.parent.number(), durability); e != 0) return std::unexpected{met_with(e)};
  return Changed{false, {}, there.octets()};
}

constexpr int most_attempts = 16; // against programs that take no lock

} // namespace

Met met_with(int error) {
  switch (error) {
  case EACCES:
  case EPERM:
  case EXDEV: return {Hindrance::denied, error};
  case EROFS: return {Hindrance::read_only, error};
  case ENOSPC:
  case EDQUOT:
  case EFBIG: return {Hindrance::no_space, error};
  case ENAMETOOLONG:
  case EINVAL:
  case EILSEQ: return {Hindrance::name_impossible, error};
  case ENOENT:
  case ENOTDIR: return {Hindrance::parent_missing, error};
  case ELOOP: return {Hindrance::link, error};
  case ENOTEMPTY:
  case EEXIST:
  case EISDIR:
  case EBUSY: return {Hindrance::conflict, error};
  case EMFILE:
  case ENFILE:
  case ENOMEM: return {Hindrance::exhausted, error};
  default: return {Hindrance::failed, error};
  }
}

std::expected<Spot, Met> find_spot(const FileSystem& system, int root, const std::string& path, Symlinks symlinks) {
  Spot spot;
  const std::size_t slash = path.rfind('/');
  if (slash != std::string::npos) spot.parent_path = path.substr(0, slash);
  spot.name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (spot.name.empty() || Spool::has_reserved(path)) return std::unexpected{Met{Hindrance::name_impossible, 0}};
  auto parent = system.open(root, spot.parent_path.c_str(), O_RDONLY | O_DIRECTORY, symlinks);
  if (!parent) return std::unexpected{met_with(parent.error())};
  spot.parent = std::move(*parent);
  return spot;
}

bool is_locked(const FileSystem& system, const Spot& spot) {
  return system.is_locked(spot.parent.number(), spot.name.c_str());
}

Change place(const FileSystem& system, Draft& draft, const Spot& spot, Durability durability, const Consent& consent,
             Patience patience) {
  const int file = draft.descriptor();
  const auto met = [](int error) { return std::unexpected{met_with(error)}; };
  if (const int error = set_time_after(file, nullptr); error != 0) return met(error);
  if (durability == Durability::full)
    if (const int error = draft.sync(); error != 0) return met(error);
  DirectoryLock lock{spot.parent.number(), patience};
  if (!lock.held()) return std::unexpected{lock.met()};
  struct stat made{};
  for (int attempt = 0;; ++attempt) {
    const There there = look(spot);
    if (const auto hindrance = hindrance_at(system, spot, there, consent)) return std::unexpected{*hindrance};
    if (::fstat(file, &made) != 0) return met(errno);
    if (there.exists) {
      if (((made.st_mode ^ there.status.st_mode) & 07777) != 0) ::fchmod(file, there.status.st_mode & 07777);
      if (stamp_of(made).modified_ns <= stamp_of(there.status).modified_ns) {
        if (const int error = set_time_after(file, there.get()); error != 0) return met(error);
        // The time has to be as lasting as the content that it tells apart.
        if (durability == Durability::full)
          if (const int error = draft.sync(); error != 0) return met(error);
        if (::fstat(file, &made) != 0) return met(errno);
      }
    }
    const Standing standing = !there.exists                    ? Standing::nothing
                              : durability == Durability::none ? Standing::exchanged
                                                               : Standing::replaced;
    const int error = system.place(draft, spot.parent.number(), spot.name.c_str(), standing);
    if (error == 0) {
      lock.release();
      if (const int e = flush(spot.parent.number(), durability); e != 0) return met(e);
      return Changed{!there.exists, stamp_of(made), there.octets()};
    }
    if (error == ENOENT && is_gone(spot.parent.number())) return std::unexpected{Met{Hindrance::conflict, error}};
    if ((error != EEXIST && error != ENOENT) || attempt == most_attempts) return met(error);
  }
}

Change remove(const FileSystem& system, const Spot& spot, Durability durability, const Consent& consent,
              Patience patience) {
  return take_away(system, spot, durability, consent, patience, [&](const struct stat& there) -> std::optional<Met> {
    const int error = system.remove(spot.parent.number(), spot.name.c_str(), S_ISDIR(there.st_mode));
    if (error == ENOTEMPTY || error == EEXIST) return Met{Hindrance::not_empty, error};
    return error == 0 ? std::nullopt : std::optional{met_with(error)};
  });
}

Change take_tree(const FileSystem& system, int jobs, const std::string& id, const Spot& spot, Durability durability,
                 const Consent& consent) {
  return take_away(system, spot, durability, consent, Patience::some, [&](const struct stat&) -> std::optional<Met> {
    if (::renameat(spot.parent.number(), spot.name.c_str(), jobs, id.c_str()) == 0) return std::nullopt;
    return met_with(errno);
  });
}

} // namespace responsum::resource::file
