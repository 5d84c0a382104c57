#include "responsum/resource/file/spool.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <memory>
#include <utility>

#include "responsum/base/writer.hpp"
#include "responsum/resource/file/calls.hpp"
#include "responsum/resource/file/names.hpp"

namespace responsum::resource::file {

namespace {

std::string random_name() {
  std::uint64_t value = 0;
  if (::getrandom(&value, sizeof value, 0) != sizeof value) value = static_cast<std::uint64_t>(::getpid());
  std::array<char, 16> text{};
  base::Writer out{text};
  return std::string{out.hexadecimal(value).written()};
}

std::string decimal(std::uint64_t value) {
  std::array<char, base::Writer::decimal_digits> text{};
  base::Writer out{text};
  return std::string{out.decimal(value).written()};
}

// A tree is no deeper than a path is long; a directory that is entered is held open meanwhile.
constexpr int deepest_folder = 512;

int remove_all(int parent, const char* name, int depth) {
  if (::unlinkat(parent, name, 0) == 0) return 0;
  if (errno != EISDIR && errno != EPERM) return errno;
  if (::unlinkat(parent, name, AT_REMOVEDIR) == 0) return 0;
  if (errno != ENOTEMPTY && errno != EEXIST) return errno;
  if (depth == deepest_folder) return ELOOP;
  int error = 0;
  {
    const net::Descriptor directory{::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (!directory.valid()) return errno;
    for_each_name(directory.number(), [&](const char* entry) {
      if (const int e = remove_all(directory.number(), entry, depth + 1); e != 0) error = e;
    });
  }
  if (error != 0) return error;
  return ::unlinkat(parent, name, AT_REMOVEDIR) == 0 ? 0 : errno;
}

// A draft on another file system than the spool's: a symbolic link tells where it is.
void remove_pointed(int root, int folder, const char* pointer) {
  std::array<char, PATH_MAX> text{};
  const ssize_t size = ::readlinkat(folder, pointer, text.data(), text.size());
  if (size <= 0) return;
  const std::string path{text.data(), static_cast<std::size_t>(size)};
  const std::size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (!Spool::is_reserved(name)) return;
  const std::string parent = slash == std::string::npos ? std::string{"."} : path.substr(0, slash);
  const FileSystem system;
  const auto directory = system.open(root, parent.c_str(), O_PATH | O_DIRECTORY, Symlinks::beneath);
  if (directory) ::unlinkat(directory->number(), name.c_str(), 0);
}

void remove_folder(int root, int all, const char* name) {
  {
    const net::Descriptor folder{::openat(all, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
    if (!folder.valid() || ::flock(folder.number(), LOCK_EX | LOCK_NB) != 0) return;
    for_each_name(folder.number(), [&](const char* entry) { remove_pointed(root, folder.number(), entry); });
  }
  remove_all(all, name, 0);
}

} // namespace

Draft::Draft(Draft&& other) noexcept { *this = std::move(other); }

Draft& Draft::operator=(Draft&& other) noexcept {
  std::swap(folder_, other.folder_);
  std::swap(file_, other.file_);
  std::swap(elsewhere_, other.elsewhere_);
  std::swap(name_, other.name_);
  std::swap(pointer_, other.pointer_);
  std::swap(octets_, other.octets_);
  return *this;
}

int Draft::write(std::string_view piece) {
  const int error = write_whole(file_.number(), piece);
  if (error == 0) octets_ += piece.size();
  return error;
}

int Draft::sync() const { return ::fsync(file_.number()) == 0 ? 0 : errno; }

int Draft::directory() const { return elsewhere_.valid() ? elsewhere_.number() : folder_->own_.number(); }

void Draft::unpoint() const {
  if (!pointer_.empty()) ::unlinkat(folder_->own_.number(), pointer_.c_str(), 0);
}

int Draft::take_name(int parent, const char* name, Standing standing) {
  constexpr unsigned flags[] = {RENAME_NOREPLACE, 0, RENAME_EXCHANGE};
  const unsigned flag = flags[static_cast<std::size_t>(standing)];
  // Without a flag of its own some file systems can do it too, less strictly: the directory's lock is held.
  int done = ::renameat2(directory(), name_.c_str(), parent, name, flag);
  const bool plainly = done != 0 && flag != 0 && errno == EINVAL;
  if (plainly) done = ::renameat(directory(), name_.c_str(), parent, name);
  if (done != 0) return errno;
  if (plainly || standing != Standing::exchanged || ::unlinkat(directory(), name_.c_str(), 0) == 0) return 0;
  if (errno != EISDIR) return 0; // what stays in the folder goes with it
  // Somebody who takes no lock has put a directory there, which is not what was to go.
  ::renameat2(directory(), name_.c_str(), parent, name, RENAME_EXCHANGE);
  return EISDIR;
}

int Draft::place(int parent, const char* name, Standing standing) {
  if (const int error = take_name(parent, name, standing); error != 0) return error;
  unpoint();
  file_.close();
  return 0;
}

void Draft::give_up() {
  if (!file_.valid()) return;
  ::unlinkat(directory(), name_.c_str(), 0);
  unpoint();
  file_.close();
}

// Shared, as Draft and Spool say.
std::expected<std::shared_ptr<SpoolFolder>, int> SpoolFolder::make(int root) {
  std::shared_ptr<SpoolFolder> made{new SpoolFolder};
  if (const int error = made->open(root); error != 0) return std::unexpected{error};
  return made;
}

SpoolFolder::~SpoolFolder() {
  if (!own_.valid()) return;
  for_each_name(own_.number(), [this](const char* entry) { remove_all(own_.number(), entry, 0); });
  ::unlinkat(all_.number(), own_name_.c_str(), AT_REMOVEDIR);
}

int SpoolFolder::open(int root) {
  if (::fstat(root, &root_) != 0) return errno;
  const std::string name{Spool::folder_name};
  if (::mkdirat(root, name.c_str(), draft_folder_mode) != 0 && errno != EEXIST) return errno;
  all_ = net::Descriptor{::openat(root, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
  if (!all_.valid()) return errno;
  // Whoever sweeps between the making and the locking may take it for one that was left.
  for (int attempt = 0; attempt < 16; ++attempt) {
    own_name_ = random_name();
    if (::mkdirat(all_.number(), own_name_.c_str(), draft_folder_mode) != 0) {
      if (errno == EEXIST) continue;
      return errno;
    }
    net::Descriptor made{::openat(all_.number(), own_name_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    struct stat s{};
    if (made.valid() && ::flock(made.number(), LOCK_EX | LOCK_NB) == 0 && ::fstat(made.number(), &s) == 0 &&
        s.st_nlink != 0) {
      own_ = std::move(made);
      device_ = s.st_dev;
      return 0;
    }
  }
  return EBUSY;
}

bool SpoolFolder::serves(int root) const {
  struct stat now{};
  struct stat own{};
  return ::fstat(root, &now) == 0 && now.st_dev == root_.st_dev && now.st_ino == root_.st_ino &&
         ::fstat(own_.number(), &own) == 0 && own.st_nlink != 0;
}

std::expected<Draft, int> SpoolFolder::begin(int parent, const std::string& parent_path) {
  struct stat s{};
  if (::fstat(parent, &s) != 0) return std::unexpected{errno};
  Draft draft;
  draft.folder_ = shared_from_this();
  draft.name_ = decimal(++count_);
  if (s.st_dev != device_) {
    draft.pointer_ = std::move(draft.name_);
    draft.name_ = std::string{Spool::folder_name} + "-" + own_name_ + "-" + draft.pointer_;
    draft.elsewhere_ = net::Descriptor{::fcntl(parent, F_DUPFD_CLOEXEC, 0)};
    if (!draft.elsewhere_.valid()) return std::unexpected{errno};
    const std::string path = parent_path.empty() ? draft.name_ : parent_path + "/" + draft.name_;
    if (::symlinkat(path.c_str(), own_.number(), draft.pointer_.c_str()) != 0) return std::unexpected{errno};
  }
  constexpr int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
  draft.file_ = net::Descriptor{::openat(draft.directory(), draft.name_.c_str(), flags, draft_file_mode)};
  if (!draft.file_.valid()) {
    const int error = errno;
    draft.unpoint();
    return std::unexpected{error};
  }
  return draft;
}

std::expected<net::Descriptor, int> SpoolFolder::jobs() const {
  const std::string name{Spool::jobs_name};
  if (::mkdirat(all_.number(), name.c_str(), draft_folder_mode) != 0 && errno != EEXIST)
    return std::unexpected{errno};
  net::Descriptor folder{::openat(all_.number(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
  if (!folder.valid()) return std::unexpected{errno};
  return folder;
}

bool Spool::has_reserved(std::string_view path) {
  std::size_t at = 0;
  for (;;) {
    if (is_reserved(path.substr(at))) return true;
    at = path.find('/', at);
    if (at == std::string_view::npos) return false;
    ++at;
  }
}

void Spool::sweep(int root) {
  const std::string name{folder_name};
  const net::Descriptor all{::openat(root, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
  if (!all.valid()) return;
  for_each_name(all.number(), [&](const char* entry) {
    if (entry != uploads_name && entry != jobs_name) remove_folder(root, all.number(), entry);
  });
}

std::expected<Spool::Place, int> Spool::place(int root) {
  if (place_ != nullptr && place_->serves(root)) return place_;
  place_.reset();
  auto made = SpoolFolder::make(root);
  if (made) place_ = *made;
  return made;
}

} // namespace responsum::resource::file
