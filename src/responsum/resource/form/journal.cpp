#include "responsum/resource/form/journal.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <expected>
#include <vector>

#include "responsum/base/ascii.hpp"
#include "responsum/base/timestamp.hpp"
#include "responsum/net/descriptor.hpp"
#include "responsum/resource/file/calls.hpp"
#include "responsum/resource/file/names.hpp"

namespace responsum::resource::form {

using decision::Hindrance;
using file::Met;

namespace {

constexpr mode_t folder_mode = 0700;
constexpr mode_t file_mode = 0600; // what people enter is nobody else's to read

// The journal is the server's own: whatever is wrong with its name is nothing that a client can help.
Met met_by(int error) {
  const Met met = file::met_with(error);
  const bool told = met.hindrance == Hindrance::no_space || met.hindrance == Hindrance::denied ||
                    met.hindrance == Hindrance::read_only || met.hindrance == Hindrance::exhausted;
  return told ? met : Met{Hindrance::failed, error};
}

std::string file_name(std::string_view between = {}) {
  return std::string{Journal::name}.append(between).append(Journal::extension);
}

std::expected<net::Descriptor, int> open_folder(const std::string& path) {
  constexpr int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  net::Descriptor folder{::open(path.c_str(), flags)};
  if (folder.valid()) return folder;
  if (errno != ENOENT || (::mkdir(path.c_str(), folder_mode) != 0 && errno != EEXIST)) return std::unexpected{errno};
  folder = net::Descriptor{::open(path.c_str(), flags)};
  if (!folder.valid()) return std::unexpected{errno};
  return folder;
}

std::expected<net::Descriptor, int> open_journal(int folder, int more_flags) {
  const int flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC | more_flags;
  net::Descriptor journal{::openat(folder, file_name().c_str(), flags, file_mode)};
  if (!journal.valid()) return std::unexpected{errno};
  return journal;
}

// Those who append hold it for as long as a write takes. Whoever holds it for a second is none of them.
constexpr int most_sleeps = 10'000;

// While one waited for the lock, another may have set the file aside.
bool is_named_still(int folder, int file) {
  struct stat named{};
  struct stat held{};
  return ::fstatat(folder, file_name().c_str(), &named, AT_SYMLINK_NOFOLLOW) == 0 && ::fstat(file, &held) == 0 &&
         named.st_ino == held.st_ino && named.st_dev == held.st_dev;
}

// Where the last whole line ends, and so the file. The lock is held. Errors are errno.
std::expected<std::uint64_t, int> cut_torn_line(int file) {
  struct stat s{};
  if (::fstat(file, &s) != 0) return std::unexpected{errno};
  const auto size = static_cast<std::uint64_t>(s.st_size);
  std::array<char, 4096> piece{};
  std::uint64_t end = size;
  while (end > 0) {
    // Mostly one octet is enough.
    const std::uint64_t octets = end == size ? 1 : std::min<std::uint64_t>(end, piece.size());
    const ssize_t n = ::pread(file, piece.data(), octets, static_cast<off_t>(end - octets));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 || static_cast<std::uint64_t>(n) != octets) return std::unexpected{n < 0 ? errno : EIO};
    const std::size_t feed = std::string_view{piece.data(), octets}.rfind('\n');
    if (feed != std::string_view::npos) {
      end = end - octets + feed + 1;
      break;
    }
    end -= octets;
  }
  if (end != size && ::ftruncate(file, static_cast<off_t>(end)) != 0) return std::unexpected{errno};
  return end;
}

// What the names of files that were set aside are told apart by, the oldest first: the time, and a number where there
// was more than one at that time, or the clock went back.
std::vector<std::string> set_aside_in(int folder) {
  const std::string before = std::string{Journal::name} + "-";
  std::vector<std::string> marks;
  file::for_each_name(folder, [&](const char* entry) {
    std::string_view found{entry};
    if (!found.starts_with(before) || !found.ends_with(Journal::extension)) return;
    found.remove_suffix(Journal::extension.size());
    marks.emplace_back(found.substr(before.size()));
  });
  std::ranges::sort(marks);
  return marks;
}

std::string mark_after(const std::string& mark) {
  constexpr std::size_t digits = 4;
  const std::size_t dash = std::min(mark.find('-'), mark.size());
  const auto number = base::parse_decimal(std::string_view{mark}.substr(std::min(dash + 1, mark.size())));
  const std::string next = std::to_string(number.value_or(0) + 1);
  return mark.substr(0, dash) + "-" + std::string(digits - std::min(digits, next.size()), '0') + next;
}

int flush(int file, int folder, bool is_new) {
  if (::fdatasync(file) != 0) return errno;
  return is_new ? file::flush_directory(folder) : 0;
}

} // namespace

Met Journal::append(std::string_view line, const base::Now& now) const {
  constexpr int most_attempts = 16; // each time another has set the file aside meanwhile
  Met met{Hindrance::locked, 0};
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    bool again = false;
    met = append_once(line, now, again);
    if (!again) return met;
  }
  return met;
}

Met Journal::append_once(std::string_view line, const base::Now& now, bool& again) const {
  const auto folder = open_folder(options_.folder);
  if (!folder) return met_by(folder.error());
  const auto journal = open_journal(folder->number(), O_CREAT);
  if (!journal) return met_by(journal.error());
  const int file = journal->number();
  if (const int error = file::lock_patiently(journal->number(), most_sleeps); error != 0)
    return error == EWOULDBLOCK ? Met{Hindrance::locked, 0} : met_by(error);
  if (!is_named_still(folder->number(), file)) {
    again = true;
    return {Hindrance::locked, 0};
  }
  const auto size = cut_torn_line(file);
  if (!size) return met_by(size.error());
  const std::uint64_t most = options_.max_file_bytes;
  if (most != 0 && *size != 0 && *size + line.size() > most) {
    if (const int error = set_aside(folder->number(), now); error != 0) return met_by(error);
    again = true;
    return {Hindrance::locked, 0};
  }
  if (const int error = file::write_whole(journal->number(), line); error != 0) {
    // Where not even this can be done, whoever appends next cuts it off.
    [[maybe_unused]] const int cut = ::ftruncate(file, static_cast<off_t>(*size));
    return met_by(error);
  }
  if (options_.durability != file::Durability::full) return {Hindrance::none};
  ::flock(file, LOCK_UN); // others may write while this one waits for the disk
  const int error = flush(file, folder->number(), *size == 0);
  return error == 0 ? Met{Hindrance::none} : met_by(error);
}

void Journal::mend() const {
  const net::Descriptor folder{::open(options_.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!folder.valid()) return;
  const auto journal = open_journal(folder.number(), 0);
  if (journal && file::lock_patiently(journal->number(), most_sleeps) == 0 &&
      is_named_still(folder.number(), journal->number()))
    (void)cut_torn_line(journal->number());
}

int Journal::set_aside(int folder, const base::Now& now) const {
  const std::vector<std::string> aside = set_aside_in(folder);
  std::string mark = base::timestamp(now.wall_s, now.wall_ns);
  std::erase_if(mark, [](char c) { return c == '-' || c == ':'; });
  if (!aside.empty() && aside.back() >= mark) mark = mark_after(aside.back());
  const std::string to = file_name("-" + mark);
  if (::renameat2(folder, file_name().c_str(), folder, to.c_str(), RENAME_NOREPLACE) != 0) return errno;
  if (options_.keep_files == 0) return 0;
  for (std::size_t i = 0; i + options_.keep_files <= aside.size(); ++i)
    ::unlinkat(folder, file_name("-" + aside[i]).c_str(), 0);
  return 0;
}

} // namespace responsum::resource::form
