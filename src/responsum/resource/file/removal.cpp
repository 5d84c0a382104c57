#include "responsum/resource/file/removal.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "responsum/resource/file/ledger.hpp"
#include "responsum/resource/file/names.hpp"
#include "responsum/resource/file/spool.hpp"

namespace responsum::resource::file {

namespace {

// A directory that is entered is held open meanwhile; what is deeper is lifted to the top first.
constexpr int deepest = 64;
constexpr int most_idle = 3; // times that everything is gone through, and nothing goes

} // namespace

Removal::Removal(const FileSystem& system, net::Descriptor folder, JobRecord record, bool recorded, Ledger* ledger)
    : system_{system},
      folder_{std::move(folder)},
      record_{std::move(record)},
      recorded_{recorded},
      ledger_{ledger},
      entries_{record_.entries} {}

JobRecord Removal::record() const {
  JobRecord now = record_;
  now.entries = entries();
  return now;
}

// --- The work ------------------------------------------------------------------------------------------------------

bool Removal::fail(int error) {
  error_ = error;
  return false;
}

// What somebody else has removed is removed.
bool Removal::gone(int error) {
  if (error != 0 && error != ENOENT) return fail(error);
  entries_.fetch_add(1, std::memory_order_relaxed);
  if (entries() > threshold_.load(std::memory_order_relaxed)) tell();
  return true;
}

Removal::End Removal::run(const std::function<bool(std::uint64_t)>& goes_on) {
  goes_on_ = &goes_on;
  const net::Descriptor tree{
      ::openat(folder_.number(), id().c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
  if (!tree.valid() && errno == ENOENT) return End::done;
  if (!tree.valid()) {
    error_ = errno;
    return End::failed;
  }
  // Servers know by it what others are at.
  if (::flock(tree.number(), LOCK_EX | LOCK_NB) != 0) return End::others;
  struct stat s{};
  if (::fstat(tree.number(), &s) == 0) device_ = s.st_dev;
  top_ = tree.number();
  // What is lifted to the top, or was not read while other entries went, is there for the next time.
  for (int idle = 0;;) {
    const std::uint64_t before = entries();
    if (!empty(top_, 0)) return stopped_ ? End::stopped : End::failed;
    const int error = system_.remove(folder_.number(), id().c_str(), true);
    idle = entries() == before ? idle + 1 : 0;
    if ((error != ENOTEMPTY && error != EEXIST) || idle == most_idle) return gone(error) ? End::done : End::failed;
  }
}

bool Removal::empty(int directory, int depth) {
  bool all = true;
  for_each_name(directory, [&](const char* name) { all = all && remove_from(directory, name, depth); });
  return all;
}

bool Removal::remove_from(int parent, const char* name, int depth) {
  if (!(*goes_on_)(entries())) {
    stopped_ = true;
    return false;
  }
  std::uint64_t octets = 0;
  struct stat s{};
  if (ledger_ != nullptr && ::fstatat(parent, name, &s, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(s.st_mode))
    octets = static_cast<std::uint64_t>(s.st_size);
  const int error = system_.remove(parent, name, false);
  if (error == EISDIR || error == EPERM) return remove_directory(parent, name, depth + 1);
  if (error == 0 && ledger_ != nullptr) ledger_->release(octets);
  return gone(error);
}

bool Removal::remove_directory(int parent, const char* name, int depth) {
  {
    const net::Descriptor directory{::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (!directory.valid()) return errno == ENOTDIR ? fail(EPERM) : errno == ENOENT || fail(errno);
    struct stat s{};
    if (::fstat(directory.number(), &s) != 0) return fail(errno);
    if (s.st_dev != device_) return fail(EXDEV);
    if (depth == deepest) return lift(parent, name);
    if (!empty(directory.number(), depth)) return false;
  }
  const int error = system_.remove(parent, name, true);
  return error == ENOTEMPTY || error == EEXIST || gone(error);
}

bool Removal::lift(int parent, const char* name) {
  for (;;) {
    const std::string lifted = std::string{Spool::folder_name} + "-" + std::to_string(++lifted_);
    if (::renameat2(parent, name, top_, lifted.c_str(), RENAME_NOREPLACE) == 0) return true;
    if (errno != EEXIST) return fail(errno);
  }
}

bool Removal::promise() {
  const std::lock_guard lock{mutex_};
  if (!closed_) promised_.store(true, std::memory_order_relaxed);
  return !closed_;
}

bool Removal::close() {
  const std::lock_guard lock{mutex_};
  closed_ = true;
  return promised();
}

// --- Who waits -----------------------------------------------------------------------------------------------------

bool Removal::wait(net::Reactor& reactor, std::uint64_t threshold, std::move_only_function<void()> told) {
  const std::lock_guard lock{mutex_};
  if (over() || entries() > threshold) return false;
  reactor_ = &reactor;
  threshold_ = threshold;
  told_ = std::move(told);
  return true;
}

void Removal::leave() {
  const std::lock_guard lock{mutex_};
  reactor_ = nullptr;
  threshold_ = UINT64_MAX;
  told_ = nullptr;
}

// The reactor is there as long as whoever waits has not left.
void Removal::tell() {
  const std::lock_guard lock{mutex_};
  threshold_ = UINT64_MAX;
  if (reactor_ == nullptr) return;
  std::exchange(reactor_, nullptr)->post(std::move(told_));
  told_ = nullptr;
}

void Removal::finish() {
  over_.store(true, std::memory_order_release);
  tell();
}

} // namespace responsum::resource::file
